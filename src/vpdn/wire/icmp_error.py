"""ICMP's complaints about a packet (RFC 792, RFC 1812 section 5.2.7): which packet, and why.

Only the start of the packet is quoted; what its protocol's header would say is read as far as RFC
792 promises it (8 octets).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from ipaddress import IPv4Address

from vpdn.errors import DecodeError
from vpdn.wire.ip import MINIMUM_HEADER, IcmpType

HEADER = 8
"""Octets of an ICMP header, and of the quoted packet's payload."""
COMPLAINTS = frozenset(
    {
        IcmpType.UNREACHABLE,
        IcmpType.SOURCE_QUENCH,
        IcmpType.TIME_EXCEEDED,
        IcmpType.PARAMETER_PROBLEM,
    }
)


class Unreachable(IntEnum):
    """The codes of type 3."""

    NETWORK = 0
    HOST = 1
    PROTOCOL = 2
    PORT = 3
    FRAGMENTATION_NEEDED = 4
    NETWORK_PROHIBITED = 9
    HOST_PROHIBITED = 10
    ADMINISTRATIVELY_PROHIBITED = 13


@dataclass(frozen=True, slots=True)
class IcmpError:
    """`protocol`, `destination` and `payload` (8 octets) are the quoted packet's."""

    type: IcmpType
    code: int
    protocol: int
    destination: IPv4Address
    payload: bytes

    @property
    def ports(self) -> tuple[int, int]:
        """Source and destination, if it was UDP or TCP."""
        return int.from_bytes(self.payload[:2], "big"), int.from_bytes(self.payload[2:4], "big")


def icmp_error(message: bytes) -> IcmpError:
    """The complaint in an ICMP message (an IPv4 payload); raises DecodeError for anything else."""
    if len(message) < HEADER + MINIMUM_HEADER or message[0] not in COMPLAINTS:
        raise DecodeError("no ICMP error", 0)
    quoted = message[HEADER:]
    header = (quoted[0] & 15) * 4
    payload = quoted[header : header + HEADER]
    if header < MINIMUM_HEADER or len(payload) < HEADER:
        raise DecodeError("ICMP error that quotes too little", HEADER)
    destination = IPv4Address(quoted[16:20])
    return IcmpError(IcmpType(message[0]), message[1], quoted[9], destination, payload)
