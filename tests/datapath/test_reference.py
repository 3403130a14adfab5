"""How the engine finds a packet's session, and its one timer."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.datapath.ends import (
    ALICE,
    ALICE_CALL,
    BOB,
    BOB_CALL,
    LCP_ECHO,
    ip_packet,
    keys,
    specs,
)
from tests.datapath.twins import TWINS, MakeEngine
from vpdn.datapath.engine import Batch, Engine, SessionSpec
from vpdn.datapath.sequence import ACK_DELAY
from vpdn.errors import DecodeError, MisuseError
from vpdn.wire import gre

pytestmark = TWINS

MALLORY = IPv4Address("192.0.2.66")


def bob_engine(make: MakeEngine) -> Engine:
    engine = make()
    engine.add(specs()[1])
    return engine


def from_alice(number: int = 0, call_id: int = BOB_CALL, payload: bytes = LCP_ECHO) -> bytes:
    return gre.Packet(call_id, payload, sequence=number).encode()


def test_gre_finds_its_session_by_call_id_and_peer(make: MakeEngine) -> None:
    assert bob_engine(make).from_gre([(ALICE, from_alice())], 0.0).frames == [(BOB_CALL, LCP_ECHO)]


@pytest.mark.parametrize(
    ("source", "packet"),
    [
        (MALLORY, from_alice()),
        (ALICE, from_alice(call_id=7)),
        (ALICE, from_alice()[:7]),
        (ALICE, b""),
    ],
    ids=["another peer", "unknown call", "cut off", "empty"],
)
def test_gre_of_nobody_s_session_is_stray(
    make: MakeEngine, source: IPv4Address, packet: bytes
) -> None:
    engine = bob_engine(make)
    assert engine.from_gre([(source, packet)], 0.0) == Batch()
    assert engine.stray == 1
    assert engine.deadline is None


@given(
    flags=st.integers(0, 0xFFFF) | st.sampled_from((0x2001, 0x3001, 0x2081, 0x3081, 0xB001)),
    protocol=st.sampled_from((0x880B, 0x0800)),
    length=st.integers(0, 24),
    rest=st.binary(min_size=0, max_size=40),
)
def test_the_header_is_judged_as_wire_gre_judges_it(
    make: MakeEngine, flags: int, protocol: int, length: int, rest: bytes
) -> None:
    octets = b"".join(value.to_bytes(2, "big") for value in (flags, protocol, length, BOB_CALL))
    packet = octets + rest
    engine = bob_engine(make)
    engine.from_gre([(ALICE, packet)], 0.0)
    try:
        decoded = gre.decode(packet)
    except DecodeError:
        assert engine.counters(BOB_CALL).malformed == 1
        return
    counters = engine.counters(BOB_CALL)
    assert counters.acks_in == (decoded.acknowledgment is not None and not decoded.payload)
    if decoded.sequence is None:
        assert counters.malformed == 0


@given(st.lists(st.binary(max_size=50), max_size=20), st.booleans())
def test_no_octets_raise(make: MakeEngine, rests: list[bytes], encrypted: bool) -> None:
    engine = bob_engine(make)
    if encrypted:
        engine.encrypt(BOB_CALL, keys(40, True)[1])
    header = b"\x30\x01\x88\x0b\x00\x0a" + BOB_CALL.to_bytes(2, "big")
    for turn, rest in enumerate(rests):
        engine.from_gre([(ALICE, header + rest), (ALICE, rest)], float(turn))
        engine.from_tun([rest, b"\x45" + rest], float(turn))
        engine.tick(turn + 0.5)


def test_tun_finds_its_session_by_the_longest_prefix(make: MakeEngine) -> None:
    engine = make()
    for call_id, network in ((1, "0.0.0.0/0"), (2, "10.0.0.0/24"), (3, "10.0.0.1/32")):
        engine.add(SessionSpec(call_id, 100 + call_id, BOB, routes=(IPv4Network(network),)))
    [(_, packet)] = engine.from_tun([ip_packet(1)], 0.0).gre
    assert gre.decode(packet).call_id == 103
    engine.remove(3)
    [(_, packet)] = engine.from_tun([ip_packet(1)], 0.0).gre
    assert gre.decode(packet).call_id == 102


def test_tun_packets_without_a_route_are_counted(make: MakeEngine) -> None:
    engine = make()
    assert engine.from_tun([ip_packet(1), b"\x60" + bytes(39), b""], 0.0) == Batch()
    assert engine.unrouted == 3


def test_an_update_moves_routes_and_keeps_numbers_and_counters(make: MakeEngine) -> None:
    engine = bob_engine(make)
    engine.from_tun([ip_packet(1)], 0.0)
    engine.update(replace(specs()[1], routes=(IPv4Network("10.0.0.0/8"),), pfc=True, acfc=True))
    [(_, packet)] = engine.from_tun([ip_packet(2)], 0.0).gre
    assert gre.decode(packet) == gre.Packet(ALICE_CALL, b"\x21" + ip_packet(2), sequence=1)
    assert engine.counters(BOB_CALL).packets_out == 2
    engine.update(replace(specs()[1], routes=()))
    assert engine.from_tun([ip_packet(3)], 0.0) == Batch()


def test_a_removed_session_gives_its_counters_and_leaves_no_timer(make: MakeEngine) -> None:
    engine = bob_engine(make)
    engine.from_gre([(ALICE, from_alice())], 0.0)
    assert engine.remove(BOB_CALL).control_in == 1
    assert engine.tick(1.0) == Batch()
    assert engine.deadline is None
    assert engine.from_gre([(ALICE, from_alice(1))], 0.0) == Batch()
    assert engine.stray == 1


def test_verbs_for_unknown_calls_are_misuse(make: MakeEngine) -> None:
    engine = bob_engine(make)
    with pytest.raises(MisuseError):
        engine.add(specs()[1])
    for verb in (engine.remove, engine.counters, engine.reset):
        with pytest.raises(MisuseError):
            verb(7)
    with pytest.raises(MisuseError):
        engine.send_frame(7, LCP_ECHO, 0.0)
    with pytest.raises(MisuseError):
        engine.encrypt(7, None)


def test_the_deadline_is_the_earliest_session_s(make: MakeEngine) -> None:
    engine = make()
    for call_id in (1, 2, 3):
        engine.add(SessionSpec(call_id, 100 + call_id, ALICE))
    for call_id, now in ((2, 1.0), (1, 1.01), (3, 1.02)):
        engine.from_gre([(ALICE, from_alice(call_id=call_id))], now)
    acknowledged = []
    for _ in range(3):
        deadline = engine.deadline
        assert deadline is not None
        [(_, packet)] = engine.tick(deadline).gre
        acknowledged.append((gre.decode(packet).call_id, deadline))
    assert acknowledged == [
        (102, 1.0 + ACK_DELAY),
        (101, 1.01 + ACK_DELAY),
        (103, 1.02 + ACK_DELAY),
    ]
    assert engine.deadline is None


def test_a_tick_ends_though_a_session_waits_for_its_owner(make: MakeEngine) -> None:
    """A CCP frame suspends the packets behind it for one batch, ticks included."""
    engine = bob_engine(make)
    ccp, ip = b"\x80\xfd\x05\x01\x00\x04", b"\x21" + ip_packet(1)
    early = [(ALICE, from_alice(number, payload=body)) for number, body in ((1, ccp), (2, ip))]
    assert engine.from_gre(early, 0.0) == Batch()
    deadline = engine.deadline
    assert deadline is not None
    assert engine.tick(deadline).frames == [(BOB_CALL, ccp)]
    assert engine.deadline is not None
    assert engine.deadline <= deadline
    assert engine.tick(deadline).tun == [ip_packet(1)]
