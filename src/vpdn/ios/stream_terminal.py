"""A terminal session over a stream of octets that carries nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from vpdn.ios.keyboard import BREATH
from vpdn.ios.terminal import Terminal

CHUNK = 1024
"""Octets that are read at once: after so many there is a pause, whatever they were."""
LAST_WORDS = 5.0
"""Seconds that the other side has to take what it was sent."""
_UNREAD_LIMIT = 1 << 20
"""Octets that a session may leave unread before its debug lines are dropped."""


class StreamScreen:
    """A screen at the other end of the stream. An octet of zero, which no terminal shows, is never
    text."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    @property
    def full(self) -> bool:
        transport = self._writer.transport
        return transport.is_closing() or transport.get_write_buffer_size() > _UNREAD_LIMIT

    def write(self, text: str) -> None:
        self.send(text.replace("\0", "").encode(errors="replace"))

    def send(self, octets: bytes) -> None:
        """To nobody when nobody is there."""
        if octets and not self._writer.transport.is_closing():
            self._writer.write(octets)

    async def drain(self) -> None:
        """Raises ConnectionError when nobody is there."""
        await self._writer.drain()


async def serve(
    terminal: Terminal,
    reader: asyncio.StreamReader,
    keys: Callable[[bytes], bytes] = bytes,
) -> None:
    """Until the user leaves or the stream ends; the last of the text may still have to go out
    (`close`). `keys` gives what was typed among what came."""
    reading = asyncio.create_task(_read(terminal, reader, keys))
    try:
        await terminal.run()
    finally:
        reading.cancel()
        terminal.hang_up()


async def close(writer: asyncio.StreamWriter) -> None:
    """Let the last of the text out, but wait for nobody who does not take it."""
    writer.close()
    try:
        async with asyncio.timeout(LAST_WORDS):
            await writer.wait_closed()
    except (ConnectionError, TimeoutError):
        writer.transport.abort()


async def _read(
    terminal: Terminal, reader: asyncio.StreamReader, keys: Callable[[bytes], bytes]
) -> None:
    try:
        while octets := await reader.read(CHUNK):
            terminal.keyboard.feed(keys(octets))
            if len(octets) == CHUNK:
                await asyncio.sleep(BREATH)
            await terminal.screen.drain()
            await terminal.keyboard.room()
        terminal.keyboard.end_of_input()
    except ConnectionError:
        terminal.hang_up()
