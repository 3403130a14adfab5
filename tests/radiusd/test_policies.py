"""The order of evaluation: first match, then the user's permission, then the profile."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.radiusd.support import ANGELA, document, policy, tac
from vpdn.radius.packet import Code, decode, request
from vpdn.radiusd.conditions import Facts
from vpdn.radiusd.policies import Decision, Policies
from vpdn.radiusd.reasons import Reason
from vpdn.radiusd.settings import Method

ASKED = decode(
    request(
        Code.ACCESS_REQUEST,
        1,
        bytes(16),
        b"cisco",
        [("Service-Type", "Framed"), ("Framed-Protocol", "PPP")],
    )
)
FACTS = Facts(ASKED, "angela", ANGELA, frozenset({"vpn users"}), datetime(2001, 3, 9, tzinfo=UTC))
NEVER = {"Service-Type": "Login"}


def decide(
    *policies: dict[str, Any], dialin: str = "policy", method: Method = "ms-chap"
) -> tuple[Reason, str | None]:
    settings = document(policies=list(policies), users=[tac(dialin=dialin)])
    decision = Policies(settings.policies).decide(settings.users[0], method, FACTS)
    return decision.reason, decision.policy.name if decision.policy else None


def test_without_policies_nobody_gets_in_not_even_who_is_allowed() -> None:
    assert decide(dialin="allow") == (Reason.NO_POLICY_MATCH, None)


def test_every_condition_must_hold() -> None:
    conditions = {"Service-Type": "Framed", "Framed-Protocol": "SLIP"}
    assert decide(policy(conditions=conditions))[0] is Reason.NO_POLICY_MATCH
    assert decide(policy(conditions={}))[0] is Reason.SUCCESS


def test_the_first_match_decides_and_later_ones_are_never_consulted() -> None:
    order = [
        policy(name="login", conditions=NEVER),
        policy(name="closed", permission="deny"),
        policy(name="open"),
    ]
    assert decide(*order) == (Reason.DIALIN_DISABLED, "closed")


@pytest.mark.parametrize(
    ("dialin", "permission", "reason"),
    [
        ("allow", "grant", Reason.SUCCESS),
        ("allow", "deny", Reason.SUCCESS),
        ("deny", "grant", Reason.DIALIN_DISABLED),
        ("deny", "deny", Reason.DIALIN_DISABLED),
        ("policy", "grant", Reason.SUCCESS),
        ("policy", "deny", Reason.DIALIN_DISABLED),
    ],
)
def test_the_users_permission_goes_before_the_policys(
    dialin: str, permission: str, reason: Reason
) -> None:
    assert decide(policy(permission=permission), dialin=dialin)[0] is reason


def test_the_profile_must_allow_the_method_even_to_who_is_allowed() -> None:
    narrow = policy(profile={"authentication": ["ms-chap-v2"]})
    assert decide(narrow, dialin="allow")[0] is Reason.INVALID_AUTH_TYPE
    assert decide(narrow, dialin="allow", method="ms-chap-v2")[0] is Reason.SUCCESS


@pytest.mark.parametrize(("method", "allowed"), [("pap", False), ("ms-chap", True)])
def test_a_profile_allows_both_ms_chaps_by_default(method: Method, allowed: bool) -> None:
    reason, _ = decide(policy(profile={}), method=method)
    assert (reason is Reason.SUCCESS) is allowed


def test_a_decision_without_a_policy_has_none() -> None:
    assert Decision(Reason.NO_POLICY_MATCH).policy is None
