"""This router's own debug output, of calls that really went so, is explained rightly."""

from __future__ import annotations

from typing import Any

import pytest

from tests.explain.support import causes, log, only
from tests.nas.world import config
from vpdn.aaa.settings import LocalUser
from vpdn.explain.verdict import judge
from vpdn.nas.config import MppeSettings, RouterConfig

WEAK = MppeSettings(40, required=True)
STRONG = MppeSettings(128, required=True)


@pytest.mark.parametrize(
    ("router", "pc", "cause", "error"),
    [
        (config(), {}, "up", None),
        (config(mppe=None), {}, "up", None),
        (config(), {"password": "wrong"}, "wrong user name or password", 691),
        (config(), {"mute": True}, "GRE blocked", 721),
        (config(mppe=STRONG), {"mppe": None}, "PC allows no encryption", 734),
        (config(mppe=WEAK), {}, "strengths differ", 742),
        (config(pools={}), {}, "pool exhausted", 720),
        (config(authentication=("pap",)), {}, "no common authentication", 919),
    ],
)
def test_a_call_is_explained(
    router: RouterConfig, pc: dict[str, Any], cause: str, error: int | None
) -> None:
    diagnosis = judge(only(log(router, pc))).diagnosis
    assert (diagnosis.name, diagnosis.error and diagnosis.error.number) == (cause, error)
    assert diagnosis.evidence


def test_a_pc_that_vanished_is_told_from_one_that_hung_up() -> None:
    assert causes(log(config(), {}, silent_after=3)) == ["keepalive lost"]


def test_a_caller_over_the_limit_is_a_call_of_its_own() -> None:
    assert causes(log(config(vpdn_session_limit=1), {}, {})) == ["session limit", "up"]


@pytest.mark.parametrize(
    ("replaces", "found"),
    [
        (False, ["too many calls of the user", "up"]),
        (True, ["replaced by a newer call", "up"]),
    ],
)
def test_a_user_who_dials_twice_is_told_of_both_ways(replaces: bool, found: list[str]) -> None:
    users = {"tac": LocalUser("tac", "admin", max_calls=1)}
    router = config(users=users, vpdn_replaces_calls=replaces)
    assert sorted(causes(log(router, {}, {}))) == sorted(found)


def test_a_call_in_the_clear_is_told_to_be_so() -> None:
    weak = [one.name for one in judge(only(log(config(mppe=None), {}))).weaknesses]
    assert weak == ["MS-CHAPv2", "no encryption", "PPTP"]
