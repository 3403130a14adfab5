"""One line of a log, without what a router, a syslog server or a terminal put before the message.

Understood in any order: a syslog priority, the server's own time and host name, sequence numbers,
and every form of `service timestamps` (date and time with or without star, year, milliseconds and
zone; uptime as 00:05:12, 1d02h or 2w3d). Knows nothing of what messages mean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = 86400.0
_MESSAGE = (
    r"(?:Vi\d|Virtual-Access\d|ppp\d|Tnl|L2X:|L2TP|VPDN|AAA|RADIUS|Radius|Attribute \d|TAC\+"
    r"|%[A-Z]|-Traceback|(?:LCP|PPP|CCP|IPCP|MPPE|PAP|AUTH|(?:MS-)?CHAP(?:-V2)?):)"
)
_DATE = (
    rf"[*.]?(?P<month>{'|'.join(_MONTHS)}) +(?P<date>\d\d?)(?: +\d{{4}})?"
    r" +(?P<clock>\d\d:\d\d:\d\d(?:\.\d+)?)(?: [A-Z]{2,5}(?:[+-]\d{1,2})?)?"
)
_PREFIX = re.compile(
    r"<\d{1,3}>(?:\d )?|\d{4} (?=[A-Z][a-z]{2} )"
    r"|\d{4}-\d\d-\d\d[T ]\S+ +(?:(?!\d+:)[\w.:-]+ +)?"
    rf"|{_DATE}(?:: *|$| +(?:(?!{_MESSAGE}|\d+: )[\w.:-]+ +)?)"
    r"|(?:(?:\d+[ywdh])+|\d+:\d\d:\d\d(?:\.\d+)?): +"
    r"|\d{1,10}: +"
    rf"|[\w.-]+[:>#] *(?=[*.]?(?:{'|'.join(_MONTHS)}) +\d|\d+: |%[A-Z])"
)
_STAMP = re.sub(r"\?P<\w+>", "?:", _DATE)
_COLUMNS = re.compile(
    rf"\S.{{0,119}}?[\s\]](?=(?:\d{{1,10}}: +)?{_STAMP}: *{_MESSAGE}|\d{{1,10}}: +{_MESSAGE})"
)
_BEGINNING = re.compile(_MESSAGE)
_PROMPT = re.compile(r"[\w.-]+(?:\([\w-]+\))?[#>]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Line:
    """`number` counts the input's lines from 1; `text` is the line as it was read, `words` the
    message with single blanks. `time` is the date's, in seconds from an unknown beginning; None
    without one: uptime is another clock, and IOS may show both in one log."""

    number: int
    text: str
    words: str
    time: float | None = None
    stamped: bool = False

    @property
    def begins(self) -> bool:
        """It is a message's beginning, not the rest of a wrapped one or something else."""
        return self.stamped or bool(_BEGINNING.match(self.words) or _PROMPT.match(self.words))


def parse(number: int, row: str) -> Line:
    """The line of a row of text. Whatever a terminal must not be sent is a blank in it."""
    text = row if row.isprintable() else _CONTROL.sub(" ", row)
    rest, time, stamped = text.lstrip(), None, False
    while found := _PREFIX.match(rest) or _columns(rest):
        rest, stamped = rest[found.end() :], True
        if (moment := _time(found)) is not None:
            time = moment
    return Line(number, text, " ".join(rest.split()), time, stamped)


def _columns(rest: str) -> re.Match[str] | None:
    """What a syslog server has in columns of its own (facility, address): all before the router's
    own number or time, if a message of the router's follows that."""
    return None if _BEGINNING.match(rest) else _COLUMNS.match(rest)


def _time(found: re.Match[str]) -> float | None:
    if month := found.groupdict().get("month"):
        days = _MONTHS.index(month) * 31 + int(found["date"])
        return days * _DAY + _seconds(found["clock"])
    return None


def _seconds(clock: str) -> float:
    hours, minutes, seconds = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
