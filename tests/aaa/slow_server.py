"""A RADIUS server that takes its time, so that a test can do something meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import cast

import pytest

from vpdn.radius.packet import Code, decode, reply


class Slow(asyncio.DatagramProtocol):
    """A server that answers nothing until it is told to; `asked` from where."""

    def __init__(self) -> None:
        self.requests: list[tuple[bytes, tuple[str, int]]] = []
        self.came = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.requests.append((data, addr))
        self.came.set()

    @property
    def asked(self) -> list[str]:
        return [address for _, (address, _) in self.requests]

    async def request(self) -> None:
        """Wait for the next one."""
        async with asyncio.timeout(5):
            await self.came.wait()
        self.came.clear()

    def answer(self) -> None:
        for data, addr in self.requests:
            accepted = reply(decode(data), Code.ACCESS_ACCEPT, b"cisco", [])
            self.transport.sendto(accepted, addr)
        self.requests.clear()


async def slow_server(address: str = "127.0.0.1", port: int = 0) -> Slow:
    _, server = await asyncio.get_running_loop().create_datagram_endpoint(
        Slow, local_addr=(address, port)
    )
    return server


@pytest.fixture
async def slow() -> AsyncIterator[Slow]:
    server = await slow_server()
    yield server
    server.transport.close()
