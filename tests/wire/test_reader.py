"""The cursor over octets."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from vpdn.errors import DecodeError
from vpdn.wire.reader import Reader


def test_numbers_are_read_in_network_order_and_move_the_cursor() -> None:
    reader = Reader(bytes.fromhex("01 0203 04050607 0809 0a"))
    assert (reader.u8(), reader.u16(), reader.u32()) == (0x01, 0x0203, 0x04050607)
    assert (reader.offset, reader.remaining) == (7, 3)
    assert (reader.take(2), reader.rest(), reader.rest()) == (b"\x08\x09", b"\x0a", b"")
    reader.end()


def test_reading_starts_where_it_is_told_to() -> None:
    assert Reader(b"abcd", 2).rest() == b"cd"
    assert Reader(b"ab", 5).remaining == 0


@pytest.mark.parametrize("read", [Reader.u8, Reader.u16, Reader.u32, lambda r: r.take(1)])
def test_a_shortage_is_a_decode_error_at_the_cursor_and_moves_nothing(
    read: Callable[[Reader], object],
) -> None:
    reader = Reader(b"abc", 3)
    with pytest.raises(DecodeError) as caught:
        read(reader)
    assert (caught.value.offset, reader.offset) == (3, 3)


def test_a_labelled_value_has_its_type_and_is_as_long_as_it_says() -> None:
    reader = Reader(bytes.fromhex("ff 0503aa 0702 01"), 1)
    assert (reader.labelled(), reader.labelled()) == ((5, b"\xaa"), (7, b""))
    assert reader.remaining == 1


@pytest.mark.parametrize(
    ("octets", "offset"), [("", 0), ("05", 1), ("0501aa", 1), ("0500", 1), ("0505aaaa", 2)]
)
def test_a_labelled_value_that_does_not_fit_is_a_decode_error(octets: str, offset: int) -> None:
    with pytest.raises(DecodeError) as caught:
        Reader(bytes.fromhex(octets)).labelled()
    assert caught.value.offset == offset


def test_octets_left_over_are_a_decode_error() -> None:
    reader = Reader(b"abc")
    reader.take(1)
    with pytest.raises(DecodeError) as caught:
        reader.end()
    assert caught.value.offset == 1
