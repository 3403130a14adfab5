"""One packet of a capture file, and how octets are taken from a file that may break off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from vpdn.errors import DecodeError

LARGEST_PACKET = 262_144
"""Octets of a packet that are believed: what tcpdump and Wireshark keep at most."""


@dataclass(frozen=True, slots=True)
class Record:
    """`number` counts from 1, as Wireshark does; `when` are seconds since 1970; `length` is what
    the packet had on the line, of which `octets` were kept."""

    number: int
    when: float
    link_type: int
    octets: bytes
    length: int


def exactly(file: BinaryIO, count: int, what: str) -> bytes:
    """The next octets. Raises DecodeError when the file ends within them."""
    octets = file.read(count)
    if len(octets) < count:
        raise DecodeError(f"the file ends in {what}")
    return octets


def packet_octets(file: BinaryIO, count: int) -> bytes:
    """A packet's octets. Raises DecodeError, too, for a size that none has."""
    if count > LARGEST_PACKET:
        raise DecodeError(f"its size cannot be right ({count} octets)")
    return exactly(file, count, "the middle of it")
