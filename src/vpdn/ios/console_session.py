"""One session on the console's UNIX socket. Both sides send JSON objects, one a line (`frames`):

    client: {"line": "show vpdn"}  {"interrupt": true}
    server: {"prompt": "angela#"}  {"out": "text"}  {"failed": true}  {"log": "debug line"}
            {"bye": true}  {"bye": "the line was cleared"}

A prompt asks for the next line; with {"asks": true} in it, it is the question of the last command.
`failed` says that the last line was refused, what it printed says why. A line with {"json": true}
beside it is answered with {"json": "document"} (`document`), or with {"refused": "why"}. Log frames
come whenever something happened. The last frame says whether the session ended in order, or why it
was ended.

Instead of its first line a client may send {"terminal": "24x80"}: after {"raw": true} the
connection is a terminal and carries octets, until an octet of zero before the last frame.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from vpdn.errors import ConfigError, DecodeError
from vpdn.ios.authorizing import REFUSED, may_type
from vpdn.ios.document import document
from vpdn.ios.frames import Frame, decode, encode
from vpdn.ios.interruptible import Interruptible
from vpdn.ios.router import Router
from vpdn.ios.shell import Shell
from vpdn.ios.stream_terminal import StreamScreen, serve
from vpdn.ios.terminal import Terminal

LONGEST_FRAME = 1 << 16
"""Octets."""
IDLE = 3600.0
"""Seconds that a program may say nothing, or read nothing; longer where `exec-timeout` is."""
CLEARED = "the line was cleared"
TOO_LONG = "nothing was typed, or nothing read, for too long"
_AHEAD = 16
"""Lines that may be sent before the first of them is carried out."""
_LARGEST = 512


class ConsoleSession:
    """A session and its socket. `serve` raises ConnectionError when nobody is there any more."""

    def __init__(
        self, router: Router, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._router = router
        self._shell = Shell(router)
        self._reader = reader
        self._writer = writer
        self._screen = StreamScreen(writer)
        self._lines: asyncio.Queue[Frame | None] = asyncio.Queue(maxsize=_AHEAD)
        self._size: tuple[int, int] | None = None
        self._commands = Interruptible()
        self._why = ""

    async def serve(self) -> None:
        """Until the client leaves, or is asked to; it is told why."""
        mark = b""
        try:
            await self._serve_lines()
            if self._size is not None:
                await self._send({"raw": True})
                mark = b"\0"
                await self._serve_terminal(self._size)
        finally:
            if not self._screen.full:
                self._writer.write(mark + encode({"bye": self._why or True}))

    async def _serve_terminal(self, size: tuple[int, int]) -> None:
        terminal = Terminal(self._router, self._screen, size)

        def cleared() -> None:
            self._why = CLEARED
            terminal.hang_up()

        session = terminal.shell.session
        session.hang_up = cleared
        await serve(terminal, self._reader)
        if not session.closed:
            self._why = self._why or "the session was ended"

    async def _serve_lines(self) -> None:
        session = self._shell.session
        working = asyncio.create_task(self._run_lines())
        reading = asyncio.create_task(self._read())

        def cleared() -> None:
            self._why = CLEARED
            working.cancel()

        session.hang_up = cleared
        detach = self._router.attach(self._log, session)
        stand_up = self._router.sit_down(session)
        try:
            await asyncio.wait({working})
        finally:
            working.cancel()
            reading.cancel()
            detach()
            stand_up()
        with suppress(asyncio.CancelledError):
            working.result()

    async def _run_lines(self) -> None:
        try:
            while not self._shell.closed:
                await self._send(self._prompt())
                async with asyncio.timeout(self._patience):
                    asked = await self._lines.get()
                if asked is None:
                    return
                if not await self._commands.run(self._carry_out(asked)):
                    await self._send({"out": "\n"})
        except TimeoutError:
            self._why = TOO_LONG

    def _prompt(self) -> Frame:
        asks: Frame = {"asks": True} if self._shell.session.question is not None else {}
        return {"prompt": self._shell.prompt, **asks}

    @property
    def _patience(self) -> float | None:
        """None: `exec-timeout 0 0`."""
        told = self._shell.session.settings.exec_timeout
        return max(told, IDLE) if told else None

    async def _carry_out(self, asked: Frame) -> None:
        line = str(asked["line"])
        await (self._answer(line) if asked.get("json") else self._run(line))

    async def _run(self, line: str) -> None:
        async for piece in self._shell.run_line(line):
            if piece:
                await self._send({"out": piece})
        if self._shell.refused:
            await self._send({"failed": True})

    async def _answer(self, line: str) -> None:
        session = self._shell.session
        try:
            if not await may_type(session, line):
                raise ConfigError(REFUSED.rstrip("."))
            await self._send({"json": document(session, line)})
        except ConfigError as error:
            await self._send({"refused": error.reason})

    async def _read(self) -> None:
        """Lines go into the queue. Whoever sends what is no frame of ours is told so."""
        try:
            while self._size is None and (octets := await self._reader.readline()):
                await self._take(decode(octets))
        except DecodeError as error:
            self._why = str(error)
        except ValueError:
            self._why = f"a frame has {LONGEST_FRAME} octets at most"
        except ConnectionError:
            pass  # nobody is there any more: the session ends
        await self._lines.put(None)

    async def _take(self, frame: Frame) -> None:
        """An interrupt ends the command that is running. Raises DecodeError."""
        if isinstance(size := frame.get("terminal"), str):
            self._size = _size(size)
        elif frame.get("interrupt"):
            self._commands.interrupt()
        elif isinstance(frame.get("line"), str):
            await self._lines.put(frame)
        else:
            raise DecodeError("no frame of a client's")

    async def _send(self, frame: Frame) -> None:
        """What a command says that was cleared away is said to nobody. Raises TimeoutError when
        nobody reads."""
        if self._why == CLEARED:
            return
        self._writer.write(encode(frame))
        async with asyncio.timeout(self._patience):
            await self._writer.drain()

    def _log(self, line: str) -> bool:
        """Nobody waits for a session that does not read, or talks to one that has just left."""
        if self._screen.full:
            return False
        self._writer.write(encode({"log": line}))
        return True


def _size(text: str) -> tuple[int, int]:
    """Lines and columns of a terminal. Raises DecodeError."""
    lines, _, columns = text.partition("x")
    if not (lines.isdecimal() and columns.isdecimal() and len(text) < 10):
        raise DecodeError("no size of a terminal")
    return min(int(lines), _LARGEST), min(int(columns), _LARGEST)
