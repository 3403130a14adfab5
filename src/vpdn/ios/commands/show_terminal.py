"""`show terminal`: what this terminal is, and what its line was told."""

from __future__ import annotations

import time
from collections.abc import Iterator

from vpdn.ios.command import command
from vpdn.ios.greeting import REPLY_TIMEOUT
from vpdn.ios.modes import USER
from vpdn.ios.router import Session
from vpdn.ios.timestamps import duration


def _data(session: Session) -> object:
    return {
        "line": str(session.line),
        "number": session.line.absolute,
        "location": session.line.peer,
        "length": session.length,
        "width": session.width,
        "history_size": session.history.size,
        "monitor": session.monitor,
        "exec_timeout": session.settings.exec_timeout,
        "active": time.monotonic() - session.started,
    }


@command(USER, "show terminal", "terminal  Display terminal configuration parameters", data=_data)
def show_terminal(session: Session) -> str:
    return "".join(f"{line}\n" for line in details(session))


def details(session: Session) -> Iterator[str]:
    """The terminal that somebody sits at, and his line."""
    settings, kept = session.settings, session.history.size
    yield f'Line {session.line.absolute}, Location: "{session.line.peer or ""}", Type: ""'
    yield f"Length: {session.length} lines, Width: {session.width} columns"
    yield "Status: PSI Enabled, Ready, Active, No Exit Banner"
    yield "Capabilities: none"
    yield "Modem state: Ready"
    yield "Special Chars: Escape  Hold  Stop  Start  Disconnect  Activation"
    yield "                ^^x    none   -     -       none         "
    yield "Timeouts:      Idle EXEC    Idle Session   Modem Answer  Session   Dispatch"
    idle = _limit(settings.exec_timeout)
    yield f"               {idle:<12} {'never':<28} none      not set"
    yield "                            Login-sequence User Response"
    yield f"                             {duration(REPLY_TIMEOUT)}"
    yield "Session limit is not set."
    yield f"Time since activation: {duration(time.monotonic() - session.started)}"
    yield "Editing is enabled."
    yield "History is " + (f"enabled, history size is {kept}." if kept else "disabled, size is 0.")
    taken = settings.transport_input or ("all",)
    protocols = ("telnet", "ssh") if "all" in taken else taken
    if not session.line.is_console:
        yield f"Allowed input transports are {' '.join(protocols)}."


def _limit(seconds: int) -> str:
    return duration(seconds) if seconds else "never"
