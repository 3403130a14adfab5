"""A server's end of one TCP connection, to peers that need not be friends.

It takes little at a time, so that a peer that sends without end costs the others milliseconds;
does not read from one that does not read; and does not wait for one for ever when it closes.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from typing import cast

READ = 2048
"""Octets taken before the others' turn."""

LINGER = 5.0
"""Seconds for our last words to reach a peer that perhaps does not read them."""


class Connection(asyncio.BufferedProtocol):
    """An asyncio protocol; subclasses call these when they override them."""

    __slots__ = (
        "_lingering",
        "_loop",
        "_transport",
    )

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._lingering: asyncio.TimerHandle | None = None

    @abstractmethod
    def data_received(self, data: bytes) -> None: ...

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._lingering is not None:
            self._lingering.cancel()

    def get_buffer(self, sizehint: int) -> bytearray:
        return _BUFFER

    def buffer_updated(self, nbytes: int) -> None:
        self.data_received(bytes(_BUFFER[:nbytes]))

    def pause_writing(self) -> None:
        """A peer that does not read what we answer is not read either."""
        self._transport.pause_reading()

    def resume_writing(self) -> None:
        self._transport.resume_reading()

    @property
    def closing(self) -> bool:
        return self._transport.is_closing()

    def write(self, data: bytes) -> None:
        """Nothing happens when it is closed already."""
        if not self.closing:
            self._transport.write(data)

    def close(self) -> None:
        """Send what is written, for a while, and close."""
        self._transport.close()
        if self._lingering is None:
            self._lingering = self._loop.call_later(LINGER, self._transport.abort)

    def abort(self) -> None:
        """Drop it without a word."""
        self._transport.abort()


_BUFFER = bytearray(READ)
"""One for all connections of the event loop, which reads into it and has it copied before it turns
to the next: ten thousand idle ones would keep twenty megabytes."""
