"""Enhanced GRE: RFC 2637 section 4.1 (version 1, protocol 0x880B, a Call ID in the key).

The IP header is not part of `data`. Nothing here knows windows or the order of packets.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from vpdn.errors import DecodeError, MisuseError

PPP_PROTOCOL = 0x880B

_HEADER = struct.Struct(">HHHH")
_U32 = struct.Struct(">I")
_KEY = 0x2000
_SEQUENCE = 0x1000
_ACKNOWLEDGMENT = 0x0080
_VERSION = 0x0001
_ALLOWED = _SEQUENCE | _ACKNOWLEDGMENT
"""C, R, s, Recur and Flags must be zero; K and the version must be as they are."""


@dataclass(frozen=True, slots=True)
class Packet:
    """`call_id` is the receiver's. A packet with a payload has a sequence number; one without
    either is an acknowledgment only."""

    call_id: int
    payload: bytes = b""
    sequence: int | None = None
    acknowledgment: int | None = None

    def encode(self) -> bytes:
        """Raises MisuseError for a payload without a sequence number."""
        if self.payload and self.sequence is None:
            raise MisuseError("a GRE payload needs a sequence number")
        flags = _KEY | _VERSION
        numbers = b""
        if self.sequence is not None:
            flags |= _SEQUENCE
            numbers = _U32.pack(self.sequence)
        if self.acknowledgment is not None:
            flags |= _ACKNOWLEDGMENT
            numbers += _U32.pack(self.acknowledgment)
        header = _HEADER.pack(flags, PPP_PROTOCOL, len(self.payload), self.call_id)
        return header + numbers + self.payload


def decode(data: bytes) -> Packet:
    """Raises DecodeError. Octets after the payload's length are padding and ignored."""
    if len(data) < _HEADER.size:
        raise DecodeError("GRE packet shorter than its header", len(data))
    flags, protocol, length, call_id = _HEADER.unpack_from(data)
    if flags & ~_ALLOWED != _KEY | _VERSION:
        raise DecodeError(f"GRE flags and version 0x{flags:04X}", 0)
    if protocol != PPP_PROTOCOL:
        raise DecodeError(f"GRE protocol 0x{protocol:04X}", 2)
    sequence, offset = _number(data, _HEADER.size, flags & _SEQUENCE)
    acknowledgment, offset = _number(data, offset, flags & _ACKNOWLEDGMENT)
    if length and sequence is None:
        raise DecodeError("GRE payload without a sequence number", 4)
    if len(data) < offset + length:
        raise DecodeError(f"GRE payload of {length} octets is cut off", len(data))
    return Packet(call_id, data[offset : offset + length], sequence, acknowledgment)


def _number(data: bytes, offset: int, present: int) -> tuple[int | None, int]:
    if not present:
        return None, offset
    if len(data) < offset + 4:
        raise DecodeError("GRE header is cut off", len(data))
    return _U32.unpack_from(data, offset)[0], offset + 4
