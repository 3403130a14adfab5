"""Does what the user gave prove that the user knows the secret?

PAP (RFC 1334), CHAP (RFC 1994), MS-CHAPv1 (RFC 2433) and v2 (RFC 2759), checked against a
password or its Windows hashes. A response by the LM hash alone proves nothing here: anybody who
heard it has the password soon. Who the user is, and what a proof is good for, is not known here.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from vpdn.crypto.chap import md5_response
from vpdn.crypto.mppe_keys import KeyMaterial, mschap_keys, mschap_v2_keys
from vpdn.crypto.mschap import (
    challenge_response,
    generate_authenticator_response,
    generate_nt_response,
    lm_password_hash,
    nt_password_hash,
    same_response,
    without_domain,
)
from vpdn.ppp.outputs import (
    ChapCredentials,
    Credentials,
    MsChapCredentials,
    MsChapV2Credentials,
    PapCredentials,
    PasswordChange,
)

NT_RESPONSE_IN_USE = 1
NO_LM_HASH = bytes(16)


@dataclass(frozen=True, slots=True)
class Secret:
    """What is known of a user's password: itself, or only its hashes. Without an LM hash
    MS-CHAPv1's keys for 40 and 56 bit are of no use."""

    nt_hash: bytes
    lm_hash: bytes = NO_LM_HASH
    password: str | None = None

    @classmethod
    def of(cls, password: str) -> Secret:
        return cls(nt_password_hash(password), lm_password_hash(password), password)


@dataclass(frozen=True, slots=True)
class Proof:
    """`message` is what the user gets in return, `keys` what MPPE may start from."""

    message: bytes = b""
    keys: KeyMaterial | None = None


def can_check(given: Credentials, secret: Secret) -> bool:
    """CHAP with MD5 needs the password itself."""
    return secret.password is not None or not isinstance(given, ChapCredentials)


def prove(given: Credentials, secret: Secret) -> Proof | None:
    """The proof, or None when there is none. Who changes the password proves the new one."""
    match given:
        case PasswordChange():
            return prove(given.response, secret)
        case PapCredentials():
            return Proof() if _right_password(given.password, secret) else None
        case ChapCredentials():
            return Proof() if _right_response(given, secret) else None
        case MsChapCredentials():
            return _prove_mschap(given, secret)
        case MsChapV2Credentials():
            return _prove_mschap_v2(given, secret)


def _right_password(password: bytes, secret: Secret) -> bool:
    if secret.password is not None:
        return hmac.compare_digest(password, secret.password.encode())
    given = nt_password_hash(password.decode("utf-8", "replace"))
    return hmac.compare_digest(given, secret.nt_hash)


def _right_response(given: ChapCredentials, secret: Secret) -> bool:
    if secret.password is None:
        return False
    expected = md5_response(given.identifier, secret.password.encode(), given.challenge)
    return hmac.compare_digest(given.response, expected)


def _prove_mschap(given: MsChapCredentials, secret: Secret) -> Proof | None:
    expected = challenge_response(given.challenge, secret.nt_hash)
    uses_nt = given.flags == NT_RESPONSE_IN_USE
    if not uses_nt or not same_response(expected, given.nt_response):
        return None
    return Proof(keys=mschap_keys(secret.lm_hash, secret.nt_hash, given.challenge))


def _prove_mschap_v2(given: MsChapV2Credentials, secret: Secret) -> Proof | None:
    user = without_domain(given.user)
    expected = generate_nt_response(given.challenge, given.peer_challenge, user, secret.nt_hash)
    if not same_response(expected, given.nt_response):
        return None
    message = generate_authenticator_response(
        secret.nt_hash, given.nt_response, given.peer_challenge, given.challenge, user
    )
    return Proof(message, mschap_v2_keys(secret.nt_hash, given.nt_response))
