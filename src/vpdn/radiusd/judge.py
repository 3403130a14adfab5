"""What becomes of an Access-Request, in IAS' order: credentials, account, remote access policies.

A user learns that the account is disabled, that the password is too old or that dial-in is denied
only after proving to be it. A change of the password proves both, the old one and the new one.
How the verdict is said on the wire is `replies`' business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from ipaddress import IPv4Address

from vpdn.aaa.new_password import new_password
from vpdn.aaa.proof import Proof, Secret, can_check, prove
from vpdn.errors import ConfigError, DecodeError
from vpdn.ppp.outputs import PasswordChange
from vpdn.radius.packet import Packet
from vpdn.radiusd.conditions import Facts
from vpdn.radiusd.credentials import METHODS, Response, credentials_of
from vpdn.radiusd.directory import Account, Directory
from vpdn.radiusd.log import quoted
from vpdn.radiusd.passwords import Passwords
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
    """`policy` is the one that decided, if it came to that; `grant` is there on success only.
    `given` is, of a change of the password, the response in it, and `note` what became of it."""

    reason: Reason
    given: Response | None = None
    policy: Policy | None = None
    grant: Grant | None = None
    note: str = ""

    @property
    def method(self) -> Method | None:
        return METHODS[type(self.given)] if self.given else None


class Judge:
    """Raises ConfigError when there is a file of changed passwords that cannot be used."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._directory = Directory(settings, Passwords(settings.changed_passwords))
        self._policies = Policies(settings.policies)
        self._clock = clock

    def judge(self, request: Packet, client: Client, address: IPv4Address) -> Verdict:
        try:
            given = credentials_of(request, client.secret.encode())
        except DecodeError:
            return Verdict(Reason.MALFORMED_REQUEST)
        if given is None:
            return Verdict(Reason.UNSUPPORTED_AUTH_TYPE)
        response = given.response if isinstance(given, PasswordChange) else given
        account = self._directory.find(response.user)
        if isinstance(account, Reason):
            return Verdict(account, response)
        if not can_check(response, account.secret):
            return Verdict(Reason.UNSUPPORTED_AUTH_TYPE, response)
        proof, now = prove(response, account.secret), self._clock()
        new = None
        if isinstance(given, PasswordChange):
            new = new_password(given, account.secret)
            proof = None if new is None else prove(response, Secret.of(new))
        if proof is None:
            return Verdict(Reason.AUTH_FAILURE, response)
        barred, note = account.barred(now), ""
        if barred is None and new is not None:
            barred, note = self._change(account, new, now)
        elif barred is None and account.password_is_old(now):
            barred = Reason.PASSWORD_MUST_CHANGE
        if barred is not None:
            return Verdict(barred, response, note=note)
        facts = Facts(request, client.name, address, account.groups, now)
        return replace(self._authorize(account, response, proof, facts), note=note)

    def _change(self, account: Account, new: str, now: datetime) -> tuple[Reason | None, str]:
        """Why the new password is not taken, and what is to be said of it in the log."""
        name = quoted(account.user.name.encode())
        if not new or Secret.of(new).nt_hash == account.secret.nt_hash:
            return Reason.CHANGE_PASSWORD_FAILURE, f"User {name} gave no new password"
        try:
            self._directory.change_password(account, new, now)
        except ConfigError as error:
            return Reason.CHANGE_PASSWORD_FAILURE, f"The password of {name} was not kept: {error}"
        return None, f"User {name} changed the password"

    def _authorize(self, account: Account, given: Response, proof: Proof, facts: Facts) -> Verdict:
        decision = self._policies.decide(account.user, METHODS[type(given)], facts)
        grant = None
        if decision.policy is not None and decision.reason is Reason.SUCCESS:
            grant = Grant(account.user, decision.policy, proof)
        return Verdict(decision.reason, given, decision.policy, grant)
