"""The small things all machines share."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.operations import operations
from vpdn.machine import Deadlines, Word, earliest


def test_the_earliest_deadline_is_the_least_of_those_that_are_set() -> None:
    assert earliest(3.0, None, 1.5, 2.0) == 1.5


def test_without_deadlines_there_is_none() -> None:
    assert earliest() is None
    assert earliest(None, None) is None


def test_now_is_a_deadline_too() -> None:
    assert earliest(0.0, None, 1.0) == 0.0


def test_the_next_deadline_is_the_earliest_that_still_holds() -> None:
    deadlines: Deadlines[int] = Deadlines()
    assert deadlines.next is None
    deadlines.set(1, 5.0)
    deadlines.set(2, 3.0)
    deadlines.set(2, 8.0)
    assert deadlines.next == 5.0
    deadlines.set(1, None)
    deadlines.set(9, None)
    assert deadlines.next == 8.0


def test_who_is_due_is_told_once() -> None:
    deadlines: Deadlines[int] = Deadlines()
    for key, at in ((1, 2.0), (2, 1.0), (3, 3.0)):
        deadlines.set(key, at)
    deadlines.set(1, 1.5)
    assert deadlines.due(0.9) == []
    assert deadlines.due(2.0) == [2, 1]
    assert (deadlines.due(2.0), deadlines.next) == ([], 3.0)


_MOVES = st.lists(
    st.tuples(st.integers(0, 5), st.none() | st.integers(0, 20)), min_size=1, max_size=200
)


@given(_MOVES, st.integers(0, 20))
def test_the_heap_agrees_with_a_search_through_all(
    moves: list[tuple[int, int | None]], now: int
) -> None:
    deadlines: Deadlines[int] = Deadlines()
    expected: dict[int, float] = {}
    for key, at in moves:
        deadlines.set(key, at)
        expected.pop(key, None)
        if at is not None:
            expected[key] = at
    assert deadlines.next == min(expected.values(), default=None)
    due = sorted((at, key) for key, at in expected.items() if at <= now)
    assert deadlines.due(now) == [key for _, key in due]


def test_deadlines_that_move_without_end_take_no_room() -> None:
    deadlines: Deadlines[int] = Deadlines()
    deadlines.set(1, 0.5)
    for moved in range(10_000):
        deadlines.set(2, 1.0 + moved)
    assert len(deadlines._heap) < 100
    assert deadlines.due(20_000.0) == [1, 2]


def test_a_deadline_is_no_more_work_among_a_thousand() -> None:
    def spent(count: int) -> int:
        deadlines: Deadlines[int] = Deadlines()
        for key in range(count):
            deadlines.set(key, 10.0 + key)
        with operations() as counted:
            deadlines.set(count // 2, 5.0)
            assert deadlines.next == 5.0
            assert deadlines.due(6.0) == [count // 2]
        return counted.count

    assert spent(10) == spent(1000)


def test_words_are_told_apart_and_found_by_what_they_are() -> None:
    class Colour(Word):
        RED = "red"
        BLUE = "blue"

    table = {Colour.RED: 1, Colour.BLUE: 2}
    assert (table[Colour("red")], table[Colour["BLUE"]]) == (1, 2)
    assert len({Colour.RED, Colour.BLUE, Colour("red")}) == 2
