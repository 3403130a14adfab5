"""Sessions told apart by where a packet comes from: many calls of one machine to one server."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

from tests.datapath.twins import TWINS, MakeEngine
from vpdn.datapath.engine import Engine, SessionSpec
from vpdn.wire import gre, ip

pytestmark = TWINS

SERVER = IPv4Address("10.200.20.2")
REMOTE = IPv4Address("172.16.10.100")
ELSEWHERE = (IPv4Network("192.0.2.0/24"),)


def spec(call_id: int, source: str) -> SessionSpec:
    address = IPv4Address(source)
    return SessionSpec(call_id, call_id + 100, SERVER, routes=ELSEWHERE, source=address)


BY_DESTINATION = SessionSpec(2, 102, SERVER, routes=(IPv4Network(REMOTE),))


def packet(source: str) -> bytes:
    return ip.build(IPv4Address(source), REMOTE, ip.IpProtocol.ICMP, b"ping")


def call_of(engine: Engine, source: str) -> int:
    """The peer's Call ID that a packet from `source` leaves with."""
    [(_, octets)] = engine.from_tun([packet(source)], 0.0).gre
    return gre.decode(octets).call_id


def test_a_session_with_a_source_gets_what_comes_from_it(make: MakeEngine) -> None:
    engine = make()
    engine.add(spec(1, "172.16.10.1"))
    engine.add(spec(2, "172.16.10.2"))
    assert call_of(engine, "172.16.10.1") == 101
    assert call_of(engine, "172.16.10.2") == 102


def test_other_sources_go_by_their_destination(make: MakeEngine) -> None:
    engine = make()
    engine.add(spec(1, "172.16.10.1"))
    engine.add(BY_DESTINATION)
    assert call_of(engine, "192.168.1.47") == 102


def test_a_source_that_changed_or_went_is_forgotten(make: MakeEngine) -> None:
    engine = make()
    engine.add(spec(1, "172.16.10.1"))
    engine.add(BY_DESTINATION)
    engine.update(spec(1, "172.16.10.9"))
    assert call_of(engine, "172.16.10.1") == 102
    assert call_of(engine, "172.16.10.9") == 101
    engine.remove(1)
    assert call_of(engine, "172.16.10.9") == 102
