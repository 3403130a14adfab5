"""The methods `local` and `none`: users of the router's own, and nobody asked at all."""

from __future__ import annotations

from collections.abc import Mapping

from vpdn.aaa.proof import Secret, prove
from vpdn.aaa.settings import LocalUser
from vpdn.aaa.types import Accept, AuthRequest, Reject


class Local:
    """`local` takes names in any case, `local-case` as they are written."""

    name = "local"

    def __init__(self, users: Mapping[str, LocalUser], *, case_sensitive: bool = False) -> None:
        self._case_sensitive = case_sensitive
        self._users = {self._key(user.name): user for user in users.values()}

    async def authenticate(self, request: AuthRequest) -> Accept | Reject:
        """Refuses who is unknown, or whose password cannot be recovered."""
        user = self._users.get(self._key(request.user.decode("utf-8", "replace")))
        if user is None or user.secret is None:
            return Reject(self.name)
        proof = prove(request.credentials, Secret.of(user.secret))
        if proof is None:
            return Reject(self.name)
        return Accept(self.name, message=proof.message, keys=proof.keys)

    def _key(self, name: str) -> str:
        return name if self._case_sensitive else name.casefold()


class NoAuthentication:
    """`none`: everybody is let in, without keys."""

    name = "none"

    async def authenticate(self, request: AuthRequest) -> Accept | Reject:
        return Accept(self.name)
