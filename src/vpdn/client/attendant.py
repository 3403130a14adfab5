"""Answers who asks a connection of this machine for its state, or tells it to hang up.

The other end is `running`. One question a caller, and few callers at a time; nobody is waited for
longer than a person would.
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

LONGEST = 64
"""Octets of a question."""
SECONDS = 5.0
"""A caller who says nothing for so long is left."""


class Attendant:
    """`status` gives what to tell, `hang_up` begins the end. A context for all of a connection's
    life: who asked for its end is told when that is there."""

    def __init__(
        self,
        listening: socket.socket,
        status: Callable[[], dict[str, object]],
        hang_up: Callable[[], object],
    ) -> None:
        self._listening = listening
        self._status = status
        self._hang_up = hang_up
        self._waiting: list[asyncio.StreamWriter] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_unix_server(
            self._asked, sock=self._listening, limit=LONGEST
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.close()
        for writer in self._waiting:
            await _tell(writer, self._status())

    async def _asked(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        question = b""
        with suppress(TimeoutError, ValueError, ConnectionError):
            question = await asyncio.wait_for(reader.readline(), SECONDS)
        match question:
            case b"status\n":
                await _tell(writer, self._status())
            case b"hangup\n":
                self._waiting.append(writer)
                self._hang_up()
            case _:
                writer.close()


async def _tell(writer: asyncio.StreamWriter, status: dict[str, object]) -> None:
    writer.write(json.dumps(status).encode())
    writer.close()
    with suppress(ConnectionError, TimeoutError):
        await asyncio.wait_for(writer.wait_closed(), SECONDS)
