"""Who has which calls, whatever comes and goes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.nas.user_calls import UserCalls


def test_a_user_without_calls_has_none() -> None:
    calls = UserCalls()
    assert (calls.count("tac"), len(calls)) == (0, 0)
    with pytest.raises(KeyError):
        calls.oldest("tac")
    with pytest.raises(KeyError):
        calls.remove("tac", 1)


def test_a_call_of_somebody_else_is_not_removed() -> None:
    calls = UserCalls()
    calls.add("tac", 1)
    calls.add("pete", 2)
    with pytest.raises(KeyError):
        calls.remove("tac", 2)
    assert (calls.count("tac"), calls.count("pete")) == (1, 1)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 6))))
def test_calls_are_kept_in_their_order_and_leave_nothing(steps: list[tuple[str, int]]) -> None:
    """Against plain lists: what is there ends, what is not begins."""
    calls, model = UserCalls(), {"a": list[int](), "b": list[int]()}
    for user, call in steps:
        if call in model[user]:
            model[user].remove(call)
            calls.remove(user, call)
        else:
            model[user].append(call)
            calls.add(user, call)
        for one, theirs in model.items():
            assert calls.count(one) == len(theirs)
            assert not theirs or calls.oldest(one) == theirs[0]
    for user, theirs in model.items():
        for call in theirs:
            calls.remove(user, call)
    assert (len(calls), calls._others) == (0, {})
