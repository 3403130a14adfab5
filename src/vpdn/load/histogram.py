"""Percentiles of any number of values in bounded memory.

Values are kept as counts of themselves, rounded to three significant digits: at most 900 counts
for each power of ten, and no figure is further than half a percent from the truth.
"""

from __future__ import annotations

from itertools import accumulate
from math import ceil

DIGITS = 3
FINEST = 1e-6
"""What is smaller counts as nothing."""


class Histogram:
    """Of values that are not negative, in any unit. The extremes are exact."""

    def __init__(self) -> None:
        self.count = 0
        self.least = 0.0
        self.most = 0.0
        self._total = 0.0
        self._counts: dict[float, int] = {}

    def add(self, value: float) -> None:
        self.least = min(self.least, value) if self.count else value
        self.most = max(self.most, value)
        self.count += 1
        self._total += value
        rounded = float(f"{value:.{DIGITS}g}") if value >= FINEST else 0.0
        self._counts[rounded] = self._counts.get(rounded, 0) + 1

    @property
    def mean(self) -> float:
        return self._total / self.count if self.count else 0.0

    def percentiles(self, *percents: float) -> list[float]:
        """The least values that so many percent of all did not exceed; zeros without any."""
        if not self.count:
            return [0.0] * len(percents)
        values = sorted(self._counts)
        sums = list(accumulate(self._counts[value] for value in values))
        return [self._at(ceil(self.count * percent / 100), values, sums) for percent in percents]

    def _at(self, rank: int, values: list[float], sums: list[int]) -> float:
        """The value of that rank; the first and the last are known exactly."""
        if rank >= self.count:
            return self.most
        found = next(value for value, until in zip(values, sums, strict=True) if until >= rank)
        return max(self.least, min(found, self.most))
