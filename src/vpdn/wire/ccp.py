"""CCP: the MPPE/MPPC option (RFC 3078 section 2.1, RFC 2118) in the format of RFC 1962.

Other compressors stay raw options. Nothing here knows keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntFlag
from typing import ClassVar, Self

from vpdn.wire import cp
from vpdn.wire.reader import Reader


class MppeBits(IntFlag):
    """The supported bits: RFC 3078 section 2.1 calls them H, M, S, L, D and C."""

    STATELESS = 0x01000000
    BITS_56 = 0x80
    BITS_128 = 0x40
    BITS_40 = 0x20
    OBSOLETE = 0x10
    MPPC = 0x01


@dataclass(frozen=True, slots=True)
class MppeOption:
    """`bits` is the whole 32-bit field; see MppeBits."""

    type: ClassVar[int] = 18
    bits: int

    def encode(self) -> bytes:
        return cp.option(self.type, int(self.bits).to_bytes(4, "big"))

    @classmethod
    def parse(cls, value: bytes) -> Self:
        reader = Reader(value)
        bits = reader.u32()
        reader.end()
        return cls(bits)


OPTIONS: Mapping[int, cp.OptionDecoder] = {MppeOption.type: MppeOption.parse}

PACKETS: Mapping[int, cp.PacketDecoder] = {
    cp.ResetRequest.code: cp.ResetRequest.parse,
    cp.ResetAck.code: cp.ResetAck.parse,
}


def decode(data: bytes) -> cp.Packet:
    """The CCP packet in `data`; raises DecodeError."""
    return cp.decode(data, OPTIONS, PACKETS)
