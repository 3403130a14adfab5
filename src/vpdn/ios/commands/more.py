"""`more`: a configuration as it stands in its file, without the heading that `show` gives it."""

from __future__ import annotations

from vpdn.ios.command import command
from vpdn.ios.commands.copying import startup_of
from vpdn.ios.journal import one_line
from vpdn.ios.modes import PRIVILEGED
from vpdn.ios.router import Session

_RUNNING = ("system:running-config", "system:/running-config")


@command(
    PRIVILEGED,
    "more WORD$file",
    """
    more  Display the contents of a file
    file  File to display: system:running-config, nvram:startup-config or one of flash:
    """,
)
def more(session: Session, file: str) -> str:
    """A capture is not text, and holds what strangers sent: none of it drives the terminal."""
    if file in _RUNNING:
        return session.router.running.text()
    text = startup_of(session).named(file)
    return "".join(f"{one_line(line.expandtabs())}\n" for line in text.splitlines())
