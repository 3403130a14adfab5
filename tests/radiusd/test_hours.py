"""Times of the week."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.radiusd.hours import Hours, parse

MONDAY = datetime(2001, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("any", Hours(frozenset(range(7)))),
        ("Sat", Hours(frozenset({5}))),
        ("mon-fri", Hours(frozenset(range(5)))),
        ("Fri-Mon", Hours(frozenset({4, 5, 6, 0}))),
        ("Mon-Fri 08:00-18:00", Hours(frozenset(range(5)), 480, 1080)),
        ("Sun 00:00-24:00", Hours(frozenset({6}))),
    ],
)
def test_a_range_is_read(text: str, hours: Hours) -> None:
    assert parse(text) == hours


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "is not like"),
        ("Monday", "is not like"),
        ("Mon 8-18", "is not like"),
        ("Mox", "is no day"),
        ("Mon-Frx", "is no day"),
        ("Mon 08:60-09:00", "is no time"),
        ("Mon 08:00-24:01", "is no time"),
        ("Mon 18:00-08:00", "ends before it begins"),
        ("Mon 08:00-08:00", "ends before it begins"),
    ],
)
def test_what_is_no_range_is_named(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse(text)


@given(st.integers(0, 7 * 24 * 60 - 1))
def test_the_end_of_a_range_is_left_out(minute: int) -> None:
    office = parse("Mon-Fri 08:00-18:00")
    moment = MONDAY + timedelta(minutes=minute)
    day, hour = divmod(minute // 60, 24)
    assert office.contain(moment) is (day < 5 and 8 <= hour < 18)
