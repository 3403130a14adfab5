"""One direction of a call's GRE packets, put in the order of their sequence numbers (RFC 2637
section 4.1). Packets seen twice are left out, those that never come are counted."""

from __future__ import annotations

from dataclasses import dataclass

from vpdn.explain.capture_story import Place

_MODULUS = 1 << 32
_HALF = 1 << 31
_HELD = 64
"""Packets that wait for an earlier one before it is given up."""
_PATIENCE = 1.0
"""Seconds they wait at most."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """`sequence` is counted on without wrapping."""

    place: Place
    sequence: int
    payload: bytes


class Lane:
    """`lost`: numbers that never came; `repeated`: packets seen before, or after they were given
    up."""

    def __init__(self) -> None:
        self.lost = 0
        self.repeated = 0
        self._expected: int | None = None
        self._held: dict[int, Arrived] = {}

    def take(self, place: Place, sequence: int, payload: bytes) -> list[Arrived]:
        """What is in order now."""
        if self._expected is None:
            self._expected = sequence
        number = self._expected + (sequence - self._expected + _HALF) % _MODULUS - _HALF
        if number < self._expected or number in self._held:
            self.repeated += 1
            return []
        self._held[number] = Arrived(place, number, payload)
        ready = self._in_order()
        while self._held and self._impatient(place.when):
            ready += self._skip()
        return ready

    def flush(self) -> list[Arrived]:
        """All that still waits: the capture is over."""
        ready: list[Arrived] = []
        while self._held:
            ready += self._skip()
        return ready

    def _impatient(self, now: float) -> bool:
        oldest = next(iter(self._held.values()))
        return len(self._held) > _HELD or now - oldest.place.when > _PATIENCE

    def _skip(self) -> list[Arrived]:
        assert self._expected is not None
        first = min(self._held)
        self.lost += first - self._expected
        self._expected = first
        return self._in_order()

    def _in_order(self) -> list[Arrived]:
        ready: list[Arrived] = []
        while self._expected in self._held:
            ready.append(self._held.pop(self._expected))
            self._expected += 1
        return ready
