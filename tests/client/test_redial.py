"""When it is dialled again, and when not."""

from __future__ import annotations

import pytest

from vpdn.client.errors import DialError
from vpdn.client.redial import LONGEST_PAUSE, Redial

BLOCKED, PASSWORD = DialError(806), DialError(691)
THRICE = Redial(3, pause=5)


def test_a_failed_attempt_is_made_again_so_many_times() -> None:
    assert [THRICE.allows(BLOCKED, made, dropped=False) for made in range(5)] == [
        True,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("number", [631, 646, 647, 648, 649, 691, 742, 756, 919])
def test_what_will_be_answered_the_same_is_not_asked_again(number: int) -> None:
    """Each wrong password counts where accounts are locked."""
    assert not Redial(3, if_dropped=True).allows(DialError(number), 0, dropped=False)


def test_a_lost_connection_is_dialled_again_only_when_that_is_wished() -> None:
    lost = DialError(807)
    assert not THRICE.allows(lost, 0, dropped=True)
    assert Redial(3, if_dropped=True).allows(lost, 0, dropped=True)


def test_the_pause_doubles_to_its_longest() -> None:
    waits = [THRICE.wait(made, chance=0) for made in (0, 1, 2, 6, 999_999_998)]
    assert waits == [5, 10, 20, LONGEST_PAUSE, LONGEST_PAUSE]


def test_chance_takes_a_quarter_at_most() -> None:
    assert THRICE.wait(1, chance=1) == 7.5
