"""`exit`, `configure terminal`, `terminal …`: about the session itself."""

from __future__ import annotations

from vpdn.errors import ConfigError
from vpdn.ios.command import command
from vpdn.ios.dialog import Question
from vpdn.ios.editor import Editor
from vpdn.ios.line_history import DEFAULT_SIZE
from vpdn.ios.modes import ANYBODY, PRIVILEGED, USER
from vpdn.ios.router import COLUMNS, LINES, Session


@command(
    ANYBODY,
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
    "configure [terminal]$source",
    "configure  Enter configuration mode\nterminal  Configure from the terminal",
)
def configure(session: Session, source: str = "") -> str:
    if source:
        return _configured_from(session, source)
    session.question = Question(_SOURCES, lambda reply: _configured_from(session, reply))
    return ""


_SOURCES = "Configuring from terminal, memory, or network [terminal]? "


def _configured_from(session: Session, source: str) -> str:
    if not "terminal".startswith(source.lower()):
        raise ConfigError('?Must be "terminal"')
    session.editor = Editor(session.router.running.tree)
    return "Enter configuration commands, one per line.  End with CNTL/Z.\n"


@command(
    USER,
    "terminal <length (0-512)$lines|width (0-512)$columns|history size (0-256)$kept>",
    """
    terminal  Set terminal line parameters
    length    Set number of lines on a screen
    lines     Number of lines on screen (0 for no pausing)
    width     Set width of the display terminal
    columns   Number of characters on a screen line
    history   Enable and control the command history function
    size      Set history buffer size
    kept      Size of history buffer
    """,
)
def set_terminal(
    session: Session,
    lines: int | None = None,
    columns: int | None = None,
    kept: int | None = None,
) -> str:
    if lines is not None:
        session.length = lines
    if columns is not None:
        session.width = columns
    if kept is not None:
        session.remember(kept)
    return ""


@command(
    USER,
    "terminal no <length|width|history|monitor>$what",
    """
    terminal  Set terminal line parameters
    no        Negate a command or set its defaults
    length    Set number of lines on a screen
    width     Set width of the display terminal
    history   Enable and control the command history function
    monitor   Copy debug output to the current terminal line
    """,
)
def reset_terminal(session: Session, what: str) -> str:
    """`no length` and `no width` are the defaults, not zero."""
    if what == "length":
        session.length = LINES
    elif what == "width":
        session.width = COLUMNS
    elif what == "history":
        session.remember(0)
    else:
        session.monitor = False
    return ""


@command(USER, "terminal history", "history  Enable and control the command history function")
def remember_again(session: Session) -> str:
    session.remember(DEFAULT_SIZE)
    return ""


@command(USER, "terminal monitor", "monitor  Copy debug output to the current terminal line")
def terminal_monitor(session: Session) -> str:
    if session.console and session.monitor:
        return "% Console already monitors\n"
    session.monitor = True
    return ""


@command(
    USER,
    "show history",
    "history  Display the session command history",
    data=lambda session: session.history.lines,
)
def show_history(session: Session) -> str:
    return "".join(f"  {line}\n" for line in session.history.lines)


@command(ANYBODY, "help", "help  Description of the interactive help system")
def help_system(session: Session) -> str:
    return _HELP


_HELP = """\
Help may be requested at any point in a command by entering
a question mark '?'.  If nothing matches, the help list will
be empty and you must backup until entering a '?' shows the
available options.
Two styles of help are provided:
1. Full help is available when you are ready to enter a
   command argument (e.g. 'show ?') and describes each possible
   argument.
2. Partial help is provided when an abbreviated argument is entered
   and you want to know what arguments match the input
   (e.g. 'show pr?'.)

"""
