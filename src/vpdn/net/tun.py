"""A TUN device: IP packets in and out of the kernel, without any header of the device's own.

One for the router and all its sessions; routes decide what comes here. Batches are plain read
loops until the device has nothing more.
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import struct
from dataclasses import dataclass

from vpdn.errors import ConfigError
from vpdn.net.refusals import refused, tun_refused

DEVICE = "/dev/net/tun"
LARGEST = 65535
NAME_LENGTH = 15

TUNSETIFF = 0x400454CA
TUNSETOFFLOAD = 0x400454D0
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
IFF_MULTI_QUEUE = 0x0100
IFF_VNET_HDR = 0x4000
TUN_F_CSUM = 0x01
TUN_F_TSO4 = 0x02
TUN_F_TSO_ECN = 0x08
TUN_F_USO4 = 0x20
TUN_F_USO6 = 0x40
SIOCGIFFLAGS = 0x8913
SIOCSIFFLAGS = 0x8914
SIOCSIFMTU = 0x8922
IFF_UP = 0x1


@dataclass(slots=True)
class TunCounters:
    """Packets. `refused`: written packets the kernel would not take."""

    read: int = 0
    written: int = 0
    refused: int = 0


class Tun:
    """Makes the device, sets its MTU (octets) and brings it up; it vanishes with `close()` or
    with the program. A `%d` in `name` becomes the first free number. Raises ConfigError.

    `vnet`: every packet has a vnet header in front, TCP comes in pieces of up to 64 KiB, so does
    UDP that was sent so (from Linux 6.2 on), and checksums are left to whoever reads. That is for
    the data path in C, not for the methods here.
    `many`: the device may have more queues than this one.
    """

    def __init__(
        self, name: str, mtu: int = 1500, *, vnet: bool = False, many: bool = False
    ) -> None:
        if not 0 < len(name.encode()) <= NAME_LENGTH:
            raise ConfigError(f"{name!r} is not a device name: 1 to {NAME_LENGTH} octets")
        self.vnet = vnet
        self.mtu = mtu
        self._many = many
        self._queues: list[int] = []
        self.lost = False
        """When last read, it was down or had been deleted."""
        self.counters = TunCounters()
        self._buffer = bytearray(LARGEST)
        self._view = memoryview(self._buffer)
        try:
            self._descriptor = _opened()
        except OSError as error:
            raise tun_refused(error) from error
        self._control = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        self.name = name
        try:
            self.restore()
        except ConfigError:
            self.close()
            raise

    def fileno(self) -> int:
        return self._descriptor

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._control.close()
            self._descriptor = -1

    def open_queue(self) -> int:
        """One more queue of a device that may have many: a descriptor. Raises OSError."""
        queue = _opened()
        try:
            self._attach(queue, self.name)
        except OSError:
            os.close(queue)
            raise
        self._queues.append(queue)
        return queue

    def close_queue(self, queue: int) -> None:
        self._queues.remove(queue)
        os.close(queue)

    def restore(self) -> None:
        """Make the device; also after somebody deleted it, as it was with all its queues, and
        whoever reads and writes may go on. Raises ConfigError."""
        try:
            self.name = self._attach(self._descriptor, self.name)
            for queue in self._queues:
                self._attach(queue, self.name)
            self._configure()
        except OSError as error:
            if error.errno == errno.EBUSY:
                reason = f"cannot make TUN device {self.name}: another program is using it"
                raise ConfigError(reason) from error
            raise refused(f"make TUN device {self.name}", error) from error

    def read_batch(self, limit: int = 64) -> list[bytes]:
        """IP packets the kernel routed here, at most `limit`."""
        batch: list[bytes] = []
        buffers, view, read = [self._buffer], self._view, os.readv
        self.lost = False
        try:
            for _ in range(limit):
                batch.append(bytes(view[: read(self._descriptor, buffers)]))
        except BlockingIOError:
            """Nothing more."""
        except OSError:
            self.lost = True
        self.counters.read += len(batch)
        return batch

    def write(self, packet: bytes) -> bool:
        """Give one IP packet to the kernel; False (and counted) when it would not take it. Never
        raises: what a peer sent may be no IP packet at all."""
        try:
            os.write(self._descriptor, packet)
        except OSError:
            self.counters.refused += 1
            return False
        self.counters.written += 1
        return True

    def _attach(self, descriptor: int, name: str) -> str:
        flags = IFF_TUN | IFF_NO_PI
        flags |= (IFF_VNET_HDR if self.vnet else 0) | (IFF_MULTI_QUEUE if self._many else 0)
        request = struct.pack("16sH22x", name.encode(), flags)
        answer = fcntl.ioctl(descriptor, TUNSETIFF, request)
        if self.vnet:
            _take_pieces(descriptor)
        return answer[:16].rstrip(b"\0").decode()

    def _configure(self) -> None:
        device, control = self.name.encode(), self._control
        fcntl.ioctl(control, SIOCSIFMTU, struct.pack("16si20x", device, self.mtu))
        answer = fcntl.ioctl(control, SIOCGIFFLAGS, struct.pack("16s24x", device))
        flags = struct.unpack_from("H", answer, 16)[0] | IFF_UP
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH22x", device, flags))


def _opened() -> int:
    return os.open(DEVICE, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)


def _take_pieces(descriptor: int) -> None:
    """UDP's only where the kernel knows them: it wants them asked for of IPv6 too, of which none is
    carried here."""
    tcp = TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO_ECN
    try:
        fcntl.ioctl(descriptor, TUNSETOFFLOAD, tcp | TUN_F_USO4 | TUN_F_USO6)
    except OSError:
        fcntl.ioctl(descriptor, TUNSETOFFLOAD, tcp)
