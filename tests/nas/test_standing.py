from __future__ import annotations

from vpdn.nas.standing import EMPTY_TUNNEL, LOGIN_TIMEOUT, Standing

START = 1000.0


def test_without_a_call_it_is_over_after_a_minute() -> None:
    standing = Standing(START)
    assert standing.deadline == START + EMPTY_TUNNEL
    assert standing.over(START + EMPTY_TUNNEL - 1) == (False, False)
    assert standing.over(START + EMPTY_TUNNEL) == (True, False)


def test_with_calls_and_nobody_known_it_is_over_after_two() -> None:
    standing = Standing(START)
    standing.used()
    assert standing.deadline == START + LOGIN_TIMEOUT
    assert standing.over(START + LOGIN_TIMEOUT) == (True, True)


def test_it_is_over_once() -> None:
    standing = Standing(START)
    assert standing.over(START + LOGIN_TIMEOUT) == (True, True)
    assert standing.over(START + LOGIN_TIMEOUT) == (False, False)
    assert standing.deadline is None


def test_who_is_known_may_stand_until_a_minute_after_his_last_call() -> None:
    standing = Standing(START)
    standing.used()
    assert standing.half_open
    assert standing.known()
    assert not standing.known()
    assert not standing.half_open
    assert standing.deadline is None
    standing.emptied(START + 5000)
    assert standing.deadline == START + 5000 + EMPTY_TUNNEL
