"""CHAP packets: RFC 1994 section 4, with the values, failure messages and change-password
packets of MS-CHAPv1 (RFC 2433) and MS-CHAPv2 (RFC 2759).

Octets only: nothing here knows a hash, and nothing checks a response.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Self

from vpdn.errors import DecodeError, MisuseError
from vpdn.wire.cp import body_of, packet
from vpdn.wire.reader import Reader


class Algorithm(IntEnum):
    """The octet after C223 in LCP's authentication option."""

    MD5 = 0x05
    MSCHAP = 0x80
    MSCHAP_V2 = 0x81


class Code(IntEnum):
    CHALLENGE = 1
    RESPONSE = 2
    SUCCESS = 3
    FAILURE = 4
    CHANGE_PASSWORD_V1 = 5
    CHANGE_PASSWORD_V2 = 6
    CHANGE_PASSWORD_MSCHAP_V2 = 7


@dataclass(frozen=True, slots=True)
class _Value:
    """RFC 1994 section 4.1."""

    code: ClassVar[Code]
    identifier: int
    value: bytes
    name: bytes = b""

    def encode(self) -> bytes:
        """Raises MisuseError when the value is longer than 255 octets."""
        if len(self.value) > 255:
            raise MisuseError(f"a CHAP value of {len(self.value)} octets")
        return packet(
            self.code, self.identifier, bytes((len(self.value),)) + self.value + self.name
        )

    @classmethod
    def parse(cls, identifier: int, reader: Reader) -> Self:
        return cls(identifier, reader.take(reader.u8()), reader.rest())


@dataclass(frozen=True, slots=True)
class Challenge(_Value):
    code = Code.CHALLENGE


@dataclass(frozen=True, slots=True)
class Response(_Value):
    code = Code.RESPONSE


@dataclass(frozen=True, slots=True)
class _Message:
    """RFC 1994 section 4.2."""

    code: ClassVar[Code]
    identifier: int
    message: bytes = b""

    def encode(self) -> bytes:
        return packet(self.code, self.identifier, self.message)

    @classmethod
    def parse(cls, identifier: int, reader: Reader) -> Self:
        return cls(identifier, reader.rest())


@dataclass(frozen=True, slots=True)
class Success(_Message):
    code = Code.SUCCESS


@dataclass(frozen=True, slots=True)
class Failure(_Message):
    code = Code.FAILURE


@dataclass(frozen=True, slots=True)
class ChangePasswordV1:
    """RFC 2433 section 9. Four hashes of 16 octets, encrypted with the last challenge."""

    code: ClassVar[Code] = Code.CHANGE_PASSWORD_V1
    identifier: int
    lm_old: bytes
    lm_new: bytes
    nt_old: bytes
    nt_new: bytes
    password_length: int
    flags: int

    def encode(self) -> bytes:
        hashes = self.lm_old + self.lm_new + self.nt_old + self.nt_new
        numbers = self.password_length.to_bytes(2, "big") + self.flags.to_bytes(2, "big")
        return packet(self.code, self.identifier, hashes + numbers)

    @classmethod
    def parse(cls, identifier: int, reader: Reader) -> Self:
        lm_old, lm_new, nt_old, nt_new = (reader.take(16) for _ in range(4))
        return cls(identifier, lm_old, lm_new, nt_old, nt_new, reader.u16(), reader.u16())


@dataclass(frozen=True, slots=True)
class ChangePasswordV2:
    """RFC 2433 section 10. Passwords are 516 octets, hashes 16, responses 24."""

    code: ClassVar[Code] = Code.CHANGE_PASSWORD_V2
    identifier: int
    nt_password: bytes
    nt_hash: bytes
    lm_password: bytes
    lm_hash: bytes
    lm_response: bytes
    nt_response: bytes
    flags: int

    def encode(self) -> bytes:
        passwords = self.nt_password + self.nt_hash + self.lm_password + self.lm_hash
        data = passwords + self.lm_response + self.nt_response + self.flags.to_bytes(2, "big")
        return packet(self.code, self.identifier, data)

    @classmethod
    def parse(cls, identifier: int, reader: Reader) -> Self:
        nt_password, nt_hash = reader.take(516), reader.take(16)
        lm_password, lm_hash = reader.take(516), reader.take(16)
        lm_response, nt_response = reader.take(24), reader.take(24)
        return cls(
            identifier,
            nt_password,
            nt_hash,
            lm_password,
            lm_hash,
            lm_response,
            nt_response,
            reader.u16(),
        )


