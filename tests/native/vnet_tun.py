"""A TUN device with vnet headers, for tests."""

from __future__ import annotations

import contextlib
import fcntl
import os
import struct
from collections.abc import Iterator
from ipaddress import IPv4Interface, IPv4Network
from types import TracebackType

from vpdn.net.netlink import Netlink
from vpdn.net.tun import DEVICE, IFF_NO_PI, IFF_TUN, TUNSETIFF

IFF_VNET_HDR = 0x4000
TUNSETOFFLOAD = 0x400454D0
TUNSETVNETHDRSZ = 0x400454D8
OFFLOADS = 0x01 | 0x02 | 0x08
"""Checksums, and TCP over IPv4, also with ECN."""
UDP_OFFLOADS = 0x20 | 0x40
"""UDP over both IPs; one alone is refused, as are both before Linux 6.2."""
LARGEST = 10 + 65535


class VnetTun:
    """`address` is the machine's on it, `network` what is routed to it. Without `offloads` the
    kernel cuts and sums by itself."""

    def __init__(self, name: str, address: str, network: str, offloads: int = OFFLOADS) -> None:
        self._descriptor = os.open(DEVICE, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        request = struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI | IFF_VNET_HDR)
        fcntl.ioctl(self._descriptor, TUNSETIFF, request)
        fcntl.ioctl(self._descriptor, TUNSETVNETHDRSZ, struct.pack("i", 10))
        fcntl.ioctl(self._descriptor, TUNSETOFFLOAD, offloads)
        with Netlink() as netlink:
            netlink.set_up(name, True)
            netlink.add_address(name, IPv4Interface(f"{address}/32"))
            netlink.add_route(IPv4Network(network), device=name)

    def __enter__(self) -> VnetTun:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        os.close(self._descriptor)

    def fileno(self) -> int:
        return self._descriptor

    def read(self) -> Iterator[bytes]:
        """What is there to read now."""
        with contextlib.suppress(BlockingIOError):
            while True:
                yield os.read(self._descriptor, LARGEST)

    def write(self, packet: bytes) -> None:
        """Raises OSError for what the kernel does not take."""
        assert os.write(self._descriptor, packet) == len(packet)
