"""TCP port 1723: who comes in there becomes a tunnel, and all that are open are kept here.

The port is taken before anything else is touched, and nobody is let in until everything is there.
"""

from __future__ import annotations

import asyncio
from ipaddress import IPv4Address

from vpdn.nas.services import Services
from vpdn.nas.tunnel import Tunnel
from vpdn.net.refusals import address_refused

PPTP_PORT = 1723
STOP_TIMEOUT = 4.0
"""Seconds that peers have to agree to the end before they are left."""


class Reception:
    """`tunnels` by their id, as they come and go. `address`: where it listens; None: everywhere."""

    def __init__(self, address: IPv4Address | None) -> None:
        self.tunnels: dict[int, Tunnel] = {}
        self._address = address or IPv4Address(0)
        self._services: Services | None = None
        self._listener: asyncio.Server | None = None
        self._emptied = asyncio.Event()
        self._stopping = False

    async def open(self) -> None:
        """Make the port ours. Raises ConfigError when it is somebody else's."""
        try:
            self._listener = await asyncio.get_running_loop().create_server(
                self._accept,
                str(self._address),
                PPTP_PORT,
                backlog=1024,
                reuse_address=True,
                start_serving=False,
            )
        except OSError as error:
            raise address_refused("TCP", self._address, PPTP_PORT, error) from error

    async def serve(self, services: Services) -> None:
        """Let callers in. Raises ConfigError when that cannot be."""
        assert self._listener is not None
        self._services = services
        try:
            await self._listener.start_serving()
        except OSError as error:
            raise address_refused("TCP", self._address, PPTP_PORT, error) from error

    def close(self) -> None:
        """Let nobody in any more; who is here stays."""
        if self._listener is not None:
            self._listener.close()

    async def stop(self) -> None:
        """End every call as the protocols want it; whoever does not agree in time is left."""
        self._stopping = True
        self.close()
        for tunnel in list(self.tunnels.values()):
            tunnel.stop("administratively shut down")
        if self.tunnels:
            self._emptied.clear()
            await self._until_empty()

    async def _until_empty(self) -> None:
        try:
            await asyncio.wait_for(self._emptied.wait(), STOP_TIMEOUT)
        except TimeoutError:
            for tunnel in list(self.tunnels.values()):
                tunnel.abort()
            await asyncio.sleep(0)

    def _accept(self) -> Tunnel:
        assert self._services is not None
        return Tunnel(self._services, self._opened, self._closed)

    def _opened(self, tunnel: Tunnel) -> None:
        """One that was still being made when the server stopped comes too late."""
        self.tunnels[tunnel.id] = tunnel
        if self._stopping:
            tunnel.abort()

    def _closed(self, tunnel: Tunnel) -> None:
        self.tunnels.pop(tunnel.id, None)
        if not self.tunnels:
            self._emptied.set()
