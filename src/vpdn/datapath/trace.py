"""Records of packets. Engines make them only while they are asked to (`Engine.recording`).

No record holds a key: how often keys were changed tells two ends apart just as well.
"""

from __future__ import annotations

from dataclasses import dataclass

from vpdn.machine import Trace
from vpdn.wire.ppp import ADDRESS_CONTROL


@dataclass(frozen=True, slots=True)
class FramePassed(Trace):
    """A PPP frame as GRE carried it: its protocol number, and its octets, header and all."""

    outgoing: bool
    protocol: int
    size: int


@dataclass(frozen=True, slots=True)
class MppePassed(Trace):
    """An MPPE datagram that was enciphered or deciphered. `size`: octets in the clear;
    `coherency` and `flushed` are its header's; `key_changes`: how often the key was changed so
    far in this direction."""

    outgoing: bool
    size: int
    coherency: int
    flushed: bool
    key_changes: int


@dataclass(frozen=True, slots=True)
class MppeRefused(Trace):
    """An MPPE datagram from the peer that gave no clear text; `size` counts its octets."""

    size: int
    coherency: int
    reason: str


RECORDS = (FramePassed, MppePassed, MppeRefused)


def frame_passed(outgoing: bool, frame: bytes) -> FramePassed:
    """The record of a frame with at least a protocol number in it."""
    start = 2 if frame[:2] == ADDRESS_CONTROL else 0
    short = frame[start] & 1
    protocol = frame[start] if short else int.from_bytes(frame[start : start + 2], "big")
    return FramePassed(outgoing, protocol, len(frame))


def mppe_passed(outgoing: bool, datagram: bytes, key_changes: int) -> MppePassed:
    flushed = bool(datagram[0] & _FLUSHED)
    return MppePassed(outgoing, len(datagram) - 2, coherency(datagram), flushed, key_changes)


def mppe_refused(datagram: bytes, reason: str) -> MppeRefused:
    return MppeRefused(len(datagram), coherency(datagram), reason)


def coherency(datagram: bytes) -> int:
    """The count in the header of RFC 3078 section 3, 0 for what is too short to have one."""
    return int.from_bytes(datagram[:2], "big") & 0x0FFF if len(datagram) > 1 else 0


_FLUSHED = 0x80
