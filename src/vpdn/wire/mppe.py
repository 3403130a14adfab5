"""The MPPE header: RFC 3078 section 3.1. What follows it is cipher text when `encrypted`."""

from __future__ import annotations

from dataclasses import dataclass

from vpdn.errors import DecodeError

COHERENCY_MODULUS = 4096

_A, _B, _C, _D = 0x8000, 0x4000, 0x2000, 0x1000


@dataclass(frozen=True, slots=True)
class Header:
    """`flushed` is bit A, `encrypted` bit D; B and C belong to MPPC and are zero in MPPE."""

    flushed: bool
    encrypted: bool
    coherency: int
    b: bool = False
    c: bool = False

    def encode(self) -> bytes:
        flags = _A * self.flushed | _B * self.b | _C * self.c | _D * self.encrypted
        return (flags | self.coherency).to_bytes(2, "big")


def decode(data: bytes) -> Header:
    """The header at the start of `data`; raises DecodeError."""
    if len(data) < 2:
        raise DecodeError("MPPE packet shorter than its header", len(data))
    word = int.from_bytes(data[:2], "big")
    return Header(
        flushed=bool(word & _A),
        encrypted=bool(word & _D),
        coherency=word % COHERENCY_MODULUS,
        b=bool(word & _B),
        c=bool(word & _C),
    )
