"""A console of the document's router, and a client on its socket that sends what it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ios.support import FakeServer, angela
from vpdn.ios.config import RunningConfig, merge
from vpdn.ios.console import ConsoleServer, serve_console
from vpdn.ios.frames import Frame, decode, encode
from vpdn.ios.router import Router

PATIENCE = 5.0


class Client:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def next(self) -> Frame:
        return decode(await asyncio.wait_for(self.reader.readline(), PATIENCE))

    async def end(self) -> Frame:
        """The last frame, which is the next one."""
        [last] = (await asyncio.wait_for(self.reader.read(), PATIENCE)).splitlines()
        return decode(last)

    async def reply(self, line: str) -> list[Frame]:
        """All frames up to the next prompt."""
        self.send({"line": line})
        frames = [await self.next()]
        while "prompt" not in frames[-1]:
            frames.append(await self.next())
        return frames

    def send(self, frame: Frame) -> None:
        self.writer.write(encode(frame))


@dataclass
class Running:
    server: FakeServer
    router: Router
    console: ConsoleServer

    async def connect(self) -> Client:
        client = Client(*await asyncio.open_unix_connection(str(self.console.path)))
        assert await client.next() == {"prompt": "angela#"}
        return client

    def configure(self, text: str) -> None:
        tree, problems = merge(self.router.running.tree, text)
        assert problems == []
        self.router.load(RunningConfig(tree))


@asynccontextmanager
async def running_console(path: Path) -> AsyncIterator[Running]:
    server, router, shell = angela()
    router.sessions.remove(shell.session)
    console = await serve_console(path, router)
    yield Running(server, router, console)
    await console.close()
