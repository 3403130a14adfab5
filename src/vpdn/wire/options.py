"""The shapes most configuration options have, shared by LCP, CCP, IPCP and IPV6CP.

Each gives `encode` and `parse`; a protocol's module gives type and name. `parse` gets the
option's value and raises DecodeError when its length is not the shape's.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import ClassVar, Self

from vpdn.errors import DecodeError
from vpdn.wire.cp import option
from vpdn.wire.reader import Reader


@dataclass(frozen=True, slots=True)
class Flag:
    """Present or not; no value."""

    type: ClassVar[int]

    def encode(self) -> bytes:
        return option(self.type)

    @classmethod
    def parse(cls, value: bytes) -> Self:
        _check(value, 0)
        return cls()


@dataclass(frozen=True, slots=True)
class Number16:
    type: ClassVar[int]
    value: int

    def encode(self) -> bytes:
        return option(self.type, self.value.to_bytes(2, "big"))

    @classmethod
    def parse(cls, value: bytes) -> Self:
        _check(value, 2)
        return cls(int.from_bytes(value, "big"))


@dataclass(frozen=True, slots=True)
class Number32:
    type: ClassVar[int]
    value: int

    def encode(self) -> bytes:
        return option(self.type, self.value.to_bytes(4, "big"))

    @classmethod
    def parse(cls, value: bytes) -> Self:
        _check(value, 4)
        return cls(int.from_bytes(value, "big"))


@dataclass(frozen=True, slots=True)
class ProtocolAndData:
    """A PPP protocol number and what that protocol wants to say."""

    type: ClassVar[int]
    protocol: int
    data: bytes = b""

    def encode(self) -> bytes:
        return option(self.type, self.protocol.to_bytes(2, "big") + self.data)

    @classmethod
    def parse(cls, value: bytes) -> Self:
        reader = Reader(value)
        return cls(reader.u16(), reader.rest())


@dataclass(frozen=True, slots=True)
class Address:
    type: ClassVar[int]
    address: IPv4Address

    def encode(self) -> bytes:
        return option(self.type, self.address.packed)

    @classmethod
    def parse(cls, value: bytes) -> Self:
        _check(value, 4)
        return cls(IPv4Address(value))


def _check(value: bytes, size: int) -> None:
    if len(value) != size:
        raise DecodeError(f"{size} octets wanted, {len(value)} there", 0)
