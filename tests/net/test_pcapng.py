from __future__ import annotations

import struct
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.errors import DecodeError
from vpdn.net.pcapng import SECTION, records
from vpdn.net.records import Record


def block(type_: int, body: bytes, order: str = "<") -> bytes:
    body += bytes(-len(body) % 4)
    size = struct.pack(f"{order}I", len(body) + 12)
    return struct.pack(f"{order}I", type_) + size + body + size


def section(order: str = "<") -> bytes:
    return block(0x0A0D0D0A, struct.pack(f"{order}IHHq", 0x1A2B3C4D, 1, 0, -1), order)


def interface(link_type: int, options: bytes = b"", order: str = "<") -> bytes:
    return block(1, struct.pack(f"{order}HHI", link_type, 0, 65535) + options, order)


def packet(data: bytes, stamp: int = 0, number: int = 0, order: str = "<") -> bytes:
    high, low = stamp >> 32, stamp & 0xFFFFFFFF
    head = struct.pack(f"{order}IIIII", number, high, low, len(data), len(data))
    return block(6, head + data, order)


def read(octets: bytes) -> list[Record]:
    file = BytesIO(octets)
    assert file.read(4) == SECTION
    return list(records(file))


@pytest.mark.parametrize("order", "<>")
def test_packets_have_their_interfaces_link_type_and_time(order: str) -> None:
    octets = section(order) + interface(1, order=order) + interface(101, order=order)
    octets += packet(b"abc", 2_500_000, 1, order) + packet(b"abcd", 1 << 33, 0, order)
    assert read(octets) == [
        Record(1, 2.5, 101, b"abc", 3),
        Record(2, (1 << 33) / 1_000_000, 1, b"abcd", 4),
    ]


@pytest.mark.parametrize(("resolution", "unit"), [(9, 10**9), (0x8A, 1024)])
def test_an_interface_says_how_fine_its_stamps_are(resolution: int, unit: int) -> None:
    options = struct.pack("<HHB3x", 9, 1, resolution) + struct.pack("<HHq", 14, 8, 100)
    [one] = read(section() + interface(1, options) + packet(b"", 3 * unit))
    assert one.when == 103.0


def test_simple_and_obsolete_packets_count_and_other_blocks_do_not() -> None:
    simple = block(3, struct.pack("<I", 3) + b"abc")
    obsolete = block(2, struct.pack("<HHIIII", 0, 0, 0, 7_000_000, 2, 2) + b"xy")
    found = read(section() + interface(1) + block(5, bytes(12)) + simple + obsolete)
    assert [(one.number, one.when, one.octets) for one in found] == [
        (1, 0.0, b"abc"),
        (2, 7.0, b"xy"),
    ]


def test_a_new_section_forgets_the_interfaces_of_the_one_before() -> None:
    with pytest.raises(DecodeError, match="interface 0, which the file does not describe"):
        read(section() + interface(1) + section(">") + packet(b"", order=">"))


@pytest.mark.parametrize(
    ("octets", "reason"),
    [
        (struct.pack("<II", 6, 13), "the size of a block cannot be right"),
        (struct.pack("<II", 6, 1 << 30), "the size of a block cannot be right"),
        (block(6, bytes(8)), "a block of 8 octets is too short"),
        (interface(1) + block(6, struct.pack("<IIIII", 0, 0, 0, 9, 9)), "it has 0 octets where"),
        (b"\1\0", "the file ends in a block's header"),
    ],
)
def test_what_cannot_be_is_told(octets: bytes, reason: str) -> None:
    with pytest.raises(DecodeError, match=reason):
        read(section() + octets)


@given(st.binary(max_size=80))
def test_any_octets_are_read_or_refused(octets: bytes) -> None:
    with suppress(DecodeError):
        read(section() + interface(1) + octets)
