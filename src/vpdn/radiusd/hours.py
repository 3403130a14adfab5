"""Times of the week as policies name them: `Mon-Fri 08:00-18:00`, `Sat`, `any`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_A_DAY = 24 * 60
FORM = re.compile(
    r"(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))?"
    r"(?:\s+(?P<from>\d\d:\d\d)-(?P<to>\d\d:\d\d))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Hours:
    """Days (Monday is 0) and the minutes of each, the last one left out."""

    days: frozenset[int]
    begin: int = 0
    end: int = MINUTES_A_DAY

    def contain(self, moment: datetime) -> bool:
        minute = moment.hour * 60 + moment.minute
        return moment.weekday() in self.days and self.begin <= minute < self.end


def parse(text: str) -> Hours:
    """Read one range. ValueError says what is wrong with it."""
    if text.strip().lower() == "any":
        return Hours(frozenset(range(7)))
    match = FORM.fullmatch(text.strip())
    if match is None:
        raise ValueError(f'"{text}" is not like "Mon-Fri 08:00-18:00"')
    first = _day(match["first"])
    last = _day(match["last"] or match["first"])
    days = frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))
    if match["from"] is None:
        return Hours(days)
    begin, end = _minute(match["from"]), _minute(match["to"])
    if begin >= end:
        raise ValueError(f'"{text}" ends before it begins')
    return Hours(days, begin, end)


def _day(text: str) -> int:
    if text.lower() not in DAYS:
        raise ValueError(f'"{text}" is no day of the week')
    return DAYS.index(text.lower())


def _minute(text: str) -> int:
    hour, minute = map(int, text.split(":"))
    if minute > 59 or hour * 60 + minute > MINUTES_A_DAY:
        raise ValueError(f'"{text}" is no time of day')
    return hour * 60 + minute
