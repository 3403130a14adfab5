"""Numbers that a console shows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.operations import operations
from vpdn.nas.numbers import Counting, Numbers


def test_interfaces_take_the_lowest_free_number() -> None:
    numbers = Numbers()
    assert [numbers.take() for _ in range(4)] == [1, 2, 3, 4]
    numbers.put_back(3)
    numbers.put_back(1)
    assert [numbers.take() for _ in range(3)] == [1, 3, 5]


def test_ids_are_not_used_again_soon() -> None:
    counting = Counting(last=3)
    assert counting.take() == 1
    counting.put_back(1)
    assert [counting.take() for _ in range(3)] == [2, 3, 1]


@given(st.lists(st.booleans(), max_size=60))
def test_an_id_is_never_given_twice_at_a_time(takes: list[bool]) -> None:
    counting, alive = Counting(last=8), list[int]()
    for take in takes:
        if take and len(alive) < 8:
            number = counting.take()
            assert 1 <= number <= 8
            assert number not in alive
            alive.append(number)
        elif alive:
            counting.put_back(alive.pop(0))


def test_ids_that_were_put_back_have_been_taken() -> None:
    counting = Counting(last=3)
    for _ in range(5):
        counting.put_back(counting.take())
    assert counting.taken == 5


def test_ids_come_again_in_the_order_they_became_free() -> None:
    counting = Counting(last=3)
    for _ in range(3):
        counting.take()
    counting.put_back(3)
    counting.put_back(1)
    assert (counting.alive, counting.take(), counting.take(), counting.alive) == (1, 3, 1, 3)


def test_an_id_is_no_more_work_behind_many_that_live() -> None:
    def spent(alive: int) -> int:
        counting = Counting(last=alive + 1)
        for _ in range(alive + 1):
            last = counting.take()
        counting.put_back(last)
        with operations() as counted:
            assert counting.take() == last
        return counted.count

    assert spent(10) == spent(1000)
