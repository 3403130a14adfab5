"""What becomes of an Access-Request, in IAS' order: credentials, account, remote access policies.

A user learns that the account is disabled or that dial-in is denied only after proving to be it.
How the verdict is said on the wire is `replies`' business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address

from vpdn.aaa.proof import Proof, can_check, prove
from vpdn.errors import DecodeError
from vpdn.ppp.outputs import Credentials
from vpdn.radius.packet import Packet
from vpdn.radiusd.conditions import Facts
from vpdn.radiusd.credentials import METHODS, credentials_of
from vpdn.radiusd.directory import Account, Directory
from vpdn.radiusd.policies import Policies
from vpdn.radiusd.reasons import Reason
from vpdn.radiusd.settings import Client, Method, Policy, Settings, User


@dataclass(frozen=True, slots=True)
class Grant:
    """Everything an accept is made of."""

    user: User
    policy: Policy
    proof: Proof


@dataclass(frozen=True, slots=True)
class Verdict:
    """`policy` is the one that decided, if it came to that; `grant` is there on success only."""

    reason: Reason
    given: Credentials | None = None
    policy: Policy | None = None
    grant: Grant | None = None

    @property
    def method(self) -> Method | None:
        return METHODS[type(self.given)] if self.given else None


class Judge:
    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._directory = Directory(settings)
        self._policies = Policies(settings.policies)
        self._clock = clock

    def judge(self, request: Packet, client: Client, address: IPv4Address) -> Verdict:
        try:
            given = credentials_of(request, client.secret.encode())
        except DecodeError:
            return Verdict(Reason.MALFORMED_REQUEST)
        if given is None:
            return Verdict(Reason.UNSUPPORTED_AUTH_TYPE)
        account = self._directory.find(given.user)
        if isinstance(account, Reason):
            return Verdict(account, given)
        if not can_check(given, account.secret):
            return Verdict(Reason.UNSUPPORTED_AUTH_TYPE, given)
        proof = prove(given, account.secret)
        if proof is None:
            return Verdict(Reason.AUTH_FAILURE, given)
        if account.user.disabled:
            return Verdict(Reason.ACCOUNT_DISABLED, given)
        facts = Facts(request, client.name, address, account.groups, self._clock())
        return self._authorize(account, given, proof, facts)

    def _authorize(
        self, account: Account, given: Credentials, proof: Proof, facts: Facts
    ) -> Verdict:
        decision = self._policies.decide(account.user, METHODS[type(given)], facts)
        grant = None
        if decision.policy is not None and decision.reason is Reason.SUCCESS:
            grant = Grant(account.user, decision.policy, proof)
        return Verdict(decision.reason, given, decision.policy, grant)
