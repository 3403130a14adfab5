"""The sliding window and its adaptive time-out, RFC 2637 sections 4.2 and 4.4."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vpdn.datapath.window import (
    FIRST_ROUND_TRIP,
    INFINITY,
    MAX_TIMEOUT,
    MIN_TIMEOUT,
    SendWindow,
)


def fill(window: SendWindow, now: float) -> int:
    """Send all the window lets go; how many that was."""
    before = window.next
    while window.open:
        window.sent(now)
    return window.next - before


def test_the_window_begins_at_half_the_peer_s() -> None:
    assert [SendWindow(maximum).size for maximum in (64, 3, 1, 0)] == [32, 2, 1, 1]
    assert fill(SendWindow(64), 0.0) == 32


def test_an_acknowledgment_frees_everything_up_to_its_number() -> None:
    window = SendWindow(64)
    fill(window, 0.0)
    window.acknowledge(9, alone=True, now=0.01)
    assert fill(window, 0.01) == 10


def test_the_window_grows_by_one_for_each_window_acknowledged_up_to_the_peer_s() -> None:
    window = SendWindow(6)
    sizes = []
    for _ in range(6):
        sizes.append(window.size)
        fill(window, 0.0)
        window.acknowledge(window.next - 1, alone=True, now=0.01)
    assert sizes == [3, 4, 5, 6, 6, 6]


def test_a_time_out_halves_the_window_rounding_up_and_goes_on() -> None:
    window = SendWindow(64)
    window.sent(0.0)
    window.acknowledge(0, alone=True, now=0.01)
    sizes = []
    for _ in range(7):
        fill(window, 0.0)
        window.expire(window.deadline)
        sizes.append(window.size)
    assert sizes == [16, 8, 4, 2, 1, 1, 1]
    assert window.open


def test_no_time_out_before_its_time() -> None:
    window = SendWindow(64)
    fill(window, 1.0)
    deadline = window.deadline
    assert deadline == 1.0 + window.timeout
    window.expire(deadline - 0.001)
    assert not window.open


def test_progress_starts_the_time_out_anew_and_the_last_acknowledgment_ends_it() -> None:
    window = SendWindow(64)
    for _ in range(3):
        window.sent(0.0)
    window.acknowledge(1, alone=True, now=0.1)
    assert window.deadline == 0.1 + window.timeout
    window.acknowledge(2, alone=True, now=0.2)
    assert window.deadline == INFINITY


def test_the_time_out_follows_the_round_trips_within_its_bounds() -> None:
    window = SendWindow(64)
    assert window.timeout == FIRST_ROUND_TRIP
    for turn in range(100):
        window.sent(float(turn))
        window.acknowledge(turn, alone=True, now=turn + 0.02)
    assert window.timeout == MIN_TIMEOUT
    for turn in range(100, 200):
        window.sent(float(turn))
        window.acknowledge(turn, alone=True, now=turn + 0.9)
    assert 0.9 < window.timeout < MAX_TIMEOUT


def test_a_time_out_doubles_the_round_trip_up_to_the_bound() -> None:
    window = SendWindow(64)
    window.sent(0.0)
    window.acknowledge(0, alone=True, now=FIRST_ROUND_TRIP)
    timeouts = []
    for _ in range(4):
        fill(window, 0.0)
        window.expire(window.deadline)
        timeouts.append(window.timeout)
    assert timeouts == [1.0, 2.0, MAX_TIMEOUT, MAX_TIMEOUT]


def test_one_acknowledgment_of_many_gives_one_sample() -> None:
    """A later one must not be timed by the packet the first was timed by."""
    window = SendWindow(64)
    window.sent(0.0)
    window.sent(0.0)
    window.acknowledge(0, alone=True, now=FIRST_ROUND_TRIP)
    window.acknowledge(1, alone=True, now=2.9)
    assert window.timeout == FIRST_ROUND_TRIP


def test_a_peer_that_never_acknowledges_alone_holds_nothing_back_after_one_time_out() -> None:
    window = SendWindow(4)
    fill(window, 0.0)
    window.acknowledge(0, alone=False, now=0.1)
    fill(window, 0.1)
    window.expire(window.deadline)
    for _ in range(1000):
        assert window.open
        window.sent(1.0)
    assert window.deadline == INFINITY


def test_the_window_holds_again_when_such_a_peer_does_acknowledge_alone() -> None:
    window = SendWindow(4)
    fill(window, 0.0)
    window.expire(window.deadline)
    for _ in range(10):
        window.sent(1.0)
    window.acknowledge(1, alone=True, now=1.1)
    assert not window.open
    assert window.deadline < INFINITY
    window.acknowledge(window.next - 1, alone=True, now=1.2)
    assert fill(window, 1.2) == window.size


def test_no_time_out_counts_when_nothing_is_under_way() -> None:
    window = SendWindow(4)
    fill(window, 0.0)
    window.expire(window.deadline)
    window.acknowledge(0, alone=True, now=1.0)
    size = window.size
    window.expire(window.deadline)
    assert (window.size, window.deadline) == (size, INFINITY)


def test_acknowledgments_of_what_was_never_sent_change_nothing() -> None:
    window = SendWindow(4)
    fill(window, 0.0)
    for wire in (window.next, window.next + 100, 0xFFFF_FFFF, 0x8000_0000):
        window.acknowledge(wire, alone=False, now=0.0)
    assert not window.open


def test_numbers_wrap_at_32_bits() -> None:
    window = SendWindow(4)
    window.next = 0xFFFF_FFFF
    window.expire(0.0)
    window._oldest = window.next
    window.sent(0.0)
    window.sent(0.0)
    assert not window.open
    window.acknowledge(0, alone=True, now=0.0)
    assert fill(window, 0.0) == window.size


@given(st.lists(st.tuples(st.sampled_from("sSaAe"), st.integers(-3, 12)), max_size=60))
def test_a_closed_window_always_has_a_deadline(events: list[tuple[str, int]]) -> None:
    """It never stalls for good, whatever comes."""
    window, now = SendWindow(5), 0.0
    for event, amount in events:
        now += 0.01
        if event == "S" or (event == "s" and window.open):
            window.sent(now)
        elif event in "aA":
            window.acknowledge((window.next - amount) & 0xFFFF_FFFF, event == "A", now)
        elif event == "e":
            now = min(window.deadline, now + 100)
            window.expire(now)
        assert window.open or window.deadline <= now + MAX_TIMEOUT
        assert 1 <= window.size <= window.maximum
