"""`show line` and `show sessions`: the terminal lines, and what was connected to from this one."""

from __future__ import annotations

from vpdn.ios.command import command
from vpdn.ios.lines import Line, every_line, settings_of
from vpdn.ios.modes import USER
from vpdn.ios.router import Session

_HEAD = "   Tty Typ     Tx/Rx    A Modem  Roty AccO AccI   Uses   Noise  Overruns   Int"


def _data(session: Session) -> object:
    """`here`: somebody is at it now; `uses`: how often somebody was."""
    config, router = session.router.running.config, session.router
    taken = {one.line.absolute for one in router.sessions}
    return [
        {
            "line": str(line),
            "number": line.absolute,
            "here": line.absolute in taken,
            "uses": router.uses[line.absolute],
            "access_class": settings_of(config, line).access_class,
        }
        for line in every_line(config)
    ]


@command(USER, "show line", "line  TTY line information", data=_data)
def show_line(session: Session) -> str:
    """The star says that somebody is there."""
    rows = (_row(session, line) for line in every_line(session.router.running.config))
    return "".join(f"{line}\n" for line in (_HEAD, *rows))


def _row(session: Session, line: Line) -> str:
    router = session.router
    here = [one for one in router.sessions if one.line.absolute == line.absolute]
    mark = "*" if here else " "
    kind = "CTY" if line.is_console else "VTY"
    access = settings_of(router.running.config, line).access_class or "-"
    uses = router.uses[line.absolute]
    return (
        f"{mark}{line.absolute:5} {kind:<5}            -    -      -    - {access:>4}"
        f" {uses:6}       0     0/0       -"
    )


@command(
    USER,
    "show sessions",
    "sessions  Information about Telnet connections",
    data=lambda session: [],
)
def show_sessions(session: Session) -> str:
    """Nothing can be connected to from here."""
    return "% No connections open\n"
