"""The raw socket that carries enhanced GRE, IP protocol 47 (RFC 2637 section 4).

One for the whole program: the kernel hands every packet to every raw socket of a protocol, so a
socket a session would make each packet walk a list. Batches are plain `recvfrom` loops. Knows
the IP header it has to strip, nothing of GRE's own.
"""

from __future__ import annotations

import errno
import socket
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address

from vpdn.net.refusals import NET_RAW, address_refused, refused

BUFFER = 4 * 1024 * 1024
LARGEST = 65535
IP_MTU_DISCOVER = 10
IP_PMTUDISC_DONT = 0
SO_RCVBUFFORCE = 33
SO_SNDBUFFORCE = 32


@dataclass(slots=True)
class GreCounters:
    """Packets. `full`: dropped because the kernel's buffers were; `unsendable`: every other
    refusal to send (no route, a firewall, too long)."""

    received: int = 0
    sent: int = 0
    full: int = 0
    unsendable: int = 0
    malformed: int = 0


class GreSocket:
    """Sends from and receives at `local`, or any address of the machine; `device` binds it to one
    network device. Raises ConfigError when the system refuses."""

    def __init__(self, local: IPv4Address | None = None, device: str | None = None) -> None:
        self.counters = GreCounters()
        self.local = local
        self._buffer = memoryview(bytearray(LARGEST))
        try:
            self._socket = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_GRE)
        except OSError as error:
            raise refused("open a raw GRE socket", error, NET_RAW) from error
        try:
            self._prepare(local, device)
        except OSError as error:
            self._socket.close()
            raise address_refused("GRE", local or device or "any", 0, error) from error

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()

    def receive_batch(self, limit: int = 64) -> list[tuple[IPv4Address, bytes]]:
        """What has arrived, at most `limit` packets: (sender, GRE packet without IP header)."""
        batch: list[tuple[IPv4Address, bytes]] = []
        buffer, receive = self._buffer, self._socket.recvfrom_into
        for _ in range(limit):
            try:
                length, sender = receive(buffer)
            except (BlockingIOError, InterruptedError):
                break
            except OSError:
                continue
            header = (buffer[0] & 0x0F) * 4
            if header < 20 or header > length:
                self.counters.malformed += 1
                continue
            batch.append((_address(sender[0]), bytes(buffer[header:length])))
        self.counters.received += len(batch)
        return batch

    def send(self, peer: IPv4Address, packet: bytes) -> bool:
        """Send one GRE packet; False (and counted) when it could not be sent. Never raises: a
        packet that cannot go is a lost packet, and GRE's users expect those."""
        try:
            self._socket.sendto(packet, (_text(peer), 0))
        except OSError as error:
            if error.errno in (errno.ENOBUFS, errno.EAGAIN, errno.ENOMEM):
                self.counters.full += 1
            else:
                self.counters.unsendable += 1
            return False
        self.counters.sent += 1
        return True

    def _prepare(self, local: IPv4Address | None, device: str | None) -> None:
        self._socket.setblocking(False)
        enlarge_buffers(self._socket, BUFFER)
        # The tunnel's MTU is what keeps packets small; one that is still too large shall be
        # fragmented on its way, not vanish at a router whose ICMP nobody here reads.
        self._socket.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT)
        if device is not None:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode())
        if local is not None:
            self._socket.bind((str(local), 0))


def enlarge_buffers(sock: socket.socket, octets: int) -> None:
    """Both buffers of a socket: past the system's limit when that is allowed, else up to it."""
    for force, plain in (
        (SO_RCVBUFFORCE, socket.SO_RCVBUF),
        (SO_SNDBUFFORCE, socket.SO_SNDBUF),
    ):
        try:
            sock.setsockopt(socket.SOL_SOCKET, force, octets)
        except PermissionError:
            sock.setsockopt(socket.SOL_SOCKET, plain, octets)


@lru_cache(maxsize=65536)
def _address(text: str) -> IPv4Address:
    return IPv4Address(text)


@lru_cache(maxsize=65536)
def _text(address: IPv4Address) -> str:
    return str(address)
