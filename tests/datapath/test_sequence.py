"""The arriving end of the sequence numbers, RFC 2637 section 4.3."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.datapath.sequence import (
    ACK_DELAY,
    FAR,
    HOLD,
    INFINITY,
    REORDER_LIMIT,
    SHORTEST_HOLD,
    Arrival,
    Arrivals,
)


def accepted(count: int) -> Arrivals:
    arrivals = Arrivals()
    for number in range(count):
        arrivals.accept(number, 0.0)
    return arrivals


def test_numbers_begin_at_0() -> None:
    assert Arrivals().place(0) is Arrival.NEXT


def test_a_peer_that_begins_with_1_has_lost_nothing() -> None:
    arrivals = Arrivals()
    arrivals.hold(1, b"one", 0.0)
    assert arrivals.release(HOLD) == (1, b"one")
    assert arrivals.accept(1, HOLD) == 0
    assert arrivals.patience == HOLD
    assert arrivals.place(2) is Arrival.NEXT
    assert Arrivals().accept(2, 0.0) == 2


def test_a_number_seen_is_late() -> None:
    assert accepted(3).place(2) is Arrival.LATE


def test_a_number_held_is_late_the_second_time() -> None:
    arrivals = accepted(3)
    assert arrivals.place(5) is Arrival.EARLY
    arrivals.hold(5, b"five", 0.0)
    assert arrivals.place(5) is Arrival.LATE


def test_a_held_packet_is_released_at_once_when_its_turn_comes() -> None:
    arrivals = accepted(3)
    arrivals.hold(4, b"four", 1.0)
    assert arrivals.release(1.0) is None
    arrivals.accept(3, 1.0)
    assert arrivals.deadline <= 1.0
    assert arrivals.release(1.0) == (4, b"four")
    assert arrivals.accept(4, 1.0) == 0


def test_held_packets_are_released_in_order_when_the_oldest_waited_long_enough() -> None:
    arrivals = accepted(3)
    arrivals.acknowledgment()
    arrivals.hold(7, b"seven", 1.0)
    arrivals.hold(5, b"five", 1.0 + HOLD / 2)
    assert arrivals.deadline == 1.0 + HOLD
    assert arrivals.release(1.0 + HOLD * 0.99) is None
    assert arrivals.release(1.0 + HOLD) == (5, b"five")
    assert arrivals.accept(5, 2.0) == 2
    assert arrivals.release(1.0 + HOLD) == (7, b"seven")
    assert arrivals.accept(7, 2.0) == 1
    assert not arrivals.holds


def lose(arrivals: Arrivals, count: int) -> None:
    """Every other packet, for good."""
    for _ in range(count):
        arrivals.accept(arrivals.expected + 1, 0.0)


def test_where_packets_are_only_lost_the_rest_waits_ever_less_for_them() -> None:
    arrivals = accepted(1)
    lose(arrivals, 1)
    assert SHORTEST_HOLD < arrivals.patience < HOLD
    lose(arrivals, 50)
    assert arrivals.patience == SHORTEST_HOLD
    arrivals.hold(arrivals.expected + 1, b"", 1.0)
    assert arrivals.release(1.0 + 0.9 * SHORTEST_HOLD) is None
    assert arrivals.release(1.0 + SHORTEST_HOLD) is not None


def test_packets_that_come_late_but_in_time_keep_the_others_waiting_twice_as_long() -> None:
    arrivals = Arrivals()
    lose(arrivals, 50)
    arrivals.hold(arrivals.expected + 1, b"", 1.0)
    arrivals.accept(arrivals.expected, 1.0 + 0.8 * SHORTEST_HOLD)
    assert arrivals.patience == pytest.approx(1.6 * SHORTEST_HOLD)
    assert arrivals.release(2.0) == (arrivals.expected, b"")
    arrivals.accept(arrivals.expected, 2.0)
    arrivals.hold(arrivals.expected + 1, b"", 3.0)
    arrivals.accept(arrivals.expected, 3.0 + 2 * HOLD)
    assert arrivals.patience == HOLD


def test_a_packet_given_up_that_comes_after_all_makes_the_wait_long_again() -> None:
    arrivals = Arrivals()
    lose(arrivals, 50)
    arrivals.place(arrivals.expected - 1)
    assert arrivals.patience == SHORTEST_HOLD
    arrivals.place(arrivals.expected - 2)
    assert arrivals.patience == HOLD


def test_no_more_than_the_limit_wait() -> None:
    arrivals = accepted(1)
    for number in range(2, 2 + REORDER_LIMIT):
        arrivals.hold(number, b"", 0.0)
    assert arrivals.release(0.0) is None
    arrivals.hold(2 + REORDER_LIMIT, b"", 0.0)
    assert arrivals.release(0.0) == (2, b"")


def test_a_number_far_ahead_counts_only_with_a_second_one_near_it() -> None:
    arrivals = accepted(10)
    assert arrivals.place(10 + FAR) is Arrival.EARLY
    assert arrivals.place(1_000_000) is Arrival.FAR
    assert arrivals.place(1_000_000) is Arrival.FAR
    assert arrivals.place(50_000) is Arrival.FAR
    assert arrivals.place(50_002) is Arrival.EARLY
    assert arrivals.place(10) is Arrival.NEXT


@pytest.mark.parametrize("expected", [5, 0x8000_0000, 0xFFFF_FFFF, 0x1_0000_0003])
@given(ahead=st.integers(-(2**31), 2**31 - 1))
def test_the_wire_s_32_bits_mean_the_nearest_number(expected: int, ahead: int) -> None:
    arrivals = Arrivals()
    arrivals.expected = expected
    assert arrivals.number((expected + ahead) & 0xFFFF_FFFF) == expected + ahead


def test_an_acknowledgment_is_due_some_time_after_the_first_packet() -> None:
    arrivals = Arrivals()
    assert arrivals.deadline == INFINITY
    arrivals.accept(0, 1.0)
    arrivals.accept(1, 1.03)
    assert arrivals.owed == 2
    assert arrivals.deadline == 1.0 + ACK_DELAY <= 1.1
    assert not arrivals.acknowledgment_due(1.04)
    assert arrivals.acknowledgment_due(1.0 + ACK_DELAY)
    assert arrivals.acknowledgment() == 1
    assert (arrivals.owed, arrivals.deadline) == (0, INFINITY)


def test_a_held_packet_is_acknowledged_for_it_was_received() -> None:
    arrivals = accepted(3)
    assert arrivals.acknowledgment() == 2
    arrivals.hold(5, b"five", 1.0)
    assert arrivals.owed == 1
    assert arrivals.acknowledgment_due(1.0 + ACK_DELAY)
    assert arrivals.acknowledgment() == 5
    assert arrivals.release(1.0 + HOLD) == (5, b"five")
    arrivals.accept(5, 1.0 + HOLD)
    assert arrivals.owed == 0


def test_a_number_too_far_ahead_is_not_acknowledged_while_it_is_held() -> None:
    arrivals = accepted(3)
    arrivals.hold(3 + REORDER_LIMIT, b"", 1.0)
    assert arrivals.acknowledgment() == 3 + REORDER_LIMIT
    arrivals.hold(4 + REORDER_LIMIT, b"", 1.0)
    assert arrivals.acknowledgment() == 3 + REORDER_LIMIT


def test_a_forged_number_that_was_acknowledged_stops_no_later_acknowledgment() -> None:
    arrivals = accepted(3)
    arrivals.hold(20, b"forged", 1.0)
    assert arrivals.acknowledgment() == 20
    assert arrivals.release(1.0 + HOLD) == (20, b"forged")
    arrivals.accept(3, 2.0)
    assert (arrivals.owed, arrivals.acknowledgment()) == (1, 3)


@given(
    order=st.permutations(range(30)),
    steps=st.lists(st.floats(0, 0.03), min_size=30, max_size=30),
)
def test_every_packet_comes_out_once_in_order_and_is_held_no_longer_than_allowed(
    order: list[int], steps: list[float]
) -> None:
    arrivals, now, out, since, lost = accepted(2), 0.0, [0, 1], {}, 0
    for number, step in zip((2 + each for each in order), steps, strict=True):
        now += step
        if arrivals.place(number) is not Arrival.LATE:
            arrivals.hold(number, b"", now)
            since[number] = now
        while (held := arrivals.release(now)) is not None:
            lost += arrivals.accept(held[0], now)
            out.append(held[0])
        assert all(now < since[number] + HOLD for number in since if number not in out)
    while (held := arrivals.release(now + HOLD)) is not None:
        lost += arrivals.accept(held[0], now)
        out.append(held[0])
    assert out == sorted(set(out))
    assert lost + len(out) == arrivals.expected


def test_a_number_below_one_that_is_held_was_overtaken() -> None:
    arrivals = Arrivals()
    assert not arrivals.overtaken(0)
    arrivals.hold(2, b"", 0.0)
    assert [arrivals.overtaken(number) for number in (0, 1, 3)] == [True, True, False]
