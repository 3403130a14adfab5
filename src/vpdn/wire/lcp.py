"""LCP: its options (RFC 1661 section 6, RFC 1570, RFC 1990 section 5.1) and its own packets.

Nothing here knows which options anybody wants.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from vpdn.wire import cp
from vpdn.wire.options import Flag, Number16, Number32, ProtocolAndData
from vpdn.wire.reader import Reader


@dataclass(frozen=True, slots=True)
class Mru(Number16):
    """Maximum-Receive-Unit in octets, RFC 1661 section 6.1."""

    type = 1


@dataclass(frozen=True, slots=True)
class Accm(Number32):
    """Async-Control-Character-Map, RFC 1662 section 7.1."""

    type = 2


@dataclass(frozen=True, slots=True)
class AuthenticationProtocol(ProtocolAndData):
    """RFC 1661 section 6.2. For CHAP, `data` is one octet: the algorithm."""

    type = 3


@dataclass(frozen=True, slots=True)
class QualityProtocol(ProtocolAndData):
    """RFC 1661 section 6.3."""

    type = 4


@dataclass(frozen=True, slots=True)
class MagicNumber(Number32):
    """RFC 1661 section 6.4."""

    type = 5


@dataclass(frozen=True, slots=True)
class ProtocolFieldCompression(Flag):
    """RFC 1661 section 6.5."""

    type = 7


@dataclass(frozen=True, slots=True)
class AddressControlFieldCompression(Flag):
    """RFC 1661 section 6.6."""

    type = 8


@dataclass(frozen=True, slots=True)
class Callback:
    """RFC 1570 section 2.3; operation 6 (CBCP) is Microsoft's."""

    type: ClassVar[int] = 13
    operation: int
    message: bytes = b""

    def encode(self) -> bytes:
        return cp.option(self.type, bytes((self.operation,)) + self.message)

    @classmethod
    def parse(cls, value: bytes) -> Self:
        reader = Reader(value)
        return cls(reader.u8(), reader.rest())


@dataclass(frozen=True, slots=True)
class Mrru(Number16):
    """Multilink Maximum-Received-Reconstructed-Unit, RFC 1990 section 5.1.1."""

    type = 17


@dataclass(frozen=True, slots=True)
class ShortSequence(Flag):
    """Multilink Short-Sequence-Number-Header-Format, RFC 1990 section 5.1.2."""

    type = 18


@dataclass(frozen=True, slots=True)
class EndpointDiscriminator:
    """RFC 1990 section 5.1.3."""

    type: ClassVar[int] = 19
    class_: int
    address: bytes = b""

    def encode(self) -> bytes:
        return cp.option(self.type, bytes((self.class_,)) + self.address)

    @classmethod
    def parse(cls, value: bytes) -> Self:
        reader = Reader(value)
        return cls(reader.u8(), reader.rest())


@dataclass(frozen=True, slots=True)
class ProtocolReject:
    """RFC 1661 section 5.7. `information` is the rejected packet, perhaps cut short."""

    code: ClassVar[cp.Code] = cp.Code.PROTOCOL_REJECT
    identifier: int
    protocol: int
    information: bytes = b""

    def encode(self) -> bytes:
        data = self.protocol.to_bytes(2, "big") + self.information
        return cp.packet(self.code, self.identifier, data)

    @classmethod
    def parse(cls, identifier: int, reader: Reader) -> Self:
        return cls(identifier, reader.u16(), reader.rest())


@dataclass(frozen=True, slots=True)
class _Echo:
    code: ClassVar[cp.Code]
    identifier: int
    magic: int
    data: bytes = b""

    def encode(self) -> bytes:
        return cp.packet(self.code, self.identifier, self.magic.to_bytes(4, "big") + self.data)

    @classmethod
    def parse(cls, identifier: int, reader: Reader) -> Self:
        return cls(identifier, reader.u32(), reader.rest())


@dataclass(frozen=True, slots=True)
class EchoRequest(_Echo):
    """RFC 1661 section 5.8."""

    code = cp.Code.ECHO_REQUEST


@dataclass(frozen=True, slots=True)
class EchoReply(_Echo):
    """RFC 1661 section 5.8."""

    code = cp.Code.ECHO_REPLY


@dataclass(frozen=True, slots=True)
class DiscardRequest(_Echo):
    """RFC 1661 section 5.9."""

    code = cp.Code.DISCARD_REQUEST


@dataclass(frozen=True, slots=True)
class Identification:
    """RFC 1570 section 2.1: text about the sender for people, such as "MSRASV5.00"."""

    code: ClassVar[cp.Code] = cp.Code.IDENTIFICATION
    identifier: int
    magic: int
    message: bytes = b""

    def encode(self) -> bytes:
        data = self.magic.to_bytes(4, "big") + self.message
        return cp.packet(self.code, self.identifier, data)

    @classmethod
    def parse(cls, identifier: int, reader: Reader) -> Self:
        return cls(identifier, reader.u32(), reader.rest())


@dataclass(frozen=True, slots=True)
class TimeRemaining:
    """RFC 1570 section 2.2. `seconds` 0xFFFFFFFF means without limit."""

    code: ClassVar[cp.Code] = cp.Code.TIME_REMAINING
    identifier: int
    magic: int
    seconds: int
    message: bytes = b""

    def encode(self) -> bytes:
        numbers = self.magic.to_bytes(4, "big") + self.seconds.to_bytes(4, "big")
        return cp.packet(self.code, self.identifier, numbers + self.message)

    @classmethod
    def parse(cls, identifier: int, reader: Reader) -> Self:
        return cls(identifier, reader.u32(), reader.u32(), reader.rest())


OPTIONS: Mapping[int, cp.OptionDecoder] = {
    Mru.type: Mru.parse,
    Accm.type: Accm.parse,
    AuthenticationProtocol.type: AuthenticationProtocol.parse,
    QualityProtocol.type: QualityProtocol.parse,
    MagicNumber.type: MagicNumber.parse,
    ProtocolFieldCompression.type: ProtocolFieldCompression.parse,
    AddressControlFieldCompression.type: AddressControlFieldCompression.parse,
    Callback.type: Callback.parse,
    Mrru.type: Mrru.parse,
    ShortSequence.type: ShortSequence.parse,
    EndpointDiscriminator.type: EndpointDiscriminator.parse,
}

PACKETS: Mapping[int, cp.PacketDecoder] = {
    ProtocolReject.code: ProtocolReject.parse,
    EchoRequest.code: EchoRequest.parse,
    EchoReply.code: EchoReply.parse,
    DiscardRequest.code: DiscardRequest.parse,
    Identification.code: Identification.parse,
    TimeRemaining.code: TimeRemaining.parse,
}


def decode(data: bytes) -> cp.Packet:
    """The LCP packet in `data`; raises DecodeError."""
    return cp.decode(data, OPTIONS, PACKETS)
