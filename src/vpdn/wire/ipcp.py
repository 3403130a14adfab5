"""IPCP options: RFC 1332 section 3, and the name servers of RFC 1877.

Nothing here knows which addresses are given to whom.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import ClassVar, Self

from vpdn.wire import cp
from vpdn.wire.options import Address, ProtocolAndData
from vpdn.wire.reader import Reader


@dataclass(frozen=True, slots=True)
class IpAddresses:
    """The deprecated pair of RFC 1332 section 3.1."""

    type: ClassVar[int] = 1
    source: IPv4Address
    destination: IPv4Address

    def encode(self) -> bytes:
        return cp.option(self.type, self.source.packed + self.destination.packed)

    @classmethod
    def parse(cls, value: bytes) -> Self:
        reader = Reader(value)
        pair = IPv4Address(reader.take(4)), IPv4Address(reader.take(4))
        reader.end()
        return cls(*pair)


@dataclass(frozen=True, slots=True)
class IpCompression(ProtocolAndData):
    """RFC 1332 section 3.2; protocol 0x002D with two octets of data is Van Jacobson's."""

    type = 2


@dataclass(frozen=True, slots=True)
class IpAddress(Address):
    """RFC 1332 section 3.3."""

    type = 3


@dataclass(frozen=True, slots=True)
class PrimaryDns(Address):
    """RFC 1877 section 1.1."""

    type = 129


@dataclass(frozen=True, slots=True)
class PrimaryNbns(Address):
    """RFC 1877 section 1.2."""

    type = 130


@dataclass(frozen=True, slots=True)
class SecondaryDns(Address):
    """RFC 1877 section 1.3."""

    type = 131


@dataclass(frozen=True, slots=True)
class SecondaryNbns(Address):
    """RFC 1877 section 1.4."""

    type = 132


OPTIONS: Mapping[int, cp.OptionDecoder] = {
    IpAddresses.type: IpAddresses.parse,
    IpCompression.type: IpCompression.parse,
    IpAddress.type: IpAddress.parse,
    PrimaryDns.type: PrimaryDns.parse,
    PrimaryNbns.type: PrimaryNbns.parse,
    SecondaryDns.type: SecondaryDns.parse,
    SecondaryNbns.type: SecondaryNbns.parse,
}


def decode(data: bytes) -> cp.Packet:
    """The IPCP packet in `data`; raises DecodeError."""
    return cp.decode(data, OPTIONS)
