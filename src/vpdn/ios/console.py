"""The router's console over a UNIX socket: where it listens.

One connection is one session (`console_session`). The socket belongs to whoever runs the router
(mode 0600); who may open it is at the console.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from contextlib import suppress
from pathlib import Path

from vpdn.errors import ConfigError
from vpdn.ios.console_session import LONGEST_FRAME, ConsoleSession
from vpdn.ios.frames import encode
from vpdn.ios.router import Router
from vpdn.ios.stream_terminal import close
from vpdn.net.local_socket import listening_socket

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
    """A socket at `path` that only its owner may open. Raises ConfigError."""
    try:
        return listening_socket(path)
    except OSError as error:
        why = _REFUSALS.get(error.errno or 0) or error.strerror or str(error)
        raise ConfigError(f"cannot open the console at {path}: {why}") from error


_REFUSALS = {
    errno.EADDRINUSE: "another router has it",
    errno.ENOTSOCK: "there is a file that is no socket",
}
