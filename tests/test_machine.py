"""The small things all machines share."""

from __future__ import annotations

from vpdn.machine import earliest


def test_the_earliest_deadline_is_the_least_of_those_that_are_set() -> None:
    assert earliest(3.0, None, 1.5, 2.0) == 1.5


def test_without_deadlines_there_is_none() -> None:
    assert earliest() is None
    assert earliest(None, None) is None


def test_now_is_a_deadline_too() -> None:
    assert earliest(0.0, None, 1.0) == 0.0
