"""A PPTP server on this machine that does everything but GRE."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import cast

from vpdn.pptp.control import ControlConnection
from vpdn.pptp.outputs import CallRequested, Disconnect, PptpOutput, Role, Transmit
from vpdn.pptp.settings import ControlSettings


class Gate(asyncio.Protocol):
    """One connection. `refusal` is the result every call is refused with; None takes them, and
    sets `taken`."""

    def __init__(self, refusal: int | None, taken: asyncio.Event) -> None:
        self._refusal = refusal
        self._taken = taken
        self._control = ControlConnection(Role.PAC, ControlSettings(), os.urandom)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._tcp = cast("asyncio.Transport", transport)
        self._do(self._control.accept(self._now))

    def data_received(self, data: bytes) -> None:
        self._do(self._control.receive(data, self._now))

    @property
    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    def _do(self, outputs: Iterable[PptpOutput]) -> None:
        for output in outputs:
            match output:
                case Transmit(data):
                    self._tcp.write(data)
                case CallRequested(call_id):
                    takes = self._refusal is None
                    self._do(self._control.answer(call_id, takes, self._now, self._refusal))
                    self._taken.set()
                case Disconnect():
                    self._tcp.close()


@asynccontextmanager
async def gate(
    refusal: int | None = None, taken: asyncio.Event | None = None
) -> AsyncIterator[int]:
    """The port it listens at."""
    loop, event = asyncio.get_running_loop(), taken or asyncio.Event()
    server = await loop.create_server(lambda: Gate(refusal, event), "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
