"""Remote access policies in IAS' order: the first policy whose conditions all hold decides, and
no later one is looked at; the user's dial-in permission goes before the policy's.

Nothing here knows packets on the wire or whether the user's password was right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vpdn.radiusd.conditions import Condition, Facts, compile_condition
from vpdn.radiusd.reasons import Reason
from vpdn.radiusd.settings import Method, Policy, User


@dataclass(frozen=True, slots=True)
class Decision:
    """`policy` is the one that decided; None when none matched."""

    reason: Reason
    policy: Policy | None = None


class Policies:
    """The ordered list, with its conditions made ready."""

    def __init__(self, policies: Iterable[Policy]) -> None:
        self._policies = [(policy, _compile(policy)) for policy in policies]

    def decide(self, user: User, method: Method, facts: Facts) -> Decision:
        """May this user, who has proved to be it, connect?"""
        policy = self._first_match(facts)
        if policy is None:
            return Decision(Reason.NO_POLICY_MATCH)
        if not _permitted(user, policy):
            return Decision(Reason.DIALIN_DISABLED, policy)
        if method not in policy.profile.authentication:
            return Decision(Reason.INVALID_AUTH_TYPE, policy)
        return Decision(Reason.SUCCESS, policy)

    def _first_match(self, facts: Facts) -> Policy | None:
        for policy, conditions in self._policies:
            if all(holds(facts) for holds in conditions):
                return policy
        return None


def _compile(policy: Policy) -> list[Condition]:
    return [compile_condition(name, values) for name, values in policy.conditions.items()]


def _permitted(user: User, policy: Policy) -> bool:
    if user.dialin == "policy":
        return policy.permission == "grant"
    return user.dialin == "allow"
