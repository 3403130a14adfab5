"""The credentials in an Access-Request: RFC 2865 section 2, RFC 2548 section 2."""

from __future__ import annotations

from vpdn.aaa.proof import NT_RESPONSE_IN_USE
from vpdn.crypto.mschap import PASSWORD_BLOCK
from vpdn.errors import DecodeError
from vpdn.ppp.outputs import (
    ChapCredentials,
    Credentials,
    MsChapCredentials,
    MsChapV2Credentials,
    PapCredentials,
    PasswordChange,
)
from vpdn.radius.authenticator import reveal
from vpdn.radius.packet import Packet
from vpdn.radiusd.settings import Method

NT_PASSWORD_IN_USE = 2
"""In the flags of MS-CHAP-CPW-2: the fields made with NT hashes are there (RFC 2433 section 10)."""

Response = PapCredentials | ChapCredentials | MsChapCredentials | MsChapV2Credentials
"""What proves that somebody knows a password."""
METHODS: dict[type[Response], Method] = {
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
    change = _change(request, user, challenge)
    if change is not None:
        return change
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


def _change(request: Packet, user: bytes, challenge: bytes) -> PasswordChange | None:
    """RFC 2548 sections 2.1.7 and 2.3.4. In version 1 only what is made with NT hashes counts."""
    if (value := request.octets("MS-CHAP2-CPW")) is not None:
        _check(value, 68, challenge, 16)
        v2 = MsChapV2Credentials(value[1], user, challenge, value[18:34], value[42:66], value[67])
        return PasswordChange(v2, _encrypted_password(request), value[2:18])
    if (value := request.octets("MS-CHAP-CPW-2")) is not None:
        _check(value, 84, challenge, 8)
        flags = value[83] if value[83] & NT_PASSWORD_IN_USE else 0
        v1 = MsChapCredentials(
            value[1], user, challenge, value[34:58], value[58:82], flags & NT_RESPONSE_IN_USE
        )
        return PasswordChange(v1, _encrypted_password(request), value[2:18])
    return None


def _encrypted_password(request: Packet) -> bytes:
    """The pieces of MS-CHAP-NT-Enc-PW in the order of their numbers (RFC 2548 section 2.1.9)."""
    pieces = sorted((piece[2:4], piece[4:]) for piece in request.values("MS-CHAP-NT-Enc-PW"))
    if [int.from_bytes(number, "big") for number, _ in pieces] != list(range(1, len(pieces) + 1)):
        raise DecodeError("a piece of the new password is missing, or there twice")
    whole = b"".join(piece for _, piece in pieces)
    if len(whole) != PASSWORD_BLOCK:
        raise DecodeError(f"a new password of {len(whole)} octets, not {PASSWORD_BLOCK}")
    return whole


def _check(value: bytes, length: int, challenge: bytes, challenge_length: int) -> None:
    if len(value) != length:
        raise DecodeError(f"a response of {len(value)} octets, not {length}")
    if len(challenge) != challenge_length:
        raise DecodeError(f"a challenge of {len(challenge)} octets, not {challenge_length}")
