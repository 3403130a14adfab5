"""What a bad line does to packets: delay, jitter, a low rate, loss, duplication, reordering.

Decides only when a packet arrives, if at all; who carries it is `line`'s affair. One seed makes
one course of events, so a failure seen once can be seen again.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from vpdn.net.matches import named


@dataclass(frozen=True, slots=True)
class Lost:
    """The `number`th packet (from 1) of kind `match` (see `matches`) is lost."""

    match: str
    number: int = 1


@dataclass(frozen=True, slots=True)
class FaultSettings:
    """One direction of a line. Times in seconds, chances from 0 to 1, `rate` in bits a second.

    Delay, jitter and rate are the line's and meet every packet; the order is kept. Loss,
    duplication and reordering happen to packets of kind `only`. A reordered packet comes
    `reorder_delay` late. A packet of more than `largest` octets is lost, and nobody is told.
    """

    delay: float = 0.0
    jitter: float = 0.0
    rate: int | None = None
    loss: float = 0.0
    duplicate: float = 0.0
    reorder: float = 0.0
    reorder_delay: float = 0.02
    only: str = "all"
    largest: int | None = None
    lose: tuple[Lost, ...] = ()
    seed: int = 0


@dataclass(slots=True)
class FaultCounters:
    passed: int = 0
    lost: int = 0
    duplicated: int = 0
    reordered: int = 0


class Faults:
    """The faults of one direction of a line."""

    def __init__(self, settings: FaultSettings) -> None:
        self.counters = FaultCounters()
        self._settings = settings
        self._random = random.Random(settings.seed)
        self._afflicts = named(settings.only)
        self._doomed = [(named(lost.match), lost.number) for lost in settings.lose]
        self._seen = [0] * len(self._doomed)
        self._idle_at = 0.0
        self._newest = 0.0

    def arrivals(self, packet: bytes, now: float) -> list[float]:
        """When a packet sent `now` arrives: never, once or twice."""
        arrival = self._travel(len(packet), now)
        lost = self._is_doomed(packet) or self._is_too_large(packet)
        if lost or self._befalls(self._settings.loss, packet):
            self.counters.lost += 1
            return []
        self.counters.passed += 1
        if self._befalls(self._settings.reorder, packet):
            self.counters.reordered += 1
            arrival += self._settings.reorder_delay
        if self._befalls(self._settings.duplicate, packet):
            self.counters.duplicated += 1
            return [arrival, arrival]
        return [arrival]

    def _travel(self, octets: int, now: float) -> float:
        """A packet waits until the line is idle, is sent, travels, and passes no other."""
        if self._settings.rate is not None:
            self._idle_at = max(self._idle_at, now) + octets * 8 / self._settings.rate
            now = self._idle_at
        jitter = self._random.uniform(0, self._settings.jitter)
        self._newest = max(self._newest, now + self._settings.delay + jitter)
        return self._newest

    def _is_doomed(self, packet: bytes) -> bool:
        doomed = False
        for index, (match, number) in enumerate(self._doomed):
            if match(packet):
                self._seen[index] += 1
                doomed |= self._seen[index] == number
        return doomed

    def _is_too_large(self, packet: bytes) -> bool:
        return self._settings.largest is not None and len(packet) > self._settings.largest

    def _befalls(self, chance: float, packet: bytes) -> bool:
        return chance > 0 and self._afflicts(packet) and self._random.random() < chance
