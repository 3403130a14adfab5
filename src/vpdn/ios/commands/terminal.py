"""`enable`, `disable`, `exit`, `configure terminal`, `terminal …`: about the session itself."""

from __future__ import annotations

from vpdn.ios.command import command
from vpdn.ios.editor import Editor
from vpdn.ios.modes import PRIVILEGED, USER
from vpdn.ios.router import Session


@command(USER, "enable", "enable  Turn on privileged commands")
def enable(session: Session) -> str:
    """Who may open the console's socket is trusted: no password is asked."""
    session.privileged = True
    return ""


@command(PRIVILEGED, "disable")
def disable(session: Session) -> str:
    session.privileged = False
    return ""


@command(
    USER,
    "<exit|quit|logout>",
    """
    exit    Exit from the EXEC
    quit    Exit from the EXEC
    logout  Exit from the EXEC
    """,
)
def leave(session: Session) -> str:
    session.closed = True
    return ""


@command(
    PRIVILEGED,
    "configure terminal",
    "configure  Enter configuration mode\nterminal  Configure from the terminal",
)
def configure_terminal(session: Session) -> str:
    session.editor = Editor(session.router.running.tree)
    return "Enter configuration commands, one per line.  End with CNTL/Z.\n"


@command(
    USER,
    "terminal <length (0-512)$lines|width (0-512)$columns>",
    """
    terminal  Set terminal line parameters
    length    Set number of lines on a screen
    lines     Number of lines on screen (0 for no pausing)
    width     Set width of the display terminal
    columns   Number of characters on a screen line
    """,
)
def set_terminal(session: Session, lines: int | None = None, columns: int | None = None) -> str:
    if lines is not None:
        session.length = lines
    if columns is not None:
        session.width = columns
    return ""


@command(
    USER,
    "terminal monitor",
    """
    terminal  Set terminal line parameters
    monitor   Copy debug output to the current terminal line
    """,
)
def terminal_monitor(session: Session) -> str:
    return "% Console already monitors\n"
