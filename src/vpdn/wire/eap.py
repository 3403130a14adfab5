"""The EAP frame: RFC 3748 section 4. Methods are not decoded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from vpdn.wire.cp import body_of, packet


class Code(IntEnum):
    REQUEST = 1
    RESPONSE = 2
    SUCCESS = 3
    FAILURE = 4


@dataclass(frozen=True, slots=True)
class Packet:
    """`type` is None for all codes but Request and Response, which must have one."""

    code: int
    identifier: int
    type: int | None = None
    data: bytes = b""

    def encode(self) -> bytes:
        type_ = b"" if self.type is None else bytes((self.type,))
        return packet(self.code, self.identifier, type_ + self.data)


def decode(data: bytes) -> Packet:
    """Raises DecodeError."""
    code, identifier, body = body_of(data)
    type_ = body.u8() if code in (Code.REQUEST, Code.RESPONSE) else None
    return Packet(code, identifier, type_, body.rest())
