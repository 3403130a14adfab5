"""TCP packets for the tests of gso.c and gro.c, and the two as functions of Python."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Iterable
from ctypes import (
    CFUNCTYPE,
    POINTER,
    Structure,
    byref,
    c_int,
    c_size_t,
    c_uint8,
    c_uint16,
    c_uint32,
    c_void_p,
)
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Any

from tests.native.library import Fenced, function
from vpdn.wire import ip

FIN, SYN, RST, PSH, ACK, URG, ECE, CWR = (1 << bit for bit in range(8))
NEEDS_CHECKSUM, DATA_VALID = 1, 2
GSO_NONE, GSO_TCP4, GSO_UDP, GSO_ECN = 0, 1, 5, 0x80
VNET_HEADER = 10
HOST, SERVER = IPv4Address("172.16.10.1"), IPv4Address("10.1.1.80")
TIMESTAMPS = b"\x01\x01\x08\x0a" + bytes(range(8))


class Vnet(Structure):
    _fields_ = (
        ("flags", c_uint8),
        ("gso_type", c_uint8),
        ("header_size", c_uint16),
        ("gso_size", c_uint16),
        ("checksum_start", c_uint16),
        ("checksum_offset", c_uint16),
    )


class Gso(Structure):
    _fields_ = (
        ("packet", c_void_p),
        ("size", c_size_t),
        ("largest", c_size_t),
        ("count", c_uint32),
        ("index", c_uint32),
        ("header", c_size_t),
        ("transport", c_size_t),
        ("vnet", Vnet),
    )


class Iovec(Structure):
    _fields_ = (("base", c_void_p), ("size", c_size_t))


GroWrite = CFUNCTYPE(None, c_void_p, POINTER(Iovec), c_int)

gso_begin = function("gso_begin", c_uint32, POINTER(Gso), c_void_p, c_size_t)
gso_next = function("gso_next", c_size_t, POINTER(Gso), c_void_p)
gro_init = function("gro_init", None, c_void_p, GroWrite, c_void_p)
gro_add = function("gro_add", None, c_void_p, c_void_p, c_size_t)
gro_flush = function("gro_flush", None, c_void_p)
GRO_SIZE = 1 << 15
"""More than a struct gro has, which only C knows."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One TCP packet, ready to be built; `options` are TCP's, `ip_options` IP's."""

    payload: bytes = b""
    sequence: int = 1000
    flags: int = ACK
    acknowledgment: int = 77
    window: int = 501
    options: bytes = b""
    identification: int = 1
    dont_fragment: bool = True
    tos: int = 0
    ttl: int = 64
    ports: tuple[int, int] = (1025, 80)
    source: IPv4Address = HOST
    destination: IPv4Address = SERVER
    ip_options: bytes = b""

    def encode(self) -> bytes:
        numbers = self.sequence % 2**32, self.acknowledgment
        words = (5 + len(self.options) // 4) << 12 | self.flags
        front = struct.pack(">HHIIHH", *self.ports, *numbers, words, self.window)
        tcp = front + b"\0\0\0\0" + self.options + self.payload
        return self._header(len(tcp)) + with_checksum(tcp, 16, self._pseudo(6, len(tcp)))

    def _header(self, size: int) -> bytes:
        length = 20 + len(self.ip_options) + size
        first = 0x45 + len(self.ip_options) // 4
        numbers = self.identification % 2**16, self.dont_fragment << 14, self.ttl, 6, 0
        header = struct.pack(">BBHHHBBH", first, self.tos, length, *numbers)
        return with_checksum(header + self._addresses + self.ip_options, 10)

    def _pseudo(self, protocol: int, length: int) -> bytes:
        return self._addresses + struct.pack(">HH", protocol, length)

    @property
    def _addresses(self) -> bytes:
        return self.source.packed + self.destination.packed


def with_checksum(octets: bytes, offset: int, pseudo: bytes = b"") -> bytes:
    """`octets` with their checksum, and the pseudo header's, where it belongs."""
    blank = octets[:offset] + b"\0\0" + octets[offset + 2 :]
    total = ip.checksum(pseudo + blank)
    return blank[:offset] + total.to_bytes(2, "big") + blank[offset + 2 :]


def folded(octets: bytes) -> int:
    """The sum of 16-bit words, its carries added; as 65,536 leaves 1 of 65,535, that is what all of
    them together leave, but for 0, which nothing else than zeros gives."""
    last = octets[-1] if len(octets) % 2 else 0
    number = int.from_bytes(octets[: len(octets) // 2 * 2], "big") + last
    return number and (number % 0xFFFF or 0xFFFF)


def vnet(
    flags: int = 0,
    gso_type: int = GSO_NONE,
    header_size: int = 0,
    gso_size: int = 0,
    start: int = 0,
    offset: int = 0,
) -> bytes:
    return bytes(Vnet(flags, gso_type, header_size, gso_size, start, offset))


def as_read(segment: Segment, gso_size: int) -> bytes:
    """A packet without IP options as TUN gives it: whole, with the sum of its pseudo header."""
    packet, header = segment.encode(), 40 + len(segment.options)
    pseudo = packet[12:20] + b"\0\6" + (len(packet) - 20).to_bytes(2, "big")
    summed = packet[:36] + folded(pseudo).to_bytes(2, "big") + packet[38:]
    return vnet(NEEDS_CHECKSUM, GSO_TCP4, header, gso_size, 20, 16) + summed


def split(read: bytes, memory: Fenced, room: Fenced) -> list[bytes]:
    """The packets that come of a read from TUN; none when it is malformed. `memory` and `room`
    end just behind what was read, and behind the largest packet."""
    gso = Gso()
    count = gso_begin(byref(gso), memory.put(read), len(read))
    to = room.room(gso.largest)
    packets = []
    while size := gso_next(byref(gso), to):
        assert size <= gso.largest
        packets.append(ctypes.string_at(to, size))
    assert len(packets) == count == gso.count
    return packets


class Merger:
    """A `struct gro` and the memory its packets stay in until a batch ends."""

    def __init__(self) -> None:
        self._memory = [Fenced(1 << 16) for _ in range(100)]
        self._gro = ctypes.create_string_buffer(GRO_SIZE)
        self._write = GroWrite(self._written)
        self._out: list[bytes] = []
        gro_init(self._gro, self._write, None)

    def merge(self, packets: Iterable[bytes]) -> list[bytes]:
        """What is written to TUN for one batch."""
        for memory, packet in zip(self._memory, packets, strict=False):
            gro_add(self._gro, memory.put(packet), len(packet))
        gro_flush(self._gro)
        out, self._out = self._out, []
        return out

    def _written(self, _to: Any, pieces: Any, count: int) -> None:
        joined = (ctypes.string_at(piece.base, piece.size) for piece in pieces[:count])
        self._out.append(b"".join(joined))
