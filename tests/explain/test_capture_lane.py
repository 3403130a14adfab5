from __future__ import annotations

from vpdn.explain.capture_lane import Lane
from vpdn.explain.capture_story import Place


def take(lane: Lane, *numbers: int, when: float = 0.0) -> list[int]:
    return [
        one.sequence
        for number in numbers
        for one in lane.take(Place(1, when), number % (1 << 32), b"")
    ]


def test_packets_come_out_in_the_order_of_their_numbers_and_once() -> None:
    lane = Lane()
    assert take(lane, 5, 7, 6, 7, 6, 8) == [5, 6, 7, 8]
    assert (lane.repeated, lane.lost) == (2, 0)


def test_numbers_go_on_where_32_bits_end() -> None:
    lane = Lane()
    top = (1 << 32) - 1
    assert take(lane, top, top + 2, top + 1) == [top, top + 1, top + 2]


def test_nobody_waits_for_ever_for_a_number_that_does_not_come() -> None:
    lane = Lane()
    assert take(lane, 0, 2) == [0]
    assert take(lane, 3, when=2.0) == [2, 3]
    assert lane.lost == 1
    assert take(lane, *range(10, 75)) == list(range(10, 75))
    assert lane.lost == 7


def test_at_the_end_everything_comes_out() -> None:
    lane = Lane()
    take(lane, 0, 2, 5)
    assert [one.sequence for one in lane.flush()] == [2, 5]
    assert lane.lost == 3
