"""`show line` and `show sessions`: the terminal lines, and what was connected to from this one."""

from __future__ import annotations

from vpdn.errors import ConfigError
from vpdn.ios.command import command
from vpdn.ios.commands.show_terminal import details
from vpdn.ios.grammar import INVALID
from vpdn.ios.lines import CONSOLE, Line, every_line, settings_of
from vpdn.ios.modes import USER
from vpdn.ios.router import Session

_NO_CONNECTIONS = "% No connections open\n"
_HEAD = "   Tty Typ     Tx/Rx    A Modem  Roty AccO AccI   Uses   Noise  Overruns   Int"


_HELP = """
line      TTY line information
absolute  Line number
console   Primary terminal line
0         Line number
vty       Virtual terminal
last      Last Line number
"""


def _chosen(
    session: Session,
    absolute: int | None = None,
    console: str = "",
    vty: int | None = None,
    last: int | None = None,
) -> list[Line]:
    """The lines that are meant, all when nothing is said. Raises ConfigError when there is none."""
    lines = every_line(session.router.running.config)
    if console:
        absolute = CONSOLE.absolute
    if vty is not None:
        wanted = range(vty, (vty if last is None else last) + 1)
        lines = [one for one in lines if not one.is_console and one.number in wanted]
    elif absolute is not None:
        lines = [one for one in lines if one.absolute == absolute]
    if not lines:
        raise ConfigError(INVALID)
    return lines


def _data(
    session: Session,
    absolute: int | None = None,
    console: str = "",
    vty: int | None = None,
    last: int | None = None,
) -> object:
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
        for line in _chosen(session, absolute, console, vty, last)
    ]


@command(
    USER,
    "show line [(0-4225)$absolute|console$console 0|vty (0-4095)$vty [(0-4095)$last]]",
    _HELP,
    data=_data,
)
def show_line(
    session: Session,
    absolute: int | None = None,
    console: str = "",
    vty: int | None = None,
    last: int | None = None,
) -> str:
    """The star says that somebody is there; of one line, also how his terminal is set."""
    chosen = _chosen(session, absolute, console, vty, last)
    lines = [_HEAD, *(_row(session, line) for line in chosen)]
    for one in _here(session, chosen[0]) if len(chosen) == 1 else ():
        lines += ["", *details(one)]
    return "".join(f"{line}\n" for line in lines)


def _row(session: Session, line: Line) -> str:
    router = session.router
    mark = "*" if _here(session, line) else " "
    kind = "CTY" if line.is_console else "VTY"
    access = settings_of(router.running.config, line).access_class or "-"
    uses = router.uses[line.absolute]
    return (
        f"{mark}{line.absolute:5} {kind:<5}            -    -      -    - {access:>4}"
        f" {uses:6}       0     0/0       -"
    )


def _here(session: Session, line: Line) -> list[Session]:
    """Who is at a line; at the console several may be."""
    return [one for one in session.router.sessions if one.line.absolute == line.absolute]


@command(
    USER,
    "show sessions",
    "sessions  Information about Telnet connections",
    data=lambda session: [],
)
def show_sessions(session: Session) -> str:
    """Nothing can be connected to from here."""
    return _NO_CONNECTIONS


@command(USER, "where", "where  List active connections")
def where(session: Session) -> str:
    return _NO_CONNECTIONS


@command(
    USER,
    "resume [LINE$connection]",
    "resume  Resume an active network connection\nconnection  The number or name of a connection",
)
def resume(session: Session, connection: str = "") -> str:
    raise ConfigError(_NO_CONNECTIONS.rstrip())
