"""Every call is counted once, wherever it ends."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from vpdn.client import errors
from vpdn.client.errors import DialError
from vpdn.datapath.engine import Counters
from vpdn.load.settings import Kind, Traffic
from vpdn.load.stopwatch import Phase
from vpdn.load.tally import Tally

REFUSED = DialError(errors.AUTHENTICATION_FAILURE, "the server refused user 'tac'")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tally(clock: Clock) -> Tally:
    return Tally((), clock)


def test_calls_are_under_way_until_they_are_up_or_over(tally: Tally) -> None:
    for _ in range(4):
        tally.place(0.0)
    assert (tally.placed, tally.under_way, tally.up) == (4, 4, 0)
    tally.connect()
    tally.connect()
    tally.fail(REFUSED, Phase.AUTHENTICATION)
    tally.lose(DialError(errors.VPN_DISCONNECT))
    assert (tally.under_way, tally.up, tally.most_up) == (1, 1, 2)
    tally.hang_up()
    assert (tally.under_way, tally.up) == (2, 0)
    tally.hung_up += 1
    tally.given_up += 1
    assert (tally.under_way, tally.failed, tally.lost) == (0, 1, 1)


def test_failures_are_counted_by_number_and_phase_with_what_the_first_was_told(
    tally: Tally,
) -> None:
    for user in ("tac", "joe"):
        error = DialError(errors.AUTHENTICATION_FAILURE, f"the server refused user {user!r}")
        tally.fail(error, Phase.AUTHENTICATION)
    tally.fail(DialError(errors.VPN_REFUSED), Phase.TCP)
    tally.fail(DialError(errors.VPN_REFUSED), Phase.CALL)
    assert {what: each.count for what, each in tally.failures.items()} == {
        (691, Phase.AUTHENTICATION): 2,
        (808, Phase.TCP): 1,
        (808, Phase.CALL): 1,
    }
    assert "'tac'" in tally.failures[691, Phase.AUTHENTICATION].example.detail


def test_the_rate_is_that_of_calls_that_came_up(tally: Tally, clock: Clock) -> None:
    assert tally.rate == 0
    for clock.now in (10.0, 10.5, 11.0, 11.5):
        tally.place(0.0)
    for clock.now in (12.0, 14.0):
        tally.connect()
    clock.now = 99
    assert tally.rate == pytest.approx(2 / 4)


def test_an_address_given_to_two_calls_at_once_is_noticed(tally: Tally) -> None:
    one, two = IPv4Address("172.16.10.1"), IPv4Address("172.16.10.2")
    for each in (one, two):
        tally.address(each)
    tally.leave_address(one)
    tally.address(one)
    assert tally.doubled_addresses == 0
    tally.address(two)
    assert tally.doubled_addresses == 1


def test_the_data_paths_counts_of_all_calls_are_added_up(tally: Tally) -> None:
    tally.pass_on(Counters(packets_in=3, lost=1, send_window=64))
    tally.pass_on(Counters(packets_in=4, window_drops=2))
    counted = {name: count for name, count in tally.data_path.items() if count}
    assert counted == {"packets_in": 7, "lost": 1, "window_drops": 2}


def test_each_traffic_has_counts_of_its_own(clock: Clock) -> None:
    tally = Tally((Traffic(Kind.ECHO, 64, 1), Traffic(Kind.UDP, 64, 1)), clock)
    tally.traffic[0].sent += 1
    assert [each.sent for each in tally.traffic] == [1, 0]
