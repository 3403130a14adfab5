"""The router's console over a UNIX socket: where it listens.

One connection is one session (`console_session`). The socket belongs to whoever runs the router
(mode 0600); who may open it is at the console.
"""

from __future__ import annotations

import asyncio
import os
import socket
import stat
from contextlib import suppress
from pathlib import Path

from vpdn.errors import ConfigError
from vpdn.ios.console_session import LONGEST_FRAME, ConsoleSession
from vpdn.ios.frames import encode
from vpdn.ios.router import Router
from vpdn.ios.stream_terminal import close

MOST = 64
"""Sessions at a time."""


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
            self._connected, sock=listening, limit=LONGEST_FRAME
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
        if len(self._tasks) >= MOST:
            writer.write(encode({"bye": f"it has {MOST} sessions already"}))
            await close(writer)
            return
        self._tasks.add(task)
        # Who is told to end has ended: streams complain of a task that was cancelled.
        with suppress(asyncio.CancelledError):
            await self._serve(reader, writer)
        self._tasks.discard(task)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError):
                await ConsoleSession(self._router, reader, writer).serve()
        finally:
            await close(writer)


async def serve_console(path: Path, router: Router) -> ConsoleServer:
    """Open the console at `path`. Raises ConfigError."""
    server = ConsoleServer(path, router)
    await server.start()
    return server


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
