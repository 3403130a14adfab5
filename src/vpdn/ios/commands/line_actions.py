"""`clear line`, `send`: what is done to the lines that others are on."""

from __future__ import annotations

from vpdn.errors import ConfigError
from vpdn.ios.command import command
from vpdn.ios.dialog import CONTROL_Z, Question, confirmed
from vpdn.ios.grammar import INVALID
from vpdn.ios.lines import Line, every_line
from vpdn.ios.modes import PRIVILEGED
from vpdn.ios.router import Router, Session

LONGEST = 8192
"""Characters of a message."""
_LINE = "(0-4225)$absolute|console 0|vty (0-4095)$vty"
_HELP = """
    line      Reset a terminal line
    send      Send a message to other tty lines
    *         All tty lines
    absolute  Line number
    console   Primary terminal line
    0         Line number
    vty       Virtual terminal
"""


@command(PRIVILEGED, f"clear line <{_LINE}>", _HELP)
def clear_line(session: Session, absolute: int = 0, vty: int | None = None) -> str:
    """Whoever is there is gone, in the middle of whatever he does; nobody clears his own line."""
    wanted = _wanted(session, absolute, vty)
    if session.line.absolute == wanted.absolute:
        raise ConfigError("% Not allowed to clear current line")

    def if_sure(reply: str) -> str:
        if not confirmed(reply):
            return ""
        for one in _at(session.router, wanted):
            one.hang_up()
        return " [OK]\n"

    session.question = Question("[confirm]", if_sure, key=True)
    return ""


@command(PRIVILEGED, f"send <*$everybody|{_LINE}>", _HELP)
def send(session: Session, everybody: str = "", absolute: int = 0, vty: int | None = None) -> str:
    """The message is typed up to Ctrl-Z."""
    addressed = (
        session.router.sessions
        if everybody
        else _at(session.router, _wanted(session, absolute, vty))
    )
    others = [one for one in addressed if one is not session]
    _ask_for_text(session, others, "")
    return "Enter message, end with CTRL/Z; abort with CTRL/C:\n"


def _ask_for_text(session: Session, addressed: list[Session], begun: str) -> None:
    def more(line: str) -> str:
        text, ended, _ = line.partition(CONTROL_Z)
        message = f"{begun}{text}\n"
        if len(message) > LONGEST:
            raise ConfigError(f"% The message is too long: at most {LONGEST} characters")
        if ended:
            _ask_whether_to_send(session, addressed, message)
        else:
            _ask_for_text(session, addressed, message)
        return ""

    session.question = Question("", more, literal=True)


def _ask_whether_to_send(session: Session, addressed: list[Session], message: str) -> None:
    def if_sure(reply: str) -> str:
        if confirmed(reply):
            for one in addressed:
                head = f"*** Message from {session.line.port} to {one.line.port}:"
                one.tell(f"\n\n***\n***\n{head}\n***\n{message}\n")
        return ""

    session.question = Question("Send message? [confirm]", if_sure, key=True)


def _wanted(session: Session, absolute: int, vty: int | None) -> Line:
    """Raises ConfigError when there is no such line."""
    line = Line("tty", absolute) if vty is None else Line("vty", vty)
    there = every_line(session.router.running.config)
    if line.absolute not in [one.absolute for one in there]:
        raise ConfigError(INVALID)
    return line


def _at(router: Router, line: Line) -> list[Session]:
    return [one for one in router.sessions if one.line.absolute == line.absolute]
