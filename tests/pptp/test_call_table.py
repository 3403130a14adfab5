"""The calls of a control connection, found by either end's id."""

from __future__ import annotations

import itertools

import pytest

from tests.operations import operations
from vpdn.errors import MisuseError
from vpdn.pptp.call import Call, Side
from vpdn.pptp.call_table import CallTable
from vpdn.pptp.outputs import CallEvent, CallState


def table(first: int = 0, taken: range = range(0)) -> CallTable:
    """Its ids are sought from `first` + 1 on."""
    return CallTable(lambda length: first.to_bytes(length, "big"), taken)


def asked(calls: CallTable, peer_call_id: int, deadline: float = 60.0) -> Call:
    """A call the peer wants."""
    call = calls.add(Side.PAC_OUTGOING, 1, peer_call_id)
    call.step(CallEvent.REQUEST, deadline)
    calls.moved(call)
    return call


def placed(calls: CallTable) -> Call:
    """A call we want, of which the peer has told no id yet."""
    call = calls.add(Side.PNS_OUTGOING, 1, None)
    call.step(CallEvent.OPEN, 60.0)
    calls.moved(call)
    return call


def end(calls: CallTable, call: Call) -> None:
    call.state = CallState.CLOSED
    calls.moved(call)


def test_a_call_is_found_by_either_end_s_id_until_it_is_closed() -> None:
    calls = table()
    call = asked(calls, 700)
    assert calls.get(call.call_id) is calls.of_peer(700) is call
    assert call.call_id in calls
    assert calls.states() == {call.call_id: CallState.WAIT_ANSWER}
    end(calls, call)
    assert calls.get(call.call_id) is calls.of_peer(700) is None
    assert calls.deadline is None
    assert (len(calls), call.call_id in calls) == (0, False)


def test_a_call_we_placed_has_the_peer_s_id_when_it_is_told() -> None:
    calls = table()
    call = placed(calls)
    assert calls.of_peer(700) is None
    calls.name(call, 700)
    assert calls.of_peer(700) is call


def test_of_two_calls_with_one_id_the_older_is_meant_while_it_lives() -> None:
    calls = table()
    older, younger = placed(calls), placed(calls)
    calls.name(older, 700)
    calls.name(younger, 700)
    assert calls.of_peer(700) is older
    end(calls, older)
    assert calls.of_peer(700) is younger
    end(calls, younger)
    assert calls.of_peer(700) is None


def test_an_aborted_call_is_the_oldest_we_cleared_before_it_had_a_name() -> None:
    calls = table()
    first, second = placed(calls), placed(calls)
    assert calls.aborted() is None
    second.step(CallEvent.CLOSE, 60.0)
    assert calls.aborted() is second
    first.step(CallEvent.CLOSE, 60.0)
    assert calls.aborted() is first
    end(calls, first)
    assert calls.aborted() is second


def test_overdue_is_who_waited_too_long_until_it_moves() -> None:
    calls = table()
    late, later = asked(calls, 1, 60.0), asked(calls, 2, 70.0)
    assert (calls.deadline, calls.overdue(59.0)) == (60.0, [])
    assert calls.overdue(60.0) == calls.overdue(60.0) == [late]
    late.step(CallEvent.ANSWERED, 120.0)
    calls.moved(late)
    assert (calls.deadline, calls.overdue(80.0)) == (70.0, [later])


def test_nothing_is_left_when_all_are_forgotten() -> None:
    calls = table()
    call_ids = [asked(calls, 1).call_id, placed(calls).call_id]
    assert calls.clear() == call_ids
    assert (len(calls), calls.deadline, calls.of_peer(1), calls.aborted()) == (0, None, None, None)


@pytest.mark.parametrize(
    ("first", "taken", "given"),
    [(0, range(0), 1), (41, range(42, 45), 45), (0xFFFE, range(0xFFFF, 0x10000), 1)],
)
def test_an_id_is_never_0_and_nobody_else_s(first: int, taken: range, given: int) -> None:
    assert asked(table(first, taken), 1).call_id == given


@pytest.mark.parametrize(("first", "taken", "given"), [(0, range(0), 0), (0, range(2), 2)])
def test_ids_may_count_up_from_a_number_of_ours(first: int, taken: range, given: int) -> None:
    calls = CallTable(bytes, taken, first)
    assert [placed(calls).call_id for _ in range(2)] == [given, given + 1]
    assert calls.get(given) is not None


@pytest.mark.parametrize("first", [None, 0])
def test_without_a_free_id_there_is_no_call(first: int | None) -> None:
    with pytest.raises(MisuseError):
        placed(CallTable(bytes, range(0x10000), first))


def test_a_call_is_no_more_work_among_a_thousand() -> None:
    def spent(count: int) -> int:
        numbers = itertools.count(0, 2)
        calls = CallTable(lambda length: next(numbers).to_bytes(length, "big"), ())
        for each in range(count):
            asked(calls, 1 + each, 100.0 + each)
        with operations() as counted:
            call = asked(calls, 5000, 50.0)
            assert calls.of_peer(5000) is call
            assert calls.of_peer(5001) is calls.aborted() is None
            assert calls.overdue(60.0) == [call]
            end(calls, call)
            assert calls.deadline == 100.0
        return counted.count

    assert spent(10) == spent(1000)
