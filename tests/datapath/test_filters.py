from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.datapath.twins import TWINS, MakeEngine
from vpdn.datapath.engine import Engine, SessionSpec
from vpdn.datapath.filters import Filter, Place, Rule
from vpdn.wire import gre, ip, ppp

TAC, WEB = IPv4Address("172.16.10.1"), IPv4Address("10.1.1.80")
LAN = Place(IPv4Address("172.16.10.0"), IPv4Address("0.0.0.255"))
HTTP = Place(WEB, IPv4Address(0), ((80, 80),))
SYN, ACK, RST = 0x02, 0x10, 0x04


def tcp(port: int = 80, flags: int = SYN, source: IPv4Address = TAC) -> bytes:
    segment = (1025).to_bytes(2, "big") + port.to_bytes(2, "big") + bytes(9) + bytes([flags])
    return ip.build(source, WEB, ip.IpProtocol.TCP, segment + bytes(6))


def fragment(packet: bytes, offset: int) -> bytes:
    return packet[:6] + offset.to_bytes(2, "big") + packet[8:]


def test_a_list_without_rules_lets_everything_pass() -> None:
    assert Filter().permits(tcp())


def test_the_first_rule_that_fits_decides_and_the_rest_is_refused() -> None:
    chosen = Filter((Rule(False, Place(TAC, IPv4Address(0))), Rule(True, LAN)))
    assert not chosen.permits(tcp())
    assert chosen.permits(tcp(source=TAC + 1))
    assert not chosen.permits(tcp(source=WEB))
    assert chosen.matches == [1, 1]


@pytest.mark.parametrize(
    ("rule", "packet", "fits"),
    [
        (Rule(True, LAN, HTTP, ip.IpProtocol.TCP), tcp(80), True),
        (Rule(True, LAN, HTTP, ip.IpProtocol.TCP), tcp(81), False),
        (Rule(True, LAN, HTTP, ip.IpProtocol.UDP), tcp(80), False),
        (Rule(True, protocol=6, established=True), tcp(flags=SYN), False),
        (Rule(True, protocol=6, established=True), tcp(flags=ACK), True),
        (Rule(True, protocol=6, established=True), tcp(flags=RST), True),
        (Rule(True, protocol=1, icmp=(8, None)), ip.build(TAC, WEB, 1, b"\x08\x00ab"), True),
        (Rule(True, protocol=1, icmp=(0, None)), ip.build(TAC, WEB, 1, b"\x08\x00ab"), False),
        (Rule(True, protocol=1, icmp=(3, 4)), ip.build(TAC, WEB, 1, b"\x03\x01ab"), False),
        (Rule(True, protocol=1, icmp=(3, 4)), ip.build(TAC, WEB, 1, b"\x03\x04ab"), True),
    ],
)
def test_what_a_rule_fits(rule: Rule, packet: bytes, fits: bool) -> None:
    assert Filter((rule,)).permits(packet) is fits


def test_a_later_fragment_fits_a_permit_by_its_addresses_and_no_deny() -> None:
    allowed = Rule(True, LAN, HTTP, ip.IpProtocol.TCP)
    denied = Rule(False, LAN, HTTP, ip.IpProtocol.TCP)
    later = fragment(tcp(81), 100)
    assert Filter((allowed,)).permits(later)
    assert Filter((denied, Rule(True))).permits(later)


def test_fragments_made_to_hide_the_header_are_refused() -> None:
    chosen = Filter((Rule(False, LAN, HTTP, ip.IpProtocol.TCP), Rule(True)))
    assert not chosen.permits(ip.build(TAC, WEB, ip.IpProtocol.TCP, b"\x04\x01"))
    assert not chosen.permits(fragment(tcp(81), 1))


def test_counts_stay_while_the_rules_do() -> None:
    chosen = Filter((Rule(True),))
    chosen.permits(tcp())
    chosen.replace((Rule(True),))
    assert chosen.matches == [1]
    chosen.replace((Rule(False), Rule(True)))
    assert chosen.matches == [0, 0]


@given(st.binary(max_size=80))
def test_any_octets_are_judged(packet: bytes) -> None:
    rules = (Rule(False, protocol=6, established=True), Rule(True, LAN, HTTP, 17), Rule(True))
    assert Filter(rules).permits(packet) in (True, False)


def carried(engine: Engine, number: int, packet: bytes) -> list[bytes]:
    frame = ppp.Frame(ppp.Protocol.IP, packet).encode()
    octets = gre.Packet(1, frame, sequence=number).encode()
    return engine.from_gre([(WEB, octets)], 0.0).tun


@TWINS
def test_a_session_takes_and_sends_only_what_its_lists_permit(make: MakeEngine) -> None:
    http_only = Filter((Rule(True, LAN, HTTP, ip.IpProtocol.TCP),))
    nothing = Filter((Rule(False),))
    routes = (IPv4Network(TAC),)
    engine = make()
    engine.add(SessionSpec(1, 101, WEB, routes=routes, inward=http_only, outward=nothing))
    assert carried(engine, 0, tcp(80)) == [tcp(80)]
    assert carried(engine, 1, tcp(81)) == []
    answer = ip.build(WEB, TAC, 1, b"\x00\x00ab")
    assert engine.from_tun([answer], 0.0).gre == []
    assert (engine.counters(1).packets_in, engine.counters(1).filtered) == (1, 2)
    nothing.replace((Rule(True),))
    assert len(engine.from_tun([answer], 0.0).gre) == 1
