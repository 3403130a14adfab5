"""The router's console over a UNIX socket: the server's side.

One connection is one session. Both sides send JSON objects, one a line (`frames`):

    client: {"line": "show vpdn"}  {"interrupt": true}
    server: {"prompt": "angela#"}  {"out": "text"}  {"log": "debug line"}  {"bye": true}

A line with {"json": true} beside it is answered with {"json": "document"} (`document`), or with
{"refused": "why"}.

A prompt asks for the next line. Log frames come whenever something happened. Instead of its first
line a client may send {"terminal": "24x80"}: after {"raw": true} the connection is a terminal and
carries octets. The socket belongs to whoever runs the router (mode 0600); who may open it is at
the console.
"""

from __future__ import annotations

import asyncio
import os
import socket
import stat
from contextlib import suppress
from pathlib import Path

from vpdn.errors import ConfigError, DecodeError
from vpdn.ios.authorizing import REFUSED, may_type
from vpdn.ios.document import document
from vpdn.ios.frames import Frame, decode, encode
from vpdn.ios.router import Router
from vpdn.ios.shell import Shell
from vpdn.ios.stream_terminal import StreamScreen, close, serve
from vpdn.ios.terminal import Terminal

_LONGEST_FRAME = 1 << 16


class ConsoleServer:
    """A listening console; `close` ends it and every session on it."""

    def __init__(self, path: Path, router: Router) -> None:
        self.path = path
        self._router = router
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Raises ConfigError when the socket cannot be had."""
        listening = _listening_socket(self.path)
        self._server = await asyncio.start_unix_server(
            self._connected, sock=listening, limit=_LONGEST_FRAME
        )

    async def close(self) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.path.unlink(missing_ok=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            with suppress(ConnectionError, asyncio.CancelledError):
                await _Connection(self._router, reader, writer).serve()
        finally:
            self._tasks.discard(task)
            await close(writer)


async def serve_console(path: Path, router: Router) -> ConsoleServer:
    """Open the console at `path`. Raises ConfigError."""
    server = ConsoleServer(path, router)
    await server.start()
    return server


class _Connection:
    """One session and its socket."""

    def __init__(
        self, router: Router, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._router = router
        self._shell = Shell(router)
        self._reader = reader
        self._writer = writer
        self._screen = StreamScreen(writer)
        self._lines: asyncio.Queue[Frame | None] = asyncio.Queue(maxsize=100)
        self._size: tuple[int, int] | None = None
        self._running: asyncio.Task[None] | None = None

    async def serve(self) -> None:
        await self._serve_lines()
        if self._size is not None:
            await self._send({"raw": True})
            await serve(Terminal(self._router, self._screen, self._size), self._reader)

    async def _serve_lines(self) -> None:
        detach = self._router.attach(self._log, self._shell.session)
        stand_up = self._router.sit_down(self._shell.session)
        reading = asyncio.create_task(self._read())
        try:
            await self._run_lines()
        finally:
            reading.cancel()
            detach()
            stand_up()

    async def _run_lines(self) -> None:
        while not self._shell.closed:
            await self._send({"prompt": self._shell.prompt})
            asked = await self._lines.get()
            if asked is None:
                return
            await self._run_interruptibly(asked)
        await self._send({"bye": True})

    async def _run_interruptibly(self, asked: Frame) -> None:
        line = str(asked["line"])
        work = self._answer(line) if asked.get("json") else self._run(line)
        self._running = running = asyncio.create_task(work)
        try:
            await asyncio.wait({running})
        finally:
            self._running = None
            running.cancel()
        if running.cancelled():
            await self._send({"out": "\n"})
        else:
            running.result()

    async def _run(self, line: str) -> None:
        async for piece in self._shell.run_line(line):
            if piece:
                await self._send({"out": piece})

    async def _answer(self, line: str) -> None:
        session = self._shell.session
        try:
            if not await may_type(session, line):
                raise ConfigError(f'"{line.strip()}": {REFUSED.rstrip(".")}')
            await self._send({"json": document(session, line)})
        except ConfigError as error:
            await self._send({"refused": error.reason})

    async def _read(self) -> None:
        """Lines go into the queue; an interrupt ends the command that is running."""
        try:
            while octets := await self._reader.readline():
                frame = decode(octets)
                if isinstance(size := frame.get("terminal"), str):
                    self._size = _size(size)
                    break
                if frame.get("interrupt") and self._running is not None:
                    self._running.cancel()
                elif isinstance(frame.get("line"), str):
                    await self._lines.put(frame)
        except (DecodeError, ValueError, ConnectionError):
            pass  # not our client, or none any more: the session ends
        await self._lines.put(None)

    async def _send(self, frame: Frame) -> None:
        self._writer.write(encode(frame))
        await self._writer.drain()

    def _log(self, line: str) -> bool:
        """Nobody waits for a session that does not read, or talks to one that has just left."""
        if self._screen.full:
            return False
        self._writer.write(encode({"log": line}))
        return True


def _size(text: str) -> tuple[int, int]:
    """Lines and columns of a terminal. Raises ValueError."""
    lines, _, columns = text.partition("x")
    return min(int(lines), 512), min(int(columns), 512)


def _listening_socket(path: Path) -> socket.socket:
    """A socket at `path` that only its owner may open; what a router that is gone left there is
    replaced. Raises ConfigError."""
    try:
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        _remove_stale(path)
        return _bound(path)
    except OSError as error:
        why = error.strerror or str(error)
        raise ConfigError(f"cannot open the console at {path}: {why}") from error


def _bound(path: Path) -> socket.socket:
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o177)
    try:
        listening.bind(str(path))
        listening.listen()
    except OSError:
        listening.close()
        raise
    finally:
        os.umask(mask)
    return listening


def _remove_stale(path: Path) -> None:
    if not path.exists():
        return
    if not stat.S_ISSOCK(path.stat().st_mode):
        raise ConfigError(f"cannot open the console at {path}: there is a file that is no socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
            return
    raise ConfigError(f"cannot open the console at {path}: another router has it")