@dataclass(frozen=True, slots=True)
class ChangePasswordMsChapV2:
    """RFC 2759 section 7. `reserved` is eight octets of zero."""

    code: ClassVar[Code] = Code.CHANGE_PASSWORD_MSCHAP_V2
    identifier: int
    password: bytes
    nt_hash: bytes
    peer_challenge: bytes
    nt_response: bytes
    flags: int = 0
    reserved: bytes = bytes(8)

    def encode(self) -> bytes:
        secret = self.password + self.nt_hash + self.peer_challenge + self.reserved
        data = secret + self.nt_response + self.flags.to_bytes(2, "big")
        return packet(self.code, self.identifier, data)

    @classmethod
    def parse(cls, identifier: int, reader: Reader) -> Self:
        password, nt_hash, peer_challenge = reader.take(516), reader.take(16), reader.take(16)
        reserved, nt_response = reader.take(8), reader.take(24)
        flags = reader.u16()
        return cls(identifier, password, nt_hash, peer_challenge, nt_response, flags, reserved)


ChangePassword = ChangePasswordV1 | ChangePasswordV2 | ChangePasswordMsChapV2
Packet = Challenge | Response | Success | Failure | ChangePassword

_CLASSES: dict[int, type[Packet]] = {
    Code.CHALLENGE: Challenge,
    Code.RESPONSE: Response,
    Code.SUCCESS: Success,
    Code.FAILURE: Failure,
    Code.CHANGE_PASSWORD_V1: ChangePasswordV1,
    Code.CHANGE_PASSWORD_V2: ChangePasswordV2,
    Code.CHANGE_PASSWORD_MSCHAP_V2: ChangePasswordMsChapV2,
}


def decode(data: bytes) -> Packet:
    """The CHAP packet in `data`; raises DecodeError, also for an unknown code."""
    code, identifier, body = body_of(data)
    if code not in _CLASSES:
        raise DecodeError(f"CHAP code {code}", 0)
    found: Packet = _CLASSES[code].parse(identifier, body)
    body.end()
    return found


@dataclass(frozen=True, slots=True)
class MsChapValue:
    """The 49 octets of an MS-CHAPv1 response, RFC 2433 section 6. `flags` 1: use the NT one."""

    lm_response: bytes
    nt_response: bytes
    flags: int = 1

    def encode(self) -> bytes:
        return self.lm_response + self.nt_response + bytes((self.flags,))

    @classmethod
    def decode(cls, value: bytes) -> Self:
        """Raises DecodeError when there are not 49 octets."""
        reader = Reader(value)
        decoded = cls(reader.take(24), reader.take(24), reader.u8())
        reader.end()
        return decoded


@dataclass(frozen=True, slots=True)
class MsChapV2Value:
    """The 49 octets of an MS-CHAPv2 response, RFC 2759 section 4."""

    peer_challenge: bytes
    nt_response: bytes
    flags: int = 0
    reserved: bytes = bytes(8)

    def encode(self) -> bytes:
        return self.peer_challenge + self.reserved + self.nt_response + bytes((self.flags,))

    @classmethod
    def decode(cls, value: bytes) -> Self:
        """Raises DecodeError when there are not 49 octets."""
        reader = Reader(value)
        peer_challenge, reserved = reader.take(16), reader.take(8)
        decoded = cls(peer_challenge, reader.take(24), reader.u8(), reserved)
        reader.end()
        return decoded


@dataclass(frozen=True, slots=True)
class FailureMessage:
    """The text of an MS-CHAP Failure: RFC 2433 section 8, RFC 2759 section 6.

    `challenge` is the one to answer next (8 octets in v1, 16 in v2); None and `version` None
    are left out.
    """

    error: int
    retry: bool = False
    challenge: bytes | None = None
    version: int | None = None
    message: str | None = None

    def encode(self) -> bytes:
        words = [f"E={self.error}", f"R={int(self.retry)}"]
        if self.challenge is not None:
            words.append(f"C={self.challenge.hex().upper()}")
        if self.version is not None:
            words.append(f"V={self.version}")
        if self.message is not None:
            words.append(f"M={self.message}")
        return " ".join(words).encode()

    @classmethod
    def parse(cls, text: bytes) -> Self:
        """Raises DecodeError when no error number leads; words not known are passed over."""
        numbers, _, message = text.partition(b" M=")
        error = re.match(rb"E=(\d{1,10})(?= |\Z)", numbers)
        if error is None:
            raise DecodeError("MS-CHAP failure message without E=", 0)
        challenge = re.search(rb" C=((?:[0-9A-Fa-f]{2}){1,16})(?= |\Z)", numbers)
        version = re.search(rb" V=(\d{1,10})(?= |\Z)", numbers)
        return cls(
            error=int(error[1]),
            retry=re.search(rb" R=1(?= |\Z)", numbers) is not None,
            challenge=bytes.fromhex(challenge[1].decode()) if challenge else None,
            version=int(version[1]) if version else None,
            message=message.decode(errors="replace") if b" M=" in text else None,
        )
