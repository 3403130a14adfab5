"""The document's RADIUS server, its users and the requests its router would send."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address
from random import Random
from typing import Any

from vpdn.crypto.chap import md5_response
from vpdn.crypto.mschap import (
    challenge_response,
    encrypt_hash,
    encrypt_password_block,
    generate_nt_response,
    lm_password_hash,
    nt_password_hash,
)
from vpdn.ppp.outputs import (
    ChapCredentials,
    Credentials,
    MsChapCredentials,
    MsChapV2Credentials,
    PapCredentials,
    PasswordChange,
)
from vpdn.radiusd.settings import Settings

ANGELA = IPv4Address("10.200.20.2")
SECRET = b"cisco"
ALL_METHODS = ["pap", "chap", "ms-chap", "ms-chap-v2"]
CHALLENGE = bytes.fromhex("fd11223344556677")
V2_CHALLENGE = bytes(range(16))
PEER_CHALLENGE = bytes(range(16, 32))


def document(**changes: Any) -> Settings:
    """The document's set-up, as `examples/ias.toml` has it, with every method allowed."""
    values: dict[str, Any] = {
        "domain": "NET",
        "clients": [{"name": "angela", "address": str(ANGELA), "secret": "cisco"}],
        "users": [tac()],
        "policies": [policy()],
    }
    return Settings.model_validate(values | changes)


def tac(**changes: Any) -> dict[str, Any]:
    user = {"name": "tac", "password": "admin", "groups": ["VPN Users"], "dialin": "allow"}
    return user | changes


def policy(**changes: Any) -> dict[str, Any]:
    values = {
        "name": "Allow access if dial-in permission is enabled",
        "conditions": {
            "Service-Type": "Framed",
            "Framed-Protocol": "PPP",
            "Windows-Groups": "VPN Users",
        },
        "permission": "grant",
        "profile": {"authentication": ALL_METHODS},
    }
    return values | changes


def pap(user: bytes = b"tac", password: str = "admin") -> PapCredentials:
    return PapCredentials(1, user, password.encode())


def chap(user: bytes = b"tac", password: str = "admin") -> ChapCredentials:
    response = md5_response(9, password.encode(), V2_CHALLENGE)
    return ChapCredentials(9, user, V2_CHALLENGE, response)


def mschap(user: bytes = b"tac", password: str = "admin", flags: int = 1) -> MsChapCredentials:
    lm = challenge_response(CHALLENGE, lm_password_hash(password))
    nt = challenge_response(CHALLENGE, nt_password_hash(password))
    return MsChapCredentials(20, user, CHALLENGE, lm, nt, flags)


def mschap_v2(user: bytes = b"tac", password: str = "admin") -> MsChapV2Credentials:
    hashed = user.rpartition(b"\\")[2]
    response = generate_nt_response(
        V2_CHALLENGE, PEER_CHALLENGE, hashed, nt_password_hash(password)
    )
    return MsChapV2Credentials(21, user, V2_CHALLENGE, PEER_CHALLENGE, response, 0)


def change(
    make: Callable[..., MsChapCredentials | MsChapV2Credentials],
    old: str = "admin",
    new: str = "secret",
    claims: str | None = None,
) -> PasswordChange:
    """tac's change of the password, in whichever version. `claims`: what the response proves."""
    block = encrypt_password_block(new, nt_password_hash(old), Random(1).randbytes)
    hidden = encrypt_hash(nt_password_hash(old), nt_password_hash(new))
    return PasswordChange(make(password=claims or new), block, hidden)


Make = Callable[..., Credentials]
EVERY_METHOD: list[Make] = [pap, chap, mschap, mschap_v2]
