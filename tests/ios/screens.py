"""A screen that remembers, and transcripts to hold it against: what is typed after a prompt, what
is shown below, `...` for any lines."""

from __future__ import annotations

import asyncio
import re

from tests.ios.support import FakeServer, angela
from vpdn.ios.files import on_disk
from vpdn.ios.lines import CONSOLE, Line
from vpdn.ios.pager import ERASE
from vpdn.ios.router import Router
from vpdn.ios.terminal import Terminal


class Paper:
    """Takes everything at once."""

    def __init__(self) -> None:
        self.text = ""
        self.full = False

    def write(self, text: str) -> None:
        self.text += text

    async def drain(self) -> None:
        pass


class Sitting:
    """A user at a line of the document's router. `type` gives what the screen then shows."""

    def __init__(self, size: tuple[int, int] | None = (0, 80), line: Line = CONSOLE) -> None:
        self.server: FakeServer
        self.router: Router
        self.server, self.router, shell = angela()
        self.router.sessions.remove(shell.session)
        self.paper = Paper()
        self.terminal = Terminal(self.router, self.paper, size, line)
        self.running = asyncio.create_task(self.terminal.run())

    async def type(self, keys: str | bytes) -> str:
        await self.settle()
        before = len(self.paper.text)
        self.terminal.keyboard.feed(keys if isinstance(keys, bytes) else keys.encode())
        await self.settle()
        return self.paper.text[before:]

    @property
    def line(self) -> str:
        """What stands in the last line of the screen."""
        return self.paper.text.replace(ERASE, "\n").rpartition("\n")[2]

    async def settle(self) -> None:
        for _ in range(60):
            await asyncio.sleep(0)

    async def written(self) -> None:
        """What the last command writes is on the disk, and it has said so."""
        await on_disk(int)
        await self.settle()

    async def leave(self) -> None:
        self.terminal.hang_up()
        await asyncio.wait_for(self.running, 5)


def agrees(screen: str, wanted: str) -> bool:
    """Whether a screen is as written down: `...` alone on a line stands for any lines, inside one
    for any text."""
    lines = re.escape(wanted).replace("\\.\\.\\.\\\n", r"(?:.*\n)*?")
    return re.fullmatch(lines.replace(r"\.\.\.", ".*"), screen) is not None
