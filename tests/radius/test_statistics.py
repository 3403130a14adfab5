from __future__ import annotations

from vpdn.radius.statistics import Statistics


def test_answers_are_counted_by_their_code_with_their_times() -> None:
    counted = Statistics()
    for code, seconds in ((2, 0.1), (3, 0.3), (11, 0.2), (2, 0.1)):
        counted.answered(code, seconds)
    assert (counted.accepts, counted.rejects, counted.challenges) == (2, 1, 1)
    assert counted.answers == 4
    assert round(counted.response_time, 3) == 0.7
    assert counted.longest_response == 0.3


def test_the_time_a_server_was_dead_adds_up() -> None:
    counted = Statistics()
    counted.revived(1.0)
    assert counted.changed is None
    for died, back in ((10.0, 15.0), (20.0, 22.0)):
        counted.died(died)
        counted.died(died + 1)
        assert counted.dead
        counted.revived(back)
    assert (counted.deaths, counted.dead_time) == (2, 7.0)
    assert not counted.dead


def test_a_copy_stays_as_it_is() -> None:
    counted = Statistics()
    copy = counted.copy()
    counted.answered(2, 0.1)
    assert copy == Statistics()
