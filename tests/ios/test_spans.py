"""Lines about ranges: what becomes of them when another range overlaps theirs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.ios.spans import Span, span_of, spanning

SPANS = st.builds(
    lambda first, size: Span(first, first + size), st.integers(0, 30), st.integers(0, 10)
)


def numbers(*spans: Span) -> list[int]:
    return [number for one in spans for number in range(one.first, one.last + 1)]


@pytest.mark.parametrize(
    ("one", "other", "pieces"),
    [
        (Span(0, 4), Span(0, 4), [Span(0, 4)]),
        (Span(0, 4), Span(0, 0), [Span(0, 0), Span(1, 4)]),
        (Span(0, 4), Span(2, 9), [Span(0, 1), Span(2, 4)]),
        (Span(0, 9), Span(3, 5), [Span(0, 2), Span(3, 5), Span(6, 9)]),
        (Span(0, 4), Span(5, 15), [Span(0, 4)]),
    ],
)
def test_a_range_is_cut_where_the_other_begins_and_ends(
    one: Span, other: Span, pieces: list[Span]
) -> None:
    assert list(one.cut(other)) == pieces


@given(SPANS, SPANS)
def test_the_pieces_are_the_whole_and_each_is_in_the_other_or_out_of_it(
    one: Span, other: Span
) -> None:
    pieces = list(one.cut(other))
    assert numbers(*pieces) == numbers(one)
    for piece in pieces:
        assert piece.within(other) or not set(numbers(piece)) & set(numbers(other))


@given(SPANS, st.lists(SPANS, max_size=4))
def test_what_is_left_is_in_none_of_the_others(one: Span, others: list[Span]) -> None:
    assert numbers(*one.without(others)) == sorted(set(numbers(one)) - set(numbers(*others)))


@given(SPANS)
def test_arguments_tell_a_range_and_take_one(span: Span) -> None:
    assert span_of(spanning({"kind": "vty", "first": 99}, span)) == span


def test_a_range_of_one_needs_no_last() -> None:
    assert span_of({"first": 3}) == Span(3, 3)
    assert spanning({"first": 0, "last": 4}, Span(2, 2)) == {"first": 2, "last": 0}
