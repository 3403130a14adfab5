"""The methods `local` and `none`: users of the router's own, and nobody asked at all."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from vpdn.aaa.proof import Secret, prove
from vpdn.aaa.settings import LocalUser
from vpdn.aaa.types import Accept, AuthRequest, Reject, Service
from vpdn.crypto.password_hash import verify
from vpdn.ppp.outputs import PapCredentials


class Local:
    """`local` takes names in any case, `local-case` as they are written."""

    name = "local"

    def __init__(self, users: Mapping[str, LocalUser], *, case_sensitive: bool = False) -> None:
        self._case_sensitive = case_sensitive
        self._users = {self._key(user.name): user for user in users.values()}

    async def authenticate(self, request: AuthRequest) -> Accept | Reject:
        """Refuses who is unknown, or whose password cannot be recovered."""
        user = self._users.get(self._key(request.user.decode("utf-8", "replace")))
        if user is None:
            return Reject(self.name)
        if user.hashed is not None:
            return await self._by_hash(user, user.hashed, request)
        if user.free and request.service is not Service.PPP:
            return Accept(self.name, privilege=user.privilege)
        if user.secret is None:
            return Reject(self.name)
        proof = prove(request.credentials, Secret.of(user.secret))
        if proof is None:
            return Reject(self.name)
        return Accept(self.name, message=proof.message, keys=proof.keys, privilege=user.privilege)

    async def _by_hash(self, user: LocalUser, hashed: str, request: AuthRequest) -> Accept | Reject:
        """Only a password that was sent can be hashed again: PAP's. That takes a while, on
        purpose, and is done beside the event loop."""
        if not isinstance(request.credentials, PapCredentials):
            return Reject(self.name, reason="CHAP needs a password, and there is only its hash")
        password = request.credentials.password.decode("utf-8", "replace")
        right = await asyncio.to_thread(verify, hashed, password)
        return Accept(self.name, privilege=user.privilege) if right else Reject(self.name)

    def _key(self, name: str) -> str:
        return name if self._case_sensitive else name.casefold()


class NoAuthentication:
    """`none`: everybody is let in, without keys."""

    name = "none"

    async def authenticate(self, request: AuthRequest) -> Accept | Reject:
        return Accept(self.name)
