"""pcapng read (draft-ietf-opsawg-pcapng): sections, interfaces and the three kinds of packet.

Everything else (name resolution, statistics, comments, secrets) is passed over.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from vpdn.errors import DecodeError
from vpdn.net.records import LARGEST_PACKET, Record, exactly

SECTION = b"\x0a\x0d\x0d\x0a"
"""The type of the block that begins a section: alike in both orders of octets."""
_INTERFACE, _OBSOLETE, _SIMPLE, _ENHANCED = 1, 2, 3, 6
_ORDER_MAGIC = 0x1A2B3C4D
_LARGEST_BLOCK = LARGEST_PACKET + 65_536
_RESOLUTION, _OFFSET = 9, 14
"""Options of an interface: how fine its stamps are, and what is added to them."""


@dataclass(frozen=True, slots=True)
class _Interface:
    """`unit`: stamps a second; `kept`: octets of a packet at most, 0 for no bound."""

    link_type: int
    kept: int
    unit: int = 1_000_000
    offset: int = 0


@dataclass(slots=True)
class _Section:
    order: str
    interfaces: list[_Interface] = field(default_factory=list)

    def interface(self, number: int) -> _Interface:
        if number >= len(self.interfaces):
            raise DecodeError(f"it is of interface {number}, which the file does not describe")
        return self.interfaces[number]


def records(file: BinaryIO) -> Iterator[Record]:
    """What follows the first block's type. Raises DecodeError, for the first block at once."""
    return _packets(file, _section(file))


def _packets(file: BinaryIO, section: _Section) -> Iterator[Record]:
    number = 0
    while kind := file.read(4):
        if kind == SECTION:
            section = _section(file)
            continue
        if len(kind) < 4:
            raise DecodeError("the file ends in a block's header")
        type_ = struct.unpack(f"{section.order}I", kind)[0]
        body = _body(file, section.order)
        if type_ == _INTERFACE:
            section.interfaces.append(_interface(body, section.order))
        elif type_ in _READERS:
            number += 1
            yield _READERS[type_](number, body, section)


def _section(file: BinaryIO) -> _Section:
    """A section's first block, after its type: the length is read in the order its magic has."""
    start = exactly(file, 8, "a section's header")
    for order in "<>":
        length, magic = struct.unpack(f"{order}II", start)
        if magic == _ORDER_MAGIC:
            _rest(file, length, 12, "a section's header")
            return _Section(order)
    raise DecodeError("a section's header without its magic number")


def _body(file: BinaryIO, order: str) -> bytes:
    length = struct.unpack(f"{order}I", exactly(file, 4, "a block's header"))[0]
    return _rest(file, length, 8, "the middle of a block")


def _rest(file: BinaryIO, length: int, read: int, what: str) -> bytes:
    """What is left of a block of which `read` octets were, without the length that ends it."""
    if length % 4 or not read + 4 <= length <= _LARGEST_BLOCK:
        raise DecodeError(f"the size of a block cannot be right ({length} octets)")
    return exactly(file, length - read, what)[:-4]


def _interface(body: bytes, order: str) -> _Interface:
    link_type, kept = _unpack(f"{order}H2xI", body)
    unit, offset = 1_000_000, 0
    for code, value in _options(body[8:], order):
        if code == _RESOLUTION and len(value) == 1:
            power = value[0] & 0x7F
            unit = 2**power if value[0] & 0x80 else 10**power
        elif code == _OFFSET and len(value) == 8:
            offset = struct.unpack(f"{order}q", value)[0]
    return _Interface(link_type, kept, unit, offset)


def _options(data: bytes, order: str) -> Iterator[tuple[int, bytes]]:
    """Type and value of each, up to the first that does not fit."""
    layout = struct.Struct(f"{order}HH")
    while len(data) >= layout.size:
        code, length = layout.unpack_from(data)
        yield code, data[4 : 4 + length]
        data = data[4 + (length + 3 & ~3) :]


def _enhanced(number: int, body: bytes, section: _Section) -> Record:
    index, high, low, kept, length = _unpack(f"{section.order}IIIII", body)
    return _record(number, section.interface(index), high << 32 | low, body[20:], kept, length)


def _obsolete(number: int, body: bytes, section: _Section) -> Record:
    index, high, low, kept, length = _unpack(f"{section.order}H2xIIII", body)
    return _record(number, section.interface(index), high << 32 | low, body[20:], kept, length)


def _simple(number: int, body: bytes, section: _Section) -> Record:
    """Without a stamp, and of the first interface."""
    interface = section.interface(0)
    length = _unpack(f"{section.order}I", body)[0]
    kept = min(length, interface.kept or length)
    return _record(number, interface, 0, body[4:], kept, length)


def _record(
    number: int, interface: _Interface, stamp: int, data: bytes, kept: int, length: int
) -> Record:
    if kept > len(data):
        raise DecodeError(f"it has {len(data)} octets where it says {kept}")
    when = interface.offset + stamp / interface.unit
    return Record(number, when, interface.link_type, data[:kept], length)


def _unpack(layout: str, body: bytes) -> tuple[int, ...]:
    size = struct.calcsize(layout)
    if len(body) < size:
        raise DecodeError(f"a block of {len(body)} octets is too short")
    return struct.unpack_from(layout, body)


_READERS = {_OBSOLETE: _obsolete, _SIMPLE: _simple, _ENHANCED: _enhanced}
