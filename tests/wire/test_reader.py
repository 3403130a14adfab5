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


def test_octets_left_over_are_a_decode_error() -> None:
    reader = Reader(b"abc")
    reader.take(1)
    with pytest.raises(DecodeError) as caught:
        reader.end()
    assert caught.value.offset == 1
