"""The RADIUS server's two UDP ports, on asyncio. What is served is `service`'s."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import datetime
from ipaddress import IPv4Address
from typing import cast

from vpdn.errors import ConfigError
from vpdn.radiusd.log import Log
from vpdn.radiusd.service import Service
from vpdn.radiusd.settings import Settings

Handler = Callable[[bytes, IPv4Address, int, float], bytes | None]


class RadiusServer:
    """`log` takes one line for each decision and each message that was dropped."""

    def __init__(self, settings: Settings, log: Log) -> None:
        self._settings = settings
        self._service = Service(settings, log, _local_time, os.urandom)
        self._transports: list[asyncio.DatagramTransport] = []

    async def start(self) -> None:
        """Open both ports. Raises ConfigError with one clear sentence."""
        settings = self._settings
        try:
            await self._open(settings.auth_port, self._service.authenticate)
            await self._open(settings.acct_port, self._service.account)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close both ports."""
        for transport in self._transports:
            transport.close()
        self._transports.clear()

    @property
    def ports(self) -> tuple[int, ...]:
        """The ports in use, authentication first; settings of 0 let the system choose."""
        return tuple(one.get_extra_info("sockname")[1] for one in self._transports)

    async def _open(self, port: int, handler: Handler) -> None:
        local = (str(self._settings.listen), port)
        loop = asyncio.get_running_loop()
        try:
            transport, _ = await loop.create_datagram_endpoint(
                lambda: _Port(handler), local_addr=local
            )
        except OSError as error:
            why = os.strerror(error.errno) if error.errno else str(error)
            raise ConfigError(f"UDP port {port} on {local[0]} cannot be used: {why}") from error
        self._transports.append(transport)


class _Port(asyncio.DatagramProtocol):
    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        now = asyncio.get_running_loop().time()
        reply = self._handler(data, IPv4Address(addr[0]), addr[1], now)
        if reply is not None and self._transport is not None:
            self._transport.sendto(reply, addr)


def _local_time() -> datetime:
    return datetime.now().astimezone()
