"""`show users` (also `who`, `systat`): who is at the lines and who has called in."""

from __future__ import annotations

import time

from vpdn.ios.command import command
from vpdn.ios.commands.show_vpdn import fit
from vpdn.ios.lines import Line, every_line
from vpdn.ios.modes import USER
from vpdn.ios.router import Session
from vpdn.ios.timestamps import duration
from vpdn.nas.snapshot import SessionSnapshot

_LINES = "    Line       User       Host(s)              Idle       Location"
_INTERFACES = "  Interface      User        Mode                     Idle     Peer Address"


def _data(session: Session) -> object:
    """Whoever is at a line, and whoever has called in."""
    now = time.monotonic()
    lines = [
        {
            "line": str(one.line),
            "user": one.user or None,
            "idle": now - one.active,
            "location": one.line.peer,
        }
        for one in session.router.sessions
    ]
    interfaces = [
        {
            "interface": call.port,
            "user": call.user,
            "idle": call.idle,
            "peer_address": call.peer_address,
        }
        for call in _calls(session)
    ]
    return {"lines": lines, "interfaces": interfaces}


@command(
    USER,
    "<show users|who|systat> [all]$every",
    """
    all     Include information about inactive ports
    users   Display information about terminal lines
    who     Display information about terminal lines
    systat  Display information about terminal lines
    """,
    data=_data,
)
def show_users(session: Session, every: str = "") -> str:
    """With `all` also the lines where nobody is."""
    calls = _calls(session)
    present = sorted(session.router.sessions, key=lambda one: one.line.absolute)
    rows = [(one.line.absolute, _line(one, session)) for one in present]
    if every:
        taken = {number for number, _ in rows}
        every_one = every_line(session.router.running.config)
        free = [line for line in every_one if line.absolute not in taken]
        rows = sorted([*rows, *((line.absolute, _free(line)) for line in free)])
    lines = [_LINES, *(row for _, row in rows), "", _INTERFACES, *map(_interface, calls)]
    return "".join(f"{line}\n" for line in lines)


def _calls(session: Session) -> list[SessionSnapshot]:
    """Those that have an interface."""
    return [call for call in session.server.snapshot().sessions if call.interface]


def _line(shown: Session, viewer: Session) -> str:
    """The star marks the viewer's own."""
    star = "*" if shown is viewer else " "
    idle = duration(time.monotonic() - shown.active)
    where = str(shown.line.peer or "")
    return f"{_name(shown.line, star)}{fit(shown.user):<10} {'idle':<20} {idle} {where:<2}"


def _free(line: Line) -> str:
    return f"{_name(line)}{'':<10} {'':<20} 00:00:00   "


def _name(line: Line, star: str = " ") -> str:
    return f"{star}{line.absolute:3} {line!s:<10}"


def _interface(call: SessionSnapshot) -> str:
    peer = call.peer_address or "-"
    name = f"Vi{call.interface}"
    return f"  {name:<12} {fit(call.user):<11} Virtual PPP (PPTP  ) {duration(call.idle)} {peer}"
