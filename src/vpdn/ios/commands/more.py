"""`more`: a configuration as it stands in its file, without the heading that `show` gives it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

from vpdn.ios.command import command
from vpdn.ios.commands.copying import startup_of
from vpdn.ios.journal import one_line
from vpdn.ios.modes import PRIVILEGED
from vpdn.ios.router import Session

_RUNNING = ("system:running-config", "system:/running-config")
_SLICE, _LONGEST = 4096, 65536
"""Characters that are shown in one go, and the most if no line ends there."""


@command(
    PRIVILEGED,
    "more WORD$file",
    """
    more  Display the contents of a file
    file  File to display: system:running-config, nvram:startup-config or one of flash:
    """,
)
async def more(session: Session, file: str) -> AsyncIterator[str]:
    """A capture is not text, and holds what strangers sent: none of it drives the terminal. It may
    be large, and calls do not wait while it is shown."""
    if file in _RUNNING:
        yield session.router.running.text()
        return
    for text in _slices(startup_of(session).named(file).replace("\r\n", "\n")):
        yield "".join(f"{one_line(line.expandtabs())}\n" for line in text.splitlines())
        await asyncio.sleep(0)


def _slices(text: str) -> Iterator[str]:
    """The text in pieces of whole lines."""
    begun = 0
    while begun < len(text):
        end = text.find("\n", begun + _SLICE, begun + _LONGEST) + 1 or begun + _LONGEST
        yield text[begun:end]
        begun = end
