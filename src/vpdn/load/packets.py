"""Test packets that know their stream, their number and when they were sent.

ICMP echo (RFC 792), which any host answers, and UDP (RFC 768) to the discard port (RFC 863). What
follows the token is a pattern, so that a damaged packet shows.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from ipaddress import IPv4Address

from vpdn.load.settings import Kind
from vpdn.wire.ip import MINIMUM_HEADER, IcmpEcho, IcmpType, IpProtocol, build

DISCARD = 9
FROM_PORT = 49152
HEADERS = MINIMUM_HEADER + 8
_TOKEN = struct.Struct(">4sIId")
_MAGIC = b"vpdn"
LEAST_OCTETS = HEADERS + _TOKEN.size
_PATTERN = bytes(range(256)) * 6
_UDP = struct.Struct(">HHHH")


@dataclass(frozen=True, slots=True)
class Token:
    """`sent` seconds of the sender's clock."""

    stream: int
    sequence: int
    sent: float


@dataclass(frozen=True, slots=True)
class Reply:
    """An echo that came back, and to whom; not `intact` when its pattern changed on the way."""

    token: Token
    destination: bytes
    intact: bool


def make(kind: Kind, octets: int, source: IPv4Address, target: IPv4Address, token: Token) -> bytes:
    """An IP packet of so many octets, `LEAST_OCTETS` or more."""
    stamp = _TOKEN.pack(_MAGIC, token.stream, token.sequence & 0xFFFFFFFF, token.sent)
    payload = stamp + _PATTERN[: octets - LEAST_OCTETS]
    if kind is Kind.ECHO:
        echo = IcmpEcho(token.stream & 0xFFFF, token.sequence & 0xFFFF, payload)
        return build(source, target, IpProtocol.ICMP, echo.encode())
    # A checksum of zero is none, which IPv4 allows.
    header = _UDP.pack(FROM_PORT, DISCARD, 8 + len(payload), 0)
    return build(source, target, IpProtocol.UDP, header + payload)


def read(packet: bytes) -> Reply | None:
    """The echo reply to a packet of `make`; None for anything else."""
    if (
        len(packet) < LEAST_OCTETS
        or packet[0] != 0x45
        or packet[9] != IpProtocol.ICMP
        or packet[MINIMUM_HEADER] != IcmpType.ECHO_REPLY
    ):
        return None
    magic, stream, sequence, sent = _TOKEN.unpack_from(packet, HEADERS)
    if magic != _MAGIC:
        return None
    length = int.from_bytes(packet[2:4], "big")
    intact = packet[LEAST_OCTETS:length] == _PATTERN[: max(0, length - LEAST_OCTETS)]
    return Reply(Token(stream, sequence, sent), packet[16:20], intact)
