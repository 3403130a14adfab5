from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.errors import DecodeError
from vpdn.explain.capture_tcp import ACK, SYN, Gap, Segment, Stream, segment


def data(sequence: int, octets: bytes, flags: int = ACK) -> Segment:
    return Segment(1, 1723, sequence % (1 << 32), 0, flags, octets)


def test_segments_out_of_order_and_twice_are_put_right() -> None:
    stream = Stream()
    assert stream.take(data(0xFFFFFFFD, b"", SYN)) == []
    assert stream.take(data(0xFFFFFFFE + 4, b"efgh")) == []
    assert stream.take(data(0xFFFFFFFE, b"abcd")) == [b"abcd", b"efgh"]
    assert stream.take(data(0xFFFFFFFE, b"abcd")) == []
    assert stream.retransmitted == 1
    assert stream.take(data(0xFFFFFFFE + 6, b"ghij")) == [b"ij"]


def test_what_was_acknowledged_and_is_not_there_is_a_gap() -> None:
    stream = Stream()
    assert stream.take(data(100, b"ab")) == [b"ab"]
    assert stream.take(data(110, b"xy")) == []
    assert stream.acknowledged(102) == []
    assert stream.acknowledged(112) == [Gap(8), b"xy"]
    assert stream.acknowledged(113) == []
    assert stream.acknowledged(120) == [Gap(8)]


def test_a_gap_that_nothing_fills_is_given_up_at_the_end() -> None:
    stream = Stream()
    stream.take(data(0, b"ab"))
    stream.take(data(5, b"xy"))
    assert stream.give_up() == [Gap(3), b"xy"]
    assert stream.give_up() == []


def test_a_header_that_does_not_fit_is_refused() -> None:
    with pytest.raises(DecodeError, match="shorter than its header"):
        segment(bytes(19))
    with pytest.raises(DecodeError, match="TCP header of 0 octets"):
        segment(bytes(20))


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), max_size=30))
def test_whatever_comes_the_octets_are_in_their_order(pieces: list[tuple[int, int]]) -> None:
    whole, stream = bytes(range(60)), Stream()
    stream.take(data(999, b"", SYN))
    found: list[bytes | Gap] = []
    for start, size in pieces:
        found += stream.take(data(1000 + start, whole[start : start + size]))
    while more := stream.give_up():
        found += more
    place = 0
    for piece in found:
        if isinstance(piece, bytes):
            assert whole[place : place + len(piece)] == piece
        place += piece.octets if isinstance(piece, Gap) else len(piece)
