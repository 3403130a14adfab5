"""`service timestamps`: what stands before a debug or log line, and how IOS tells durations."""

from __future__ import annotations

from datetime import UTC, datetime

from vpdn.nas.config import TimestampFormat

_DAY = 86400
_WEEK = 7 * _DAY
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def stamp(form: TimestampFormat, time: float, uptime: float) -> str:
    """The prefix of a line at `time` (seconds since the epoch), with its blank; "" for none. The
    star says that nobody vouches for the clock."""
    if form.kind is None:
        return ""
    if form.kind == "uptime":
        return f"{duration(uptime)}: "
    moment = _moment(time, form.localtime)
    milliseconds = f".{moment.microsecond // 1000:03d}" if form.msec else ""
    zone = f" {moment.tzname()}" if form.show_timezone else ""
    day = f"{_MONTHS[moment.month - 1]} {moment.day:2d}"
    return f"*{day} {moment:%H:%M:%S}{milliseconds}{zone}: "


def clock(time: float) -> str:
    """`show clock`: *18:57:38.347 UTC Mon Oct 19 2015."""
    moment = _moment(time, local=False)
    day = f"{_DAYS[moment.weekday()]} {_MONTHS[moment.month - 1]} {moment.day} {moment.year}"
    return f"*{moment:%H:%M:%S}.{moment.microsecond // 1000:03d} UTC {day}"


def duration(seconds: float) -> str:
    """00:00:31, then 1d02h, then 1w0d."""
    whole = int(seconds)
    if whole >= _WEEK:
        return f"{whole // _WEEK}w{whole % _WEEK // _DAY}d"
    if whole >= _DAY:
        return f"{whole // _DAY}d{whole % _DAY // 3600:02d}h"
    return f"{whole // 3600:02d}:{whole % 3600 // 60:02d}:{whole % 60:02d}"


def uptime(seconds: float) -> str:
    """1 week, 2 days, 1 hour, 51 minutes."""
    left = int(seconds)
    parts = []
    for unit, size in (("year", 365 * _DAY), ("week", _WEEK), ("day", _DAY), ("hour", 3600)):
        count, left = divmod(left, size)
        if count:
            parts.append(_counted(count, unit))
    return ", ".join([*parts, _counted(left // 60, "minute")])


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _moment(time: float, local: bool) -> datetime:
    moment = datetime.fromtimestamp(time, UTC)
    return moment.astimezone() if local else moment
