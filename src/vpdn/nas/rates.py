"""How much passes an interface: averages over five minutes, as a router shows them.

Exponentially decayed like IOS' own: a steady load is reached to 63 % after the period. Fed with
totals now and then; knows nothing of where they come from.
"""

from __future__ import annotations

from math import exp

from vpdn.nas.traffic import Rate, Traffic

PERIOD = 300.0


class Meter:
    """One interface's, of which `traffic` had passed until `now` (seconds, monotonic)."""

    __slots__ = ("_last", "_traffic", "rate")

    def __init__(self, now: float, traffic: Traffic | None = None) -> None:
        self.rate = Rate()
        self._last = now
        self._traffic = traffic or Traffic()

    def measure(self, traffic: Traffic, now: float) -> None:
        """What has passed until `now`. Totals that went back were cleared: nothing is known of
        that time."""
        before, elapsed = self._traffic, now - self._last
        if elapsed <= 0:
            return
        self._traffic, self._last = traffic, now
        weight = 1 - exp(-elapsed / PERIOD)

        def decayed(old: float, passed: int) -> float:
            return old + weight * (max(0, passed) / elapsed - old)

        rate = self.rate
        self.rate = Rate(
            decayed(rate.bits_in, 8 * (traffic.bytes_in - before.bytes_in)),
            decayed(rate.packets_in, traffic.packets_in - before.packets_in),
            decayed(rate.bits_out, 8 * (traffic.bytes_out - before.bytes_out)),
            decayed(rate.packets_out, traffic.packets_out - before.packets_out),
        )
