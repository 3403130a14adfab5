"""How much passes each interface: averages over five minutes, as a router shows them.

Exponentially decayed like IOS' own: a steady load is reached to 63 % after the period. Fed with
totals now and then; knows nothing of where they come from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp

from vpdn.nas.snapshot import Rate, Traffic

PERIOD = 300.0


class Rates:
    """Interfaces go by name; those a measurement leaves out are forgotten."""

    def __init__(self, now: float) -> None:
        self._last = now
        self._measured: dict[str, _Measured] = {}

    def measure(self, totals: Mapping[str, Traffic], now: float) -> None:
        """What has passed until `now` (seconds, monotonic)."""
        elapsed, self._last = now - self._last, now
        if elapsed <= 0:
            return
        weight = 1 - exp(-elapsed / PERIOD)
        known = self._measured
        self._measured = {
            name: known[name].follow(traffic, elapsed, weight)
            if name in known
            else _Measured(traffic, Rate())
            for name, traffic in totals.items()
        }

    def of(self, name: str) -> Rate:
        measured = self._measured.get(name)
        return measured.rate if measured is not None else Rate()


@dataclass(frozen=True, slots=True)
class _Measured:
    traffic: Traffic
    rate: Rate

    def follow(self, now: Traffic, elapsed: float, weight: float) -> _Measured:
        before, rate = self.traffic, self.rate

        def decayed(old: float, passed: int) -> float:
            """Totals that went back were cleared: nothing is known of that time."""
            return old + weight * (max(0, passed) / elapsed - old)

        return _Measured(
            now,
            Rate(
                decayed(rate.bits_in, 8 * (now.bytes_in - before.bytes_in)),
                decayed(rate.packets_in, now.packets_in - before.packets_in),
                decayed(rate.bits_out, 8 * (now.bytes_out - before.bytes_out)),
                decayed(rate.packets_out, now.packets_out - before.packets_out),
            ),
        )
