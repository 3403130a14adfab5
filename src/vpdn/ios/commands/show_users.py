"""`show users` (also `who`, `systat`): who is at the consoles and who has called in."""

from __future__ import annotations

import time

from vpdn.ios.command import command
from vpdn.ios.modes import USER
from vpdn.ios.router import Session
from vpdn.ios.timestamps import duration
from vpdn.nas.snapshot import SessionSnapshot

_LINES = "    Line       User       Host(s)              Idle       Location"
_FREE = "   0 con 0                                     00:00:00   "
_INTERFACES = "  Interface      User        Mode                     Idle     Peer Address"


@command(
    USER,
    "<show users|who|systat> [all]$every",
    """
    all     Include information about inactive ports
    users   Display information about terminal lines
    who     Display information about terminal lines
    systat  Display information about terminal lines
    """,
)
def show_users(session: Session, every: str = "") -> str:
    """With `all` also the console when nobody is there."""
    tunnels = session.server.snapshot().tunnels
    calls = [call for tunnel in tunnels for call in tunnel.sessions if call.interface]
    lines = [_LINES, *(_line(one, session) for one in session.router.sessions)]
    if every and not session.router.sessions:
        lines.append(_FREE)
    lines += ["", _INTERFACES, *map(_interface, calls)]
    return "".join(f"{line}\n" for line in lines)


def _line(shown: Session, viewer: Session) -> str:
    """All sessions of the console are on line 0; the star marks the viewer's own."""
    star = "*" if shown is viewer else " "
    idle = duration(time.monotonic() - shown.active)
    return f"{star}  0 con 0                idle                 {idle}   "


def _interface(call: SessionSnapshot) -> str:
    peer = call.peer_address or "-"
    name = f"Vi{call.interface}"
    return f"  {name:<12} {call.user:<11} Virtual PPP (PPTP  ) {duration(call.idle)} {peer}"
