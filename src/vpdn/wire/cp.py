"""The packet format LCP and every NCP share: RFC 1661 section 5 (RFC 1962 for the two resets).

A protocol adds its options, and LCP its own packets, by tables of decoders. An option whose
value has the wrong length for its type stays raw: it is a wrong value for the peer to hear
about, not a broken packet. A list of options that does not fit is a broken packet.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Protocol, Self

from vpdn.errors import DecodeError, MisuseError
from vpdn.wire.reader import Reader

_HEADER = struct.Struct(">BBH")
"""Code, Identifier, Length."""


class Code(IntEnum):
    """RFC 1661 section 5; 12 and 13 RFC 1570; 14 and 15 RFC 1962."""

    CONFIGURE_REQUEST = 1
    CONFIGURE_ACK = 2
    CONFIGURE_NAK = 3
    CONFIGURE_REJECT = 4
    TERMINATE_REQUEST = 5
    TERMINATE_ACK = 6
    CODE_REJECT = 7
    PROTOCOL_REJECT = 8
    ECHO_REQUEST = 9
    ECHO_REPLY = 10
    DISCARD_REQUEST = 11
    IDENTIFICATION = 12
    TIME_REMAINING = 13
    RESET_REQUEST = 14
    RESET_ACK = 15


class Option(Protocol):
    """A configuration option: `encode` gives type, length and value."""

    @property
    def type(self) -> int: ...

    def encode(self) -> bytes: ...


OptionDecoder = Callable[[bytes], Option]
"""Gets the value's octets; raises DecodeError when they are too few or too many."""


@dataclass(frozen=True, slots=True)
class RawOption:
    """An option that is not known, or whose value has the wrong length."""

    type: int
    data: bytes = b""

    def encode(self) -> bytes:
        return option(self.type, self.data)


def option(type_: int, data: bytes = b"") -> bytes:
    """Type, length, value. Raises MisuseError when the value is longer than 253 octets."""
    if len(data) > 253:
        raise MisuseError(f"option {type_} with {len(data)} octets")
    return bytes((type_, len(data) + 2)) + data


def packet(code: int, identifier: int, data: bytes) -> bytes:
    """Code, Identifier, Length and the data."""
    return _HEADER.pack(code, identifier, len(data) + 4) + data


class Packet(Protocol):
    """Any packet of LCP or an NCP."""

    @property
    def code(self) -> int: ...

    @property
    def identifier(self) -> int: ...

    def encode(self) -> bytes: ...


PacketDecoder = Callable[[int, Reader], Packet]
"""Gets the identifier and a reader of the data; raises DecodeError."""


@dataclass(frozen=True, slots=True)
class _Configure:
    code: ClassVar[Code]
    identifier: int
    options: tuple[Option, ...] = ()

    def encode(self) -> bytes:
        data = b"".join([each.encode() for each in self.options])
        return packet(self.code, self.identifier, data)


@dataclass(frozen=True, slots=True)
class ConfigureRequest(_Configure):
    code = Code.CONFIGURE_REQUEST


@dataclass(frozen=True, slots=True)
class ConfigureAck(_Configure):
    code = Code.CONFIGURE_ACK


@dataclass(frozen=True, slots=True)
class ConfigureNak(_Configure):
    code = Code.CONFIGURE_NAK


@dataclass(frozen=True, slots=True)
class ConfigureReject(_Configure):
    code = Code.CONFIGURE_REJECT


@dataclass(frozen=True, slots=True)
class _Plain:
    code: ClassVar[Code]
    identifier: int
    data: bytes = b""

    def encode(self) -> bytes:
        return packet(self.code, self.identifier, self.data)

    @classmethod
    def parse(cls, identifier: int, reader: Reader) -> Self:
        return cls(identifier, reader.rest())


@dataclass(frozen=True, slots=True)
class TerminateRequest(_Plain):
    code = Code.TERMINATE_REQUEST


@dataclass(frozen=True, slots=True)
class TerminateAck(_Plain):
    code = Code.TERMINATE_ACK


@dataclass(frozen=True, slots=True)
class ResetRequest(_Plain):
    """CCP only, RFC 1962 section 3."""

    code = Code.RESET_REQUEST


@dataclass(frozen=True, slots=True)
class ResetAck(_Plain):
    """CCP only, RFC 1962 section 3."""

    code = Code.RESET_ACK


@dataclass(frozen=True, slots=True)
class CodeReject:
    """`rejected` is the packet that was not understood, perhaps cut short."""

    code: ClassVar[Code] = Code.CODE_REJECT
    identifier: int
    rejected: bytes

    def encode(self) -> bytes:
        return packet(self.code, self.identifier, self.rejected)

    @classmethod
    def parse(cls, identifier: int, reader: Reader) -> Self:
        return cls(identifier, reader.rest())


@dataclass(frozen=True, slots=True)
class UnknownCode:
    """A well-formed packet whose code this protocol does not have."""

    code: int
    identifier: int
    data: bytes = b""

    def encode(self) -> bytes:
        return packet(self.code, self.identifier, self.data)


ConfigurePacket = ConfigureRequest | ConfigureAck | ConfigureNak | ConfigureReject

_CONFIGURE: Mapping[int, type[ConfigurePacket]] = {
    Code.CONFIGURE_REQUEST: ConfigureRequest,
    Code.CONFIGURE_ACK: ConfigureAck,
    Code.CONFIGURE_NAK: ConfigureNak,
    Code.CONFIGURE_REJECT: ConfigureReject,
}

_COMMON: Mapping[int, PacketDecoder] = {
    Code.TERMINATE_REQUEST: TerminateRequest.parse,
    Code.TERMINATE_ACK: TerminateAck.parse,
    Code.CODE_REJECT: CodeReject.parse,
}


def decode(
    data: bytes,
    options: Mapping[int, OptionDecoder],
    packets: Mapping[int, PacketDecoder] | None = None,
) -> Packet:
    """The packet in `data`; raises DecodeError.

    `options` decodes the protocol's options by type, `packets` its own packets by code. Octets
    after Length are padding and ignored.
    """
    code, identifier, body = body_of(data)
    configure = _CONFIGURE.get(code)
    if configure is not None:
        return configure(identifier, _options(body, options))
    parse = _COMMON.get(code) or (packets or {}).get(code)
    if parse is None:
        return UnknownCode(code, identifier, body.rest())
    return parse(identifier, body)


def body_of(data: bytes) -> tuple[int, int, Reader]:
    """Code, Identifier and a reader of what Length covers; raises DecodeError."""
    if len(data) < _HEADER.size:
        raise DecodeError(f"{_HEADER.size} octets wanted, {len(data)} there", min(len(data), 2))
    code, identifier, length = _HEADER.unpack_from(data)
    if not 4 <= length <= len(data):
        raise DecodeError(f"Length says {length}, {len(data)} octets there", 2)
    return code, identifier, Reader(data[:length], 4)


def _options(reader: Reader, decoders: Mapping[int, OptionDecoder]) -> tuple[Option, ...]:
    found: list[Option] = []
    while reader.remaining:
        found.append(_option(*reader.labelled(), decoders))
    return tuple(found)


def _option(type_: int, value: bytes, decoders: Mapping[int, OptionDecoder]) -> Option:
    parse = decoders.get(type_)
    if parse is None:
        return RawOption(type_, value)
    try:
        return parse(value)
    except DecodeError:
        return RawOption(type_, value)
