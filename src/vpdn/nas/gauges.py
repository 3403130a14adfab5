"""What is measured now and then while the server runs: what passes, and what the process takes.

Calls are measured in rounds, a few at a time: however many there are, no packet waits for it
longer than a few milliseconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from vpdn.nas.process import Process
from vpdn.nas.rates import Meter
from vpdn.nas.snapshot import InterfaceSnapshot
from vpdn.nas.traffic import Rate, Traffic

EVERY = 5.0
"""Seconds between two looks."""
TURN = 100
"""Calls measured at once."""
PAUSE = 0.5
"""Seconds between two turns of a round that takes several."""


class Metered(Protocol):
    """A call, as far as it is measured."""

    def measure(self, now: float) -> None: ...


class Gauges:
    """`interfaces` looks at the configured interfaces; `calls` are all there are, by any key, as
    they come and go."""

    def __init__(
        self,
        interfaces: Callable[[], Iterable[InterfaceSnapshot]],
        calls: Mapping[int, Metered],
    ) -> None:
        self._interfaces = interfaces
        self._calls = calls
        self._loop = asyncio.get_running_loop()
        self._meters: dict[str, Meter] = {}
        self._round: list[int] = []
        self._timers: dict[Callable[[], None], asyncio.TimerHandle] = {}
        self.process = Process(self._loop.time())

    def start(self) -> None:
        """Begin to look, at once and from time to time until `stop`."""
        self._look()

    def stop(self) -> None:
        for timer in self._timers.values():
            timer.cancel()

    def rate(self, interface: str) -> Rate:
        """What passes a configured interface."""
        meter = self._meters.get(interface)
        return meter.rate if meter is not None else Rate()

    def _look(self) -> None:
        self._again(EVERY, self._look)
        now, before = self._loop.time(), self._meters
        self._meters = {
            one.name: _measured(before.get(one.name), one.traffic, now)
            for one in self._interfaces()
        }
        self.process.measure(now)
        if not self._round:
            self._round = list(self._calls)
            self._go_round()

    def _go_round(self) -> None:
        now = self._loop.time()
        for call_id in self._round[-TURN:]:
            call = self._calls.get(call_id)
            if call is not None:
                call.measure(now)
        del self._round[-TURN:]
        if self._round:
            self._again(PAUSE, self._go_round)

    def _again(self, seconds: float, look: Callable[[], None]) -> None:
        self._timers[look] = self._loop.call_later(seconds, look)


def _measured(meter: Meter | None, traffic: Traffic, now: float) -> Meter:
    if meter is None:
        return Meter(now, traffic)
    meter.measure(traffic, now)
    return meter
