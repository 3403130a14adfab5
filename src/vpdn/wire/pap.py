"""PAP packets: RFC 1334 section 2.2. Passwords travel in the clear; nothing here keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Self

from vpdn.errors import DecodeError, MisuseError
from vpdn.wire.cp import body_of, packet
from vpdn.wire.reader import Reader


class Code(IntEnum):
    AUTHENTICATE_REQUEST = 1
    AUTHENTICATE_ACK = 2
    AUTHENTICATE_NAK = 3


@dataclass(frozen=True, slots=True)
class AuthenticateRequest:
    code: ClassVar[Code] = Code.AUTHENTICATE_REQUEST
    identifier: int
    peer_id: bytes
    password: bytes

    def encode(self) -> bytes:
        """Raises MisuseError when a field is longer than 255 octets."""
        return packet(self.code, self.identifier, _counted(self.peer_id) + _counted(self.password))

    @classmethod
    def parse(cls, identifier: int, reader: Reader) -> Self:
        return cls(identifier, reader.take(reader.u8()), reader.take(reader.u8()))


@dataclass(frozen=True, slots=True)
class _Answer:
    code: ClassVar[Code]
    identifier: int
    message: bytes = b""

    def encode(self) -> bytes:
        """Raises MisuseError when the message is longer than 255 octets."""
        return packet(self.code, self.identifier, _counted(self.message))

    @classmethod
    def parse(cls, identifier: int, reader: Reader) -> Self:
        # Some peers leave out Msg-Length when there is no message.
        return cls(identifier, reader.take(reader.u8()) if reader.remaining else b"")


@dataclass(frozen=True, slots=True)
class AuthenticateAck(_Answer):
    code = Code.AUTHENTICATE_ACK


@dataclass(frozen=True, slots=True)
class AuthenticateNak(_Answer):
    code = Code.AUTHENTICATE_NAK


Packet = AuthenticateRequest | AuthenticateAck | AuthenticateNak


def decode(data: bytes) -> Packet:
    """The PAP packet in `data`; raises DecodeError, also for an unknown code."""
    code, identifier, body = body_of(data)
    match code:
        case Code.AUTHENTICATE_REQUEST:
            return AuthenticateRequest.parse(identifier, body)
        case Code.AUTHENTICATE_ACK:
            return AuthenticateAck.parse(identifier, body)
        case Code.AUTHENTICATE_NAK:
            return AuthenticateNak.parse(identifier, body)
    raise DecodeError(f"PAP code {code}", 0)


def _counted(data: bytes) -> bytes:
    if len(data) > 255:
        raise MisuseError(f"a PAP field of {len(data)} octets")
    return bytes((len(data),)) + data
