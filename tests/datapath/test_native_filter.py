"""A list that both engines use: what each decides is counted, and changes reach both."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

from tests.datapath.ends import ALICE, ip_packet, specs
from vpdn.datapath.engine import SessionSpec
from vpdn.datapath.filters import ANYWHERE, Filter, Place, Rule
from vpdn.datapath.native import NativeEngine
from vpdn.datapath.native_filter import ANY, CompiledFilter, compiled

TEN = Place(IPv4Address("10.0.0.0"), IPv4Address("0.255.255.255"))
PACKET = ip_packet(1)


def engine_with(chosen: Filter) -> tuple[NativeEngine, SessionSpec]:
    engine, spec = NativeEngine(), replace(specs()[0], outward=chosen)
    engine.add(spec)
    return engine, spec


def sends(engine: NativeEngine) -> bool:
    return bool(engine.from_tun([PACKET], 0.0).gre)


def test_what_the_extension_decides_is_counted_with_what_python_does() -> None:
    chosen = Filter((Rule(True, destination=TEN), Rule(False)))
    engine, _ = engine_with(chosen)
    assert sends(engine)
    assert chosen.permits(PACKET)
    assert chosen.matches == [2, 0]


def test_other_rules_hold_from_the_next_packet_on_and_counts_begin_anew() -> None:
    chosen = Filter((Rule(True),))
    engine, _ = engine_with(chosen)
    assert sends(engine)
    chosen.replace((Rule(False, protocol=1), Rule(False)))
    assert not sends(engine)
    assert chosen.matches == [0, 1]
    chosen.clear()
    assert chosen.matches == [0, 0]


def test_one_list_serves_many_sessions() -> None:
    chosen = Filter((Rule(True),))
    engine, spec = engine_with(chosen)
    other = replace(spec, call_id=9, peer=ALICE, routes=(IPv4Network("10.9.0.0/16"),))
    engine.add(other)
    chosen.replace((Rule(False),))
    engine.remove(9)
    assert not sends(engine)


def test_a_session_may_change_its_list() -> None:
    first, second = Filter((Rule(False),)), Filter((Rule(True),))
    engine, spec = engine_with(first)
    engine.update(replace(spec, outward=second))
    first.replace(())
    assert sends(engine)
    assert (first.matches, second.matches) == ([], [1])


def test_a_list_that_no_session_uses_any_more_is_forgotten_and_its_counts_stay() -> None:
    first, second = Filter((Rule(True),)), Filter((Rule(True),))
    engine, spec = engine_with(first)
    engine.add(replace(spec, call_id=9, routes=(), inward=first))
    assert sends(engine)
    engine.update(replace(spec, outward=second))
    assert len(engine._filters) == 2
    engine.remove(9)
    assert len(engine._filters) == 1
    assert sends(engine)
    engine.remove(spec.call_id)
    assert len(engine._filters) == 0
    assert (first.matches, second.matches) == ([1], [1])
    first.clear()
    assert first.matches == [0]


def test_a_list_may_be_used_again() -> None:
    chosen = Filter((Rule(True),))
    engine, spec = engine_with(chosen)
    engine.update(replace(spec, inward=chosen))
    engine.update(replace(spec, outward=None))
    engine.update(spec)
    assert sends(engine)
    chosen.replace((Rule(False),))
    assert not sends(engine)
    assert (chosen.matches, len(engine._filters)) == ([1], 1)


def test_port_ranges_of_all_places_stand_in_one_list() -> None:
    ports = Place(ports=((80, 90), (443, 443)))
    handle = compiled((Rule(True, ANYWHERE, ports, 6), Rule(False, icmp=(8, None), protocol=1)))
    assert handle.matches() == [0, 0]
    assert ANY == -1


def test_the_sessions_are_told_before_the_old_list_goes() -> None:
    told: list[Filter] = []
    chosen = Filter((Rule(True),))
    twin = CompiledFilter(chosen, told.append)
    before = twin.handle
    chosen.clear()
    assert told == [chosen]
    assert twin.handle is not before
