"""`show caller`: everybody who is here, at a console or by a call."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from vpdn.errors import ConfigError
from vpdn.ios.command import command
from vpdn.ios.commands.show_vpdn import call_data, fit
from vpdn.ios.modes import USER
from vpdn.ios.router import Session
from vpdn.ios.timestamps import duration
from vpdn.nas.snapshot import SessionSnapshot

_HEADS = (
    "                                                    Active    Idle",
    "  Line         User               Service           Time      Time",
)
_IP_HEAD = "  Line         User            IP Address      Local Number    Remote Number   <->"


@dataclass(frozen=True, slots=True)
class _Caller:
    """Somebody at a line; times in seconds."""

    line: str
    user: str | None
    service: str
    active: float
    idle: float


def _callers(session: Session) -> list[_Caller]:
    now = time.monotonic()
    return [
        *(
            _Caller(
                str(one.line),
                one.user or None,
                "TTY" if one.line.is_console else "VTY",
                now - one.started,
                now - one.active,
            )
            for one in at_lines(session)
        ),
        *(
            _Caller(f"Vi{call.interface}", call.user, "PPP   PPTP", call.uptime, call.idle)
            for call in calls_of(session)
        ),
    ]


@command(USER, "show caller", "caller  Display information about dialup connections", data=_callers)
def show_caller(session: Session) -> str:
    return "".join(f"{line}\n" for line in (*_HEADS, *map(_row, _callers(session))))


def _addresses(session: Session) -> object:
    return [
        {"line": f"Vi{call.interface}", "user": call.user, "address": call.peer_address}
        for call in calls_of(session)
    ]


@command(
    USER,
    "show caller ip",
    "caller  Display information about dialup connections\nip      Display IP information",
    data=_addresses,
)
def show_caller_ip(session: Session) -> str:
    rows = [
        f"  {f'Vi{call.interface}':<12} {fit(call.user, 15):<15} {call.peer_address or '-'!s:<15}"
        f" {'-':<15} {'-':<15} in"
        for call in calls_of(session)
    ]
    return "".join(f"{line}\n" for line in (_IP_HEAD, *rows))


def _summary(session: Session) -> dict[str, int]:
    calls = calls_of(session)
    return {"vpdn_calls": len(calls), "users": len({call.user for call in calls if call.user})}


@command(
    USER,
    "show caller summary",
    "caller   Display information about dialup connections\nsummary  Display a summary",
    data=_summary,
)
def show_caller_summary(session: Session) -> str:
    counts = _summary(session)
    return (
        f"{counts['vpdn_calls']:9}   VPDN calls\n"
        f"{counts['users']:9}   Total unique users logged in\n"
    )


def _of_user(session: Session, name: str) -> list[SessionSnapshot]:
    calls = [call for call in calls_of(session) if call.user == name]
    if not calls:
        raise ConfigError(f"% User {name} not found")
    return calls


@command(
    USER,
    "show caller user WORD$name",
    """
    caller  Display information about dialup connections
    user    Display information for a user
    name    User name
    """,
    data=lambda session, name: list(map(call_data, _of_user(session, name))),
)
def show_caller_user(session: Session, name: str) -> str:
    return "".join(f"{line}\n" for call in _of_user(session, name) for line in _user(call))


def at_lines(session: Session) -> list[Session]:
    return sorted(session.router.sessions, key=lambda one: one.line.absolute)


def calls_of(session: Session) -> list[SessionSnapshot]:
    return [call for call in session.server.snapshot().sessions if call.interface]


def time_or_none(seconds: float | None) -> str:
    return "-" if seconds is None else duration(seconds)


def _row(one: _Caller) -> str:
    times = f"{duration(one.active):<9} {duration(one.idle)}"
    return f"  {one.line:<12} {fit(one.user or '-', 18):<18} {one.service:<17} {times}"


def _user(call: SessionSnapshot) -> Iterator[str]:
    traffic, ncps, timeouts = call.counted, ", ".join(call.open_ncps), call.timeouts
    yield f"  User: {fit(call.user)}, line Vi{call.interface}, service PPP PPTP"
    yield f"        Active time {duration(call.uptime)}, Idle time {duration(call.idle)}"
    yield "  Timeouts:            Absolute  Idle"
    yield f"      Limits:          {_times(timeouts.session, timeouts.idle)}"
    yield f"      Disconnect in:   {_times(timeouts.session_left, timeouts.idle_left)}"
    proof = f", {call.authentication.upper()} (<- {_source(call)})" if call.authentication else ""
    lcp = "LCP Open" if call.lcp_open else "LCP Closed"
    yield f"  PPP: {lcp}{proof}" + (f", {ncps}" if ncps else "")
    yield f"  NCP: Open {ncps}" if ncps else "  NCP: none"
    yield f"  IP: Local {call.local_address or '-'}, remote {call.peer_address or '-'}"
    yield f"  VPDN: MID {call.local_id}, tunnel {call.tunnel_id}"
    yield f"  Counts: {traffic.packets_in} packets input, {traffic.bytes_in} bytes, 0 no buffer"
    yield f"          {traffic.errors_in} input errors, 0 CRC, 0 frame, 0 overrun"
    yield f"          {traffic.packets_out} packets output, {traffic.bytes_out} bytes, 0 underruns"
    yield f"          {traffic.errors_out} output errors, 0 collisions, 0 interface resets"


def _times(absolute: float | None, idle: float | None) -> str:
    return f"{time_or_none(absolute):<9} {time_or_none(idle)}"


def _source(call: SessionSnapshot) -> str:
    return "local" if call.method == "local" else "AAA"
