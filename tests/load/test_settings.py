"""What the calls of a run are told, and which wishes contradict each other."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from vpdn.client.settings import DialSettings
from vpdn.errors import ConfigError
from vpdn.load.settings import HOLD, Kind, LoadSettings, Plan, Traffic
from vpdn.ppp.personality import LINUX, WINDOWS_10

CALL = DialSettings("angela", "tac", "admin")
RUN = LoadSettings(CALL, Plan())


def test_every_call_is_the_one_user_without_others() -> None:
    assert RUN.of(0) == RUN.of(17) == CALL


def test_users_and_personalities_take_turns() -> None:
    run = replace(
        RUN, users=(("a", "1"), ("b", "2"), ("c", "3")), personalities=(WINDOWS_10, LINUX)
    )
    calls = [run.of(number) for number in range(4)]
    assert [(call.user, call.password) for call in calls] == [
        ("a", "1"),
        ("b", "2"),
        ("c", "3"),
        ("a", "1"),
    ]
    assert [call.personality for call in calls] == [WINDOWS_10, LINUX, WINDOWS_10, LINUX]


@pytest.mark.parametrize(
    ("plan", "patience"),
    [
        (Plan(), HOLD),
        (Plan(hold=5), 5),
        (Plan(duration=100), None),
        (Plan(duration=100, hold=5), 5),
    ],
)
def test_calls_are_held_for_a_minute_or_to_the_end_unless_told(
    plan: Plan, patience: float | None
) -> None:
    assert plan.patience == patience


@pytest.mark.parametrize(
    ("plan", "most"),
    [
        (Plan(100, 20, hold=60), 100),
        (Plan(1000, 10, hold=5), 50),
        (Plan(1000, 10, hold=5, duration=60), 1000),
        (Plan(3, 0.1, hold=1), 1),
    ],
)
def test_calls_that_end_before_the_last_begins_are_never_all_up(plan: Plan, most: int) -> None:
    assert plan.most_at_once == most


@pytest.mark.parametrize(
    ("run", "why"),
    [
        (replace(RUN, plan=Plan(churn=1)), "churn needs a duration"),
        (replace(RUN, plan=Plan(sessions=40_000)), "40000 sessions; 32768 is the most"),
        (
            replace(RUN, traffic=(Traffic(Kind.UDP, 1450, 1),)),
            "udp:1450@1/s: larger than the MTU of 1400",
        ),
        (replace(RUN, users=(("tac", "admin"), ("x" * 256, ""))), "the user name has 256 octets"),
    ],
)
def test_what_cannot_work_is_refused(run: LoadSettings, why: str) -> None:
    with pytest.raises(ConfigError, match=f"^{why}"):
        run.check()


def test_a_password_that_comes_later_is_every_calls() -> None:
    run = replace(RUN, target=IPv4Address("10.0.0.1")).with_password("secret")
    assert run.of(3).password == "secret"
    assert "secret" not in repr(run)
