"""Users by the names they give: `user`, `DOMAIN\\user`, `user@realm`, in any case."""

from __future__ import annotations

from dataclasses import dataclass

from vpdn.aaa.proof import NO_LM_HASH, Secret
from vpdn.radiusd.reasons import Reason
from vpdn.radiusd.settings import Settings, User


@dataclass(frozen=True, slots=True)
class Account:
    """A user, ready to be checked. `groups` are in lower case."""

    user: User
    secret: Secret
    groups: frozenset[str]


class Directory:
    def __init__(self, settings: Settings) -> None:
        self._domains = {name.casefold() for name in (settings.domain, *settings.realms)}
        self._accounts = {user.name.casefold(): _account(user) for user in settings.users}

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


def _account(user: User) -> Account:
    groups = frozenset(group.lower() for group in user.groups)
    if user.password is not None:
        return Account(user, Secret.of(user.password), groups)
    nt_hash = bytes.fromhex(user.nt_hash or "")
    lm_hash = bytes.fromhex(user.lm_hash) if user.lm_hash else NO_LM_HASH
    return Account(user, Secret(nt_hash, lm_hash), groups)
