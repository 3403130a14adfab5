"""IPV6CP options: RFC 5072 section 4.1 (and type 2, registered by RFC 2472)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from vpdn.wire import cp
from vpdn.wire.options import ProtocolAndData
from vpdn.wire.reader import Reader


@dataclass(frozen=True, slots=True)
class InterfaceIdentifier:
    """Eight octets."""

    type: ClassVar[int] = 1
    value: bytes

    def encode(self) -> bytes:
        return cp.option(self.type, self.value)

    @classmethod
    def parse(cls, value: bytes) -> Self:
        reader = Reader(value)
        identifier = reader.take(8)
        reader.end()
        return cls(identifier)


@dataclass(frozen=True, slots=True)
class CompressionProtocol(ProtocolAndData):
    type = 2


OPTIONS: Mapping[int, cp.OptionDecoder] = {
    InterfaceIdentifier.type: InterfaceIdentifier.parse,
    CompressionProtocol.type: CompressionProtocol.parse,
}


def decode(data: bytes) -> cp.Packet:
    """The IPV6CP packet in `data`; raises DecodeError."""
    return cp.decode(data, OPTIONS)
