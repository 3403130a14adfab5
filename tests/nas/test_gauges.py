"""What is measured while the server runs, on a clock of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests.virtual_loop import run
from vpdn.nas.gauges import EVERY, PAUSE, TURN, Gauges
from vpdn.nas.snapshot import InterfaceSnapshot
from vpdn.nas.traffic import Rate, Traffic


class Call:
    """When it was measured."""

    def __init__(self) -> None:
        self.measured: list[float] = []

    def measure(self, now: float) -> None:
        self.measured.append(now)


class Interfaces:
    """Of which the first has passed a packet of 100 octets a second."""

    def __init__(self) -> None:
        self.names = ["Ethernet0/0", "Ethernet0/1"]

    def __call__(self) -> list[InterfaceSnapshot]:
        passed = round(asyncio.get_running_loop().time())
        first, *others = self.names
        busy = InterfaceSnapshot(first, None, traffic=Traffic(passed, 100 * passed))
        return [busy, *(InterfaceSnapshot(name, None) for name in others)]


def measuring(calls: dict[int, Call], seconds: float) -> None:
    """As long as that."""

    async def story() -> None:
        gauges = Gauges(Interfaces(), calls)
        gauges.start()
        await asyncio.sleep(seconds)
        gauges.stop()
        await asyncio.sleep(10 * EVERY)

    run(story())


def test_every_call_is_measured_from_time_to_time_until_the_end() -> None:
    calls = {number: Call() for number in range(3)}
    measuring(calls, 2.5 * EVERY)
    for call in calls.values():
        assert [later - call.measured[0] for later in call.measured] == [0, EVERY, 2 * EVERY]


@pytest.mark.parametrize("count", [10, 1000, 5000])
def test_no_more_calls_are_measured_at_once_however_many_there_are(count: int) -> None:
    calls = {number: Call() for number in range(count)}
    measuring(calls, 2 * (count / TURN) * PAUSE + EVERY)
    at_once: dict[float, int] = {}
    for call in calls.values():
        assert call.measured
        for when in call.measured:
            at_once[when] = at_once.get(when, 0) + 1
    assert max(at_once.values()) == min(count, TURN)


def test_a_call_that_ends_meanwhile_is_left_out() -> None:
    calls = {number: Call() for number in range(2 * TURN)}
    gone = calls[0]

    async def story() -> None:
        gauges = Gauges(Interfaces(), calls)
        gauges.start()
        del calls[0]
        await asyncio.sleep(3 * PAUSE)
        gauges.stop()

    run(story())
    assert gone.measured == []
    assert all(call.measured for call in calls.values())


def looking(look: Callable[[Gauges, Interfaces], None]) -> None:
    async def story() -> None:
        interfaces = Interfaces()
        gauges = Gauges(interfaces, {})
        gauges.start()
        await asyncio.sleep(100 * EVERY)
        look(gauges, interfaces)
        await asyncio.sleep(2 * EVERY)
        look(gauges, interfaces)
        gauges.stop()

    run(story())


def test_the_rate_of_an_interface_follows_what_passes_it() -> None:
    def look(gauges: Gauges, _: Interfaces) -> None:
        assert gauges.rate("Ethernet0/0").bits_in == pytest.approx(800, rel=0.25)
        assert gauges.rate("Ethernet0/1") == Rate()
        assert gauges.rate("Ethernet9/9") == Rate()

    looking(look)


def test_an_interface_that_is_gone_is_forgotten() -> None:
    rates: list[Rate] = []

    def look(gauges: Gauges, interfaces: Interfaces) -> None:
        rates.append(gauges.rate("Ethernet0/0"))
        interfaces.names = ["Ethernet0/1"]

    looking(look)
    assert rates[0] != Rate() == rates[1]
