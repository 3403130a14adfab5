"""The UDP socket that RADIUS requests leave by: bound to one address for as long as it is open.

Another address is another socket. The old one is retired: it takes no new requests, and closes
when those it has have ended, so that their answers still find it.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import IPv4Address

from vpdn.errors import ConfigError

UNSPECIFIED = IPv4Address(0)
_LARGEST = 65535
"""Octets of a datagram."""

Received = Callable[[bytes, IPv4Address, int], None]


class RadiusSocket:
    """`source` None leaves the address to the routing table. `received` takes each datagram, and
    who sent it. Raises ConfigError when `source` is no address of this machine."""

    def __init__(self, source: IPv4Address | None, received: Received) -> None:
        self._received = received
        self._requests = 0
        self._retired = False
        self._loop = asyncio.get_running_loop()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        local = str(source or UNSPECIFIED)
        try:
            self._socket.bind((local, 0))
        except OSError as error:
            self._socket.close()
            raise ConfigError(f"RADIUS cannot send from {local}: {error.strerror}") from error
        self._loop.add_reader(self._socket, self._read)

    @property
    def closed(self) -> bool:
        return self._socket.fileno() < 0

    @contextmanager
    def request(self) -> Iterator[None]:
        """A request that leaves here, until it has ended."""
        self._requests += 1
        try:
            yield
        finally:
            self._requests -= 1
            self._close_if_done()

    def retire(self) -> None:
        """No more requests will come."""
        self._retired = True
        self._close_if_done()

    def close(self) -> None:
        """At once; once more does nothing."""
        if not self.closed:
            self._loop.remove_reader(self._socket)
            self._socket.close()

    def send(self, data: bytes, address: IPv4Address, port: int) -> bool:
        """False when it could not be: there is no route, or `source` is this machine's no more."""
        with suppress(OSError):
            return self._socket.sendto(data, (str(address), port)) > 0
        return False

    def _close_if_done(self) -> None:
        if self._retired and not self._requests:
            self.close()

    def _read(self) -> None:
        try:
            data, (address, port) = self._socket.recvfrom(_LARGEST)
        except OSError:
            return
        self._received(data, IPv4Address(address), port)
