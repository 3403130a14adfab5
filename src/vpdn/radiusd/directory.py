"""Users by the names they give: `user`, `DOMAIN\\user`, `user@realm`, in any case.

Knows what holds for a whole account: its secret, its hours, the age of its password.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vpdn.aaa.proof import NO_LM_HASH, Secret
from vpdn.radiusd import hours
from vpdn.radiusd.passwords import Passwords
from vpdn.radiusd.reasons import Reason
from vpdn.radiusd.settings import Settings, User


@dataclass(frozen=True, slots=True)
class Account:
    """A user, ready to be checked. `groups` are in lower case; `changed` is when the user last
    changed the password, None while it is the operator's."""

    user: User
    secret: Secret
    groups: frozenset[str]
    changed: datetime | None = None

    def barred(self, now: datetime) -> Reason | None:
        """Why the account is of no use now, whatever the password."""
        if self.user.disabled:
            return Reason.ACCOUNT_DISABLED
        if self.user.hours and not any(hours.parse(one).contain(now) for one in self.user.hours):
            return Reason.INVALID_LOGON_HOURS
        return None

    def password_is_old(self, now: datetime) -> bool:
        """A time without a zone is local time, as `now` is."""
        if self.user.must_change_password and self.changed is None:
            return True
        if self.user.password_expires is None:
            return False
        expires = self.user.password_expires.astimezone()
        return now >= expires and (self.changed is None or self.changed < expires)


class Directory:
    def __init__(self, settings: Settings, passwords: Passwords) -> None:
        self._passwords = passwords
        self._domains = {name.casefold() for name in (settings.domain, *settings.realms)}
        self._accounts = {
            user.name.casefold(): _account(user, passwords) for user in settings.users
        }

    def find(self, name: bytes) -> Account | Reason:
        """The account, or why there is none."""
        text = name.decode("utf-8", "replace").casefold()
        if text in self._accounts:
            return self._accounts[text]
        if "\\" in text:
            domain, _, user = text.partition("\\")
        else:
            user, _, domain = text.rpartition("@") if "@" in text else (text, "", "")
        if domain and domain not in self._domains:
            return Reason.NO_SUCH_DOMAIN
        return self._accounts.get(user, Reason.NO_SUCH_USER)

    def change_password(self, account: Account, new: str, now: datetime) -> None:
        """The account has another password from now on. Raises ConfigError, and nothing has
        changed, when that cannot be kept."""
        user = account.user
        self._passwords.keep(user.name, _original(user), Secret.of(new), now)
        self._accounts[user.name.casefold()] = _account(user, self._passwords)


def _account(user: User, passwords: Passwords) -> Account:
    groups = frozenset(group.lower() for group in user.groups)
    original = _original(user)
    changed = passwords.of(user.name, original)
    if changed is None:
        return Account(user, original, groups)
    return Account(user, changed.secret, groups, changed.when)


def _original(user: User) -> Secret:
    """What the operator's file says."""
    if user.password is not None:
        return Secret.of(user.password)
    lm_hash = bytes.fromhex(user.lm_hash) if user.lm_hash else NO_LM_HASH
    return Secret(bytes.fromhex(user.nt_hash or ""), lm_hash)
