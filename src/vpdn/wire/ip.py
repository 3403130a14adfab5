"""The little of IPv4 (RFC 791), ICMP (RFC 792) and TCP (RFC 9293) that an access server reads.

Checksums, echo messages, headers, and the clamp of a SYN's MSS. No routing, no fragments put
together, no state.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from ipaddress import IPv4Address, IPv4Network

from vpdn.errors import DecodeError

MINIMUM_HEADER = 20
IP_TCP_HEADERS = 40
"""Octets of IPv4 and TCP without options: MTU minus this is the largest MSS."""


class IpProtocol(IntEnum):
    ICMP = 1
    TCP = 6
    UDP = 17
    GRE = 47


def checksum(data: bytes) -> int:
    """The Internet checksum of RFC 1071; 0 over data that holds its own right checksum."""
    if len(data) % 2:
        data += b"\0"
    # 2**16 is 1 modulo 0xFFFF: the whole sum of words is one big number's remainder.
    total = int.from_bytes(data, "big") % 0xFFFF
    if total == 0 and any(data):
        total = 0xFFFF
    return 0xFFFF - total


def classful(address: IPv4Address) -> IPv4Network:
    """The network of `address` by its class, which is what a Windows PC routes into a tunnel
    when "use default gateway on remote network" is off."""
    first = address.packed[0]
    prefix = 8 if first < 128 else 16 if first < 192 else 24
    return IPv4Network((address, prefix), strict=False)


@dataclass(frozen=True, slots=True)
class Header:
    """What is read of an IPv4 header. `header_length`, `length` (header included), and
    `fragment_offset` in octets."""

    source: IPv4Address
    destination: IPv4Address
    protocol: int
    header_length: int
    length: int
    ttl: int
    more_fragments: bool
    fragment_offset: int


def parse(packet: bytes) -> Header:
    """The IPv4 header of `packet`. Raises DecodeError; the header's checksum is not verified."""
    if len(packet) < MINIMUM_HEADER:
        raise DecodeError("IPv4 packet shorter than its header", len(packet))
    if packet[0] >> 4 != 4:
        raise DecodeError(f"IP version {packet[0] >> 4}", 0)
    header_length = (packet[0] & 15) * 4
    length = int.from_bytes(packet[2:4], "big")
    if not MINIMUM_HEADER <= header_length <= length <= len(packet):
        raise DecodeError(f"IPv4 lengths {header_length}, {length} of {len(packet)}", 0)
    fragment = int.from_bytes(packet[6:8], "big")
    return Header(
        source=IPv4Address(packet[12:16]),
        destination=IPv4Address(packet[16:20]),
        protocol=packet[9],
        header_length=header_length,
        length=length,
        ttl=packet[8],
        more_fragments=bool(fragment & 0x2000),
        fragment_offset=(fragment & 0x1FFF) * 8,
    )


def build(
    source: IPv4Address,
    destination: IPv4Address,
    protocol: int,
    payload: bytes,
    *,
    ttl: int = 64,
    identification: int = 0,
) -> bytes:
    """An IPv4 packet without options."""
    length = MINIMUM_HEADER + len(payload)
    front = struct.pack(">BBHHHBB", 0x45, 0, length, identification, 0, ttl, protocol)
    addresses = source.packed + destination.packed
    total = checksum(front + b"\0\0" + addresses)
    return front + total.to_bytes(2, "big") + addresses + payload


class IcmpType(IntEnum):
    ECHO_REPLY = 0
    UNREACHABLE = 3
    SOURCE_QUENCH = 4
    ECHO_REQUEST = 8
    TIME_EXCEEDED = 11
    PARAMETER_PROBLEM = 12


@dataclass(frozen=True, slots=True)
class IcmpEcho:
    """An ICMP echo message; `reply` tells the answer from the request."""

    identifier: int
    sequence: int
    payload: bytes = b""
    reply: bool = False

    def encode(self) -> bytes:
        kind = IcmpType.ECHO_REPLY if self.reply else IcmpType.ECHO_REQUEST
        numbers = struct.pack(">HH", self.identifier, self.sequence)
        total = checksum(bytes((kind, 0, 0, 0)) + numbers + self.payload)
        return bytes((kind, 0)) + total.to_bytes(2, "big") + numbers + self.payload


def icmp_echo(message: bytes) -> IcmpEcho:
    """The echo in an ICMP message (an IPv4 payload); raises DecodeError for anything else."""
    if len(message) < 8:
        raise DecodeError("ICMP message shorter than its header", len(message))
    if message[0] not in (IcmpType.ECHO_REPLY, IcmpType.ECHO_REQUEST) or message[1]:
        raise DecodeError(f"ICMP type {message[0]} code {message[1]}", 0)
    if checksum(message):
        raise DecodeError("ICMP checksum", 2)
    identifier, sequence = struct.unpack_from(">HH", message, 4)
    return IcmpEcho(identifier, sequence, message[8:], message[0] == IcmpType.ECHO_REPLY)


def clamp_mss(packet: bytes, mss: int) -> bytes:
    """`packet` with the MSS of a TCP SYN lowered to `mss`; any other packet as it is."""
    offset = _mss_offset(packet)
    if offset is None:
        return packet
    old = int.from_bytes(packet[offset : offset + 2], "big")
    if old <= mss:
        return packet
    changed = bytearray(packet)
    changed[offset : offset + 2] = mss.to_bytes(2, "big")
    start = (packet[0] & 15) * 4
    aligned = (offset - start) % 2 == 0
    before, after = (old, mss) if aligned else (_swap(old), _swap(mss))
    total = int.from_bytes(packet[start + 16 : start + 18], "big")
    changed[start + 16 : start + 18] = _updated(total, before, after).to_bytes(2, "big")
    return bytes(changed)


def _mss_offset(packet: bytes) -> int | None:
    """Where the value of the MSS option stands; None without one, or in what is no whole SYN."""
    if len(packet) < 40 or packet[0] >> 4 != 4 or packet[9] != IpProtocol.TCP:
        return None
    start = (packet[0] & 15) * 4
    if start < MINIMUM_HEADER or len(packet) < start + 20 or packet[6] & 0x1F or packet[7]:
        return None
    if not packet[start + 13] & 0x02:
        return None
    end = min(start + (packet[start + 12] >> 4) * 4, len(packet))
    offset = start + 20
    while offset + 4 <= end and packet[offset]:
        if packet[offset] == 1:
            offset += 1
        elif packet[offset] == 2 and packet[offset + 1] == 4:
            return offset + 2
        elif packet[offset + 1] < 2:
            return None
        else:
            offset += packet[offset + 1]
    return None


def _updated(total: int, before: int, after: int) -> int:
    """RFC 1624, equation 3: the checksum after one word changed."""
    summed = (~total & 0xFFFF) + (~before & 0xFFFF) + after
    summed = (summed & 0xFFFF) + (summed >> 16)
    summed = (summed & 0xFFFF) + (summed >> 16)
    return ~summed & 0xFFFF


def _swap(word: int) -> int:
    return (word & 0xFF) << 8 | word >> 8
