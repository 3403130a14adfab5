"""`show line` and `show sessions`: the terminal lines, and what was connected to from this one."""

from __future__ import annotations

from vpdn.ios.command import command
from vpdn.ios.modes import USER
from vpdn.ios.router import Session

_HEAD = ("   Tty Typ     Tx/Rx    A Modem  Roty AccO AccI   Uses   Noise  Overruns   Int",)


@command(USER, "show line", "line  TTY line information")
def show_line(session: Session) -> str:
    """Every console is on line 0; the star says that somebody is there."""
    uses = len(session.router.sessions)
    star = "*" if uses else " "
    row = f"{star}    0 CTY              -    -      -    -    - {uses:6}       0     0/0       -"
    return "".join(f"{line}\n" for line in (*_HEAD, row))


@command(USER, "show sessions", "sessions  Information about Telnet connections")
def show_sessions(session: Session) -> str:
    """Nothing can be connected to from here."""
    return "% No connections open\n"
