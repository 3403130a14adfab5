"""A call's place: everything is the carrier's, and what matters to the figures is noticed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address
from typing import cast

import pytest

from vpdn.client.carrier import Carrier, Receiver
from vpdn.client.settings import Routing
from vpdn.crypto.mppe_keys import SessionKey
from vpdn.datapath.engine import Counters, Mppe, SessionSpec
from vpdn.load.line import Line
from vpdn.load.stopwatch import Phase, Stopwatch
from vpdn.load.tally import Tally

HERE, PC, INSIDE = map(IPv4Address, ("10.9.0.1", "172.16.10.1", "172.16.10.100"))
SPEC = SessionSpec(5, 6, IPv4Address("10.9.0.2"))
KEY = SessionKey(bytes(16))
MPPE = Mppe(128, False, KEY, KEY)


@dataclass
class Recorder:
    """A carrier that writes down what it is told."""

    told: list[tuple[object, ...]] = field(default_factory=list)
    calls: frozenset[int] = frozenset({5})

    def __getattr__(self, verb: str) -> object:
        return lambda *arguments: self.told.append((verb, *arguments))

    def counters(self, call_id: int) -> Counters:
        assert ("attach", SPEC) in self.told
        assert ("detach", call_id) not in self.told
        return Counters(packets_out=3)


class Desk:
    def __init__(self) -> None:
        self.now = 0.0
        self.carrier = Recorder()
        self.tally = Tally((), lambda: self.now)
        watch = Stopwatch(self.tally.clock, self.tally.note)
        self.line = Line(cast("Carrier", self.carrier), HERE, watch, self.tally)

    def count(self, phase: Phase) -> int:
        return self.tally.phases[phase].count


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_carrier_is_told_everything_as_it_was(desk: Desk) -> None:
    line, receiver = desk.line, cast("Receiver", object())
    line.register(5, receiver)
    line.attach(SPEC)
    line.encrypt(5, MPPE)
    line.update(SPEC)
    line.reset(5)
    line.send_frame(5, b"frame")
    line.detach(5)
    assert desk.carrier.told == [
        ("register", 5, receiver),
        ("attach", SPEC),
        ("encrypt", 5, MPPE),
        ("update", SPEC),
        ("reset", 5),
        ("send_frame", 5, b"frame"),
        ("detach", 5),
    ]
    assert (line.source, line.calls) == (HERE, {5})


def test_keys_end_ccp_and_an_address_ends_ipcp(desk: Desk) -> None:
    desk.line.update(SPEC)
    desk.line.encrypt(5, None)
    assert (desk.count(Phase.CCP), desk.count(Phase.IPCP)) == (0, 0)
    desk.line.encrypt(5, MPPE)
    desk.line.update(replace(SPEC, source=PC))
    assert (desk.count(Phase.CCP), desk.count(Phase.IPCP)) == (1, 1)


def test_the_counters_of_a_call_are_kept_when_it_goes_and_only_once(desk: Desk) -> None:
    desk.line.attach(SPEC)
    assert desk.line.counters(5).packets_out == 3
    desk.line.detach(5)
    desk.line.detach(5)
    assert desk.tally.data_path["packets_out"] == 3


def test_a_call_that_never_had_gre_is_detached_without_counters(desk: Desk) -> None:
    desk.line.register(5, cast("Receiver", object()))
    desk.line.detach(5)
    assert desk.carrier.told[-1] == ("detach", 5)


def test_an_address_is_noted_and_given_to_no_device(desk: Desk) -> None:
    desk.now = 2.0
    for line in (desk.line, desk.line):
        line.add_address(PC, 1400)
        line.routes().enter(Routing.SOURCE, PC, INSIDE, SPEC.peer)
    assert desk.tally.doubled_addresses == 1
    assert desk.tally.phases[Phase.WHOLE].percentiles(50) == [2.0]
    desk.line.routes().restore()
    desk.line.remove_address(PC)
    desk.line.remove_address(PC)
    desk.line.add_address(PC, 1400)
    assert desk.tally.doubled_addresses == 1
    assert desk.carrier.told == []
