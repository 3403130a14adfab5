"""The credentials in an Access-Request: RFC 2865 section 2, RFC 2548 section 2."""

from __future__ import annotations

from vpdn.errors import DecodeError
from vpdn.ppp.outputs import (
    ChapCredentials,
    Credentials,
    MsChapCredentials,
    MsChapV2Credentials,
    PapCredentials,
)
from vpdn.radius.authenticator import reveal
from vpdn.radius.packet import Packet
from vpdn.radiusd.settings import Method

METHODS: dict[type[Credentials], Method] = {
    PapCredentials: "pap",
    ChapCredentials: "chap",
    MsChapCredentials: "ms-chap",
    MsChapV2Credentials: "ms-chap-v2",
}


def credentials_of(request: Packet, secret: bytes) -> Credentials | None:
    """What the user gave, or None when it is nothing this server can check (EAP, say).

    Raises DecodeError when an attribute has not its RFC's length."""
    user = request.octets("User-Name") or b""
    challenge = request.octets("MS-CHAP-Challenge") or b""
    if (value := request.octets("MS-CHAP2-Response")) is not None:
        _check(value, 50, challenge, 16)
        return MsChapV2Credentials(value[0], user, challenge, value[2:18], value[26:50], value[1])
    if (value := request.octets("MS-CHAP-Response")) is not None:
        _check(value, 50, challenge, 8)
        return MsChapCredentials(value[0], user, challenge, value[2:26], value[26:50], value[1])
    if (value := request.octets("CHAP-Password")) is not None:
        challenge = request.octets("CHAP-Challenge") or request.authenticator
        _check(value, 17, challenge, len(challenge))
        return ChapCredentials(value[0], user, challenge, value[1:])
    if (value := request.octets("User-Password")) is not None:
        password = reveal(value, secret, request.authenticator).rstrip(b"\0")
        return PapCredentials(0, user, password)
    return None


def _check(value: bytes, length: int, challenge: bytes, challenge_length: int) -> None:
    if len(value) != length:
        raise DecodeError(f"a response of {len(value)} octets, not {length}")
    if len(challenge) != challenge_length:
        raise DecodeError(f"a challenge of {len(challenge)} octets, not {challenge_length}")
