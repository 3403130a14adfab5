"""`show caller timeouts`: how long everybody may be here, and when he will be gone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from vpdn.ios.command import command
from vpdn.ios.commands.show_caller import at_lines, calls_of, time_or_none
from vpdn.ios.commands.show_vpdn import fit
from vpdn.ios.modes import USER
from vpdn.ios.router import Session

_HEADS = (
    "                                      Session   Idle      Disconnect",
    "  Line         User                   Timeout   Timeout   User in",
)


@dataclass(frozen=True, slots=True)
class _Caller:
    """Times in seconds, None for what has no limit."""

    line: str
    user: str | None
    session: float | None
    idle: float | None
    left: float | None


def _callers(session: Session) -> list[_Caller]:
    return [*map(_at_a_line, at_lines(session)), *_on_a_call(session)]


def _at_a_line(one: Session) -> _Caller:
    idle = one.settings.exec_timeout or None
    left = None if idle is None else max(0.0, one.active + idle - time.monotonic())
    return _Caller(str(one.line), one.user or None, None, idle, left)


def _on_a_call(session: Session) -> Iterator[_Caller]:
    for call in calls_of(session):
        limits = call.timeouts
        yield _Caller(
            f"Vi{call.interface}", call.user or None, limits.session, limits.idle, limits.left
        )


@command(
    USER,
    "show caller timeouts",
    """
    caller    Display information about dialup connections
    timeouts  Display session and idle limits and disconnect time
    """,
    data=_callers,
)
def show_caller_timeouts(session: Session) -> str:
    return "".join(f"{line}\n" for line in (*_HEADS, *map(_row, _callers(session))))


def _row(one: _Caller) -> str:
    times = f"{time_or_none(one.session):<9} {time_or_none(one.idle):<9} {time_or_none(one.left)}"
    return f"  {one.line:<12} {fit(one.user or '-', 22):<22} {times}"
