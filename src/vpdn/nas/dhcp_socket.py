"""UDP port 67 on the TUN device: what callers send there, to everybody or to the router.

The kernel takes it from the device beside everything else that is written there, so whoever
carries packets need not know of it. Nothing of another device's comes here.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from ipaddress import IPv4Address

from vpdn.net.refusals import address_refused
from vpdn.wire.dhcp import CLIENT_PORT, SERVER_PORT

Received = Callable[[bytes, IPv4Address, int], None]
_IP_PKTINFO = 8
_AT_ONCE = 32
"""Datagrams that are read before others have their turn."""
_LARGEST = 2048
_LOOPBACK = "127.0.0.1"


class DhcpSocket:
    """Must be made inside a running event loop. `received` takes each datagram with the address and
    port that it came from. Raises ConfigError."""

    def __init__(self, device: str, received: Received) -> None:
        self._received = received
        self._loop = asyncio.get_running_loop()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode())
            self._socket.bind(("", SERVER_PORT))
        except OSError as error:
            self._socket.close()
            raise address_refused("UDP", device, SERVER_PORT, error) from error
        self._loop.add_reader(self._socket, self._read)

    def close(self) -> None:
        self._loop.remove_reader(self._socket)
        self._socket.close()

    def send(self, data: bytes, here: IPv4Address, address: IPv4Address) -> bool:
        """From the router's address `here` to a caller's client port; False when it cannot be."""
        source = struct.pack("=I4s4s", 0, here.packed, bytes(4))
        ancillary = [(socket.IPPROTO_IP, _IP_PKTINFO, source)]
        with suppress(OSError):
            return self._socket.sendmsg([data], ancillary, 0, (str(address), CLIENT_PORT)) > 0
        return False

    def _read(self) -> None:
        for _ in range(_AT_ONCE):
            try:
                data, (address, port) = self._socket.recvfrom(_LARGEST)
            except OSError:
                return
            self._received(data, IPv4Address(address), port)


def forbidden() -> str:
    """Why this user may not have the port, whoever else has it; "" where it may."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
        try:
            trial.bind((_LOOPBACK, SERVER_PORT))
        except PermissionError as error:
            return address_refused("UDP", _LOOPBACK, SERVER_PORT, error).reason
        except OSError:
            return ""
    return ""
