"""The raw socket that carries enhanced GRE, IP protocol 47 (RFC 2637 section 4).

One for each thread that carries packets, and never one a session: the kernel hands every packet to
every raw socket of a protocol, so each packet would walk a list. Batches are plain `recvfrom`
loops. Knows the IP header it has to strip, and of GRE's own where the Call ID stands.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import socket
import struct
from collections.abc import Iterator
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
SO_ATTACH_FILTER = 26
SO_DETACH_FILTER = 27
CALL_ID = 6
"""Where it stands in a GRE packet (RFC 2637 section 4.1)."""

BPF_LD, BPF_LDX, BPF_ALU, BPF_JMP, BPF_RET = 0x00, 0x01, 0x04, 0x05, 0x06
BPF_W, BPF_H, BPF_B = 0x00, 0x08, 0x10
BPF_K, BPF_X = 0x00, 0x08
BPF_IND, BPF_LEN, BPF_MSH = 0x40, 0x80, 0xA0
BPF_SUB, BPF_MOD = 0x10, 0x90
BPF_JEQ, BPF_JGE = 0x10, 0x30
EVERYTHING = 0xFFFFFFFF


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
        self.device = device
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

    def take_share(self, number: int, shares: int) -> None:
        """Receive only packets whose Call ID, divided by `shares`, leaves `number`; what is too
        short to have one is the first's. Raises OSError."""
        code = b"".join(struct.pack("=HBBI", *step) for step in _filter(number, shares))
        buffer = ctypes.create_string_buffer(code)
        program = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
        self._socket.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)

    def take_all(self) -> None:
        """Receive everything again."""
        with contextlib.suppress(FileNotFoundError):
            self._socket.setsockopt(socket.SOL_SOCKET, SO_DETACH_FILTER, 0)

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


def _filter(number: int, shares: int) -> Iterator[tuple[int, int, int, int]]:
    """Classic BPF (the kernel's Documentation/networking/filter.rst): operation, how many steps to
    pass over when true and when false, operand. A raw socket sees the IP header, too."""
    yield BPF_LDX | BPF_B | BPF_MSH, 0, 0, 0  # X: octets of the IP header
    yield BPF_LD | BPF_W | BPF_LEN, 0, 0, 0
    yield BPF_ALU | BPF_SUB | BPF_X, 0, 0, 0
    yield BPF_JMP | BPF_JGE | BPF_K, 1, 0, CALL_ID + 2
    yield BPF_RET | BPF_K, 0, 0, 0 if number else EVERYTHING
    yield BPF_LD | BPF_H | BPF_IND, 0, 0, CALL_ID
    yield BPF_ALU | BPF_MOD | BPF_K, 0, 0, shares
    yield BPF_JMP | BPF_JEQ | BPF_K, 0, 1, number
    yield BPF_RET | BPF_K, 0, 0, EVERYTHING
    yield BPF_RET | BPF_K, 0, 0, 0


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
