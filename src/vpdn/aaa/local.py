"""The methods `local` and `none`: users of the router's own, and nobody asked at all.

PAP (RFC 1334), CHAP (RFC 1994), MS-CHAPv1 (RFC 2433) and v2 (RFC 2759) against a cleartext
secret. A response by the LM hash alone is refused: it gives the password away.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from vpdn.aaa.settings import LocalUser
from vpdn.aaa.types import Accept, AuthRequest, Reject
from vpdn.crypto.chap import md5_response
from vpdn.crypto.mppe_keys import mschap_keys, mschap_v2_keys
from vpdn.crypto.mschap import (
    challenge_response,
    generate_authenticator_response,
    generate_nt_response,
    lm_password_hash,
    nt_password_hash,
    same_response,
)
from vpdn.ppp.outputs import (
    ChapCredentials,
    MsChapCredentials,
    MsChapV2Credentials,
    PapCredentials,
)

NT_RESPONSE_IN_USE = 1


class Local:
    """`local` takes names in any case, `local-case` as they are written."""

    name = "local"

    def __init__(self, users: Mapping[str, LocalUser], *, case_sensitive: bool = False) -> None:
        self._case_sensitive = case_sensitive
        self._users = {self._key(user.name): user for user in users.values()}

    async def authenticate(self, request: AuthRequest) -> Accept | Reject:
        user = self._users.get(self._key(request.user.decode("utf-8", "replace")))
        if user is None or user.secret is None:
            return Reject(self.name)
        return self._check(request, user.secret)

    def _key(self, name: str) -> str:
        return name if self._case_sensitive else name.casefold()

    def _check(self, request: AuthRequest, secret: str) -> Accept | Reject:
        match request.credentials:
            case PapCredentials() as given:
                good = hmac.compare_digest(given.password, secret.encode())
            case ChapCredentials() as given:
                expected = md5_response(given.identifier, secret.encode(), given.challenge)
                good = hmac.compare_digest(given.response, expected)
            case MsChapCredentials() as given:
                return self._check_mschap(given, secret)
            case MsChapV2Credentials() as given:
                return self._check_mschap_v2(given, secret)
        return Accept(self.name) if good else Reject(self.name)

    def _check_mschap(self, given: MsChapCredentials, secret: str) -> Accept | Reject:
        nt_hash = nt_password_hash(secret)
        if given.flags != NT_RESPONSE_IN_USE:
            return Reject(self.name, reason="LM response without an NT response")
        expected = challenge_response(given.challenge, nt_hash)
        if not same_response(expected, given.nt_response):
            return Reject(self.name)
        return Accept(
            self.name, keys=mschap_keys(lm_password_hash(secret), nt_hash, given.challenge)
        )

    def _check_mschap_v2(self, given: MsChapV2Credentials, secret: str) -> Accept | Reject:
        nt_hash = nt_password_hash(secret)
        user = without_domain(given.user)
        expected = generate_nt_response(given.challenge, given.peer_challenge, user, nt_hash)
        if not same_response(expected, given.nt_response):
            return Reject(self.name)
        message = generate_authenticator_response(
            nt_hash, given.nt_response, given.peer_challenge, given.challenge, user
        )
        keys = mschap_v2_keys(nt_hash, given.nt_response)
        return Accept(self.name, message=message, keys=keys)


class NoAuthentication:
    """`none`: everybody is let in, without keys."""

    name = "none"

    async def authenticate(self, request: AuthRequest) -> Accept | Reject:
        return Accept(self.name)


def without_domain(user: bytes) -> bytes:
    """The name MS-CHAPv2 hashes: without a leading `DOMAIN\\` (RFC 2759 section 4)."""
    return user.rpartition(b"\\")[2]
