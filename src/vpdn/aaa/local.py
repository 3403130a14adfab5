"""The methods `local` and `none`: users of the router's own, and nobody asked at all."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from vpdn.aaa.proof import Proof, Secret, prove
from vpdn.aaa.settings import LocalUser
from vpdn.aaa.types import Accept, AuthRequest, Reject, Service
from vpdn.crypto.password_hash import verify
from vpdn.ppp.outputs import Credentials, PapCredentials, PasswordChange

CHANGING_PASSWORD = 709
"""The MS-CHAP error of a password that was not changed."""
NOTHING_TO_SAY = Proof()
"""Of a password that was sent."""


class Local:
    """`local` takes names in any case, `local-case` as they are written.

    Where a user has a hashed secret, every password that is sent costs a hash, whoever it is for:
    the time of an answer tells nobody which names there are."""

    name = "local"

    def __init__(self, users: Mapping[str, LocalUser], *, case_sensitive: bool = False) -> None:
        self._case_sensitive = case_sensitive
        self._users = {self._key(user.name): user for user in users.values()}
        self._secrets: dict[str, Secret] = {}
        self._hashes = [user.hashed for user in users.values() if user.hashed is not None]

    async def authenticate(self, request: AuthRequest) -> Accept | Reject:
        """Refuses who is unknown, or whose password cannot be recovered. Passwords are lines of the
        configuration: they never expire, and only an operator changes them."""
        if isinstance(request.credentials, PasswordChange):
            return Reject(
                self.name, CHANGING_PASSWORD, "a local password is the operator's to change"
            )
        key = self._key(request.user.decode("utf-8", "replace"))
        user = self._users.get(key)
        if user is not None and user.free and request.service is not Service.PPP:
            return self._accept(user)
        right = await self._hash(key, user, request.credentials)
        if user is not None and user.hashed is not None:
            return self._by_hash(user, right, request.credentials)
        if user is None or user.secret is None:
            return Reject(self.name)
        proof = prove(request.credentials, self._secret(key, user.secret))
        if proof is None:
            return Reject(self.name)
        return self._accept(user, proof)

    async def _hash(self, key: str, user: LocalUser | None, given: Credentials) -> bool:
        """Whether a password that was sent has the user's hash; for whoever has none, one of the
        others' is tried, always the same. That takes a while, on purpose, and is done beside the
        event loop."""
        if not self._hashes or not isinstance(given, PapCredentials):
            return False
        own = user.hashed if user is not None else None
        tried = own or self._hashes[hash(key) % len(self._hashes)]
        return await asyncio.to_thread(verify, tried, given.password.decode("utf-8", "replace"))

    def _by_hash(self, user: LocalUser, right: bool, given: Credentials) -> Accept | Reject:
        """Only a password that was sent can be hashed again: PAP's."""
        if not isinstance(given, PapCredentials):
            return Reject(self.name, reason="CHAP needs a password, and there is only its hash")
        return self._accept(user) if right else Reject(self.name)

    def _accept(self, user: LocalUser, proof: Proof = NOTHING_TO_SAY) -> Accept:
        return Accept(
            self.name,
            message=proof.message,
            keys=proof.keys,
            privilege=user.privilege,
            account=user.name,
            max_calls=user.max_calls,
        )

    def _secret(self, key: str, password: str) -> Secret:
        """What is made of a password is made at the user's first call."""
        secret = self._secrets.get(key)
        if secret is None:
            secret = self._secrets[key] = Secret.of(password)
        return secret

    def _key(self, name: str) -> str:
        return name if self._case_sensitive else name.casefold()


class NoAuthentication:
    """`none`: everybody is let in, without keys."""

    name = "none"

    async def authenticate(self, request: AuthRequest) -> Accept | Reject:
        return Accept(self.name)
