"""Every session, and what the data path hands up for it."""

from __future__ import annotations

from ipaddress import IPv4Address

from vpdn.datapath.engine import EngineEvent
from vpdn.datapath.trace import FramePassed
from vpdn.machine import Trace
from vpdn.nas.calls import Calls, SessionIds

NOW = 7.0
PEER, HERE = IPv4Address("192.0.2.1"), IPv4Address("10.200.20.2")
PASSED = FramePassed(True, 0xC021, 8)


class Call:
    """Remembers what reached it."""

    def __init__(self, local: int, call_id: int) -> None:
        self.ids = SessionIds(local, 1, call_id, 8, 3, PEER, HERE)
        self.told: list[object] = []

    def receive(self, frame: bytes, now: float) -> None:
        self.told.append((frame, now))

    def notify(self, event: EngineEvent, now: float) -> None:
        self.told.append((event, now))

    def record(self, trace: Trace) -> None:
        self.told.append(trace)

    def measure(self, now: float) -> None:
        self.told.append(now)

    def expose(self, *, clear: bool, wire: bool) -> None:
        self.told.append((clear, wire))

    def close(self, reason: str, now: float) -> None:
        self.told.append((reason, now))

    def cut(self, reason: str, now: float) -> None:
        self.told.append((reason, now))


def test_a_session_is_the_port_of_its_interface() -> None:
    assert Call(1, 700).ids.port == "Virtual-Access3"


def test_a_call_is_found_by_its_call_id_and_by_its_number_until_it_is_removed() -> None:
    calls, first, second = Calls(float), Call(1, 700), Call(2, 701)
    calls.add(first)
    calls.add(second)
    assert (list(calls), len(calls), 700 in calls) == ([700, 701], 2, True)
    assert calls[700] is calls.numbered(1) is first
    calls.remove(first)
    assert calls.get(700) is calls.numbered(1) is None
    assert list(calls.values()) == [second]


def test_what_the_data_path_hands_up_reaches_its_call_alone() -> None:
    calls, first, second = Calls(lambda: NOW), Call(1, 700), Call(2, 701)
    calls.add(first)
    calls.add(second)
    calls.deliver(700, b"frame")
    calls.notify(700, EngineEvent.RENEGOTIATE)
    calls.record(700, PASSED)
    assert first.told == [(b"frame", NOW), (EngineEvent.RENEGOTIATE, NOW), PASSED]
    assert second.told == []


def test_what_comes_for_a_call_that_is_gone_reaches_nobody() -> None:
    calls, gone = Calls(float), Call(1, 700)
    calls.add(gone)
    calls.remove(gone)
    calls.deliver(700, b"frame")
    calls.notify(700, EngineEvent.RESET_NEEDED)
    calls.record(700, PASSED)
    assert gone.told == []
