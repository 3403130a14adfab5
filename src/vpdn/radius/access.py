"""What an access server says in an Access-Request: RFC 2865 section 5, RFC 2548 section 2.

The set and the order are IOS 12.1's. For PPP: NAS-IP-Address, NAS-Port, NAS-Port-Type, User-Name,
the credentials, Service-Type, Framed-Protocol, and nothing else; for a terminal line without the
last two and with the caller's address. Nothing here sends anything.
"""

from __future__ import annotations

from ipaddress import IPv4Address

from vpdn.radius.packet import Attributes, Hidden, Value

CHANGE_PASSWORD_V2 = 6
CHANGE_PASSWORD_MSCHAP_V2 = 7
"""CHAP's codes, as they head the attributes."""
NT_FIELDS_IN_USE = bytes([0, 3])
PIECE = 243
"""Octets of the encrypted password in one attribute: 255 without what stands before them."""


def access_request(
    nas: IPv4Address, nas_port: int, user: bytes, credentials: Attributes
) -> Attributes:
    """The attributes of the request for a PPP user on virtual port `nas_port`."""
    return [
        ("NAS-IP-Address", nas),
        ("NAS-Port", nas_port),
        ("NAS-Port-Type", "Virtual"),
        ("User-Name", user),
        *credentials,
        ("Service-Type", "Framed"),
        ("Framed-Protocol", "PPP"),
    ]


def login_request(
    nas: IPv4Address,
    nas_port: int,
    user: bytes,
    caller: IPv4Address | None,
    credentials: Attributes,
    *,
    prompt: bool = False,
) -> Attributes:
    """The attributes of the request for somebody at line `nas_port`; the console has no caller.
    `prompt`: he asks for a higher level at a prompt that he has (RFC 2865 section 5.6)."""
    where: Attributes = [("NAS-Port-Type", "Async")]
    if caller is not None:
        where = [("NAS-Port-Type", "Virtual"), ("Calling-Station-Id", str(caller).encode())]
    return [
        ("NAS-IP-Address", nas),
        ("NAS-Port", nas_port),
        where[0],
        ("User-Name", user),
        *where[1:],
        *credentials,
        *([("Service-Type", "Administrative")] if prompt else []),
    ]


def fits(user: bytes, credentials: Attributes) -> bool:
    """Can RADIUS carry what the peer sent? A name of 1 to 253 octets, a password of up to 128,
    vendor attributes of up to 247."""
    return 0 < len(user) <= 253 and all(_fits(value) for _, value in credentials)


def _fits(value: Value) -> bool:
    match value:
        case Hidden(plain):
            return len(plain) <= 128
        case bytes():
            return len(value) <= 247
        case _:
            return True


def pap(password: bytes) -> Attributes:
    """RFC 2865 section 5.2; the password is hidden for the server it goes to."""
    return [("User-Password", Hidden(password))]


def chap(identifier: int, challenge: bytes, response: bytes) -> Attributes:
    """RFC 2865 sections 5.3 and 5.40."""
    return [
        ("CHAP-Password", bytes([identifier]) + response),
        ("CHAP-Challenge", challenge),
    ]


def mschap(
    identifier: int, challenge: bytes, lm_response: bytes, nt_response: bytes, flags: int
) -> Attributes:
    """RFC 2548 sections 2.1.2 and 2.1.3."""
    return [
        ("MS-CHAP-Challenge", challenge),
        ("MS-CHAP-Response", bytes([identifier, flags]) + lm_response + nt_response),
    ]


def mschap_change(
    identifier: int,
    challenge: bytes,
    lm_response: bytes,
    nt_response: bytes,
    password: bytes,
    old_hash: bytes,
) -> Attributes:
    """RFC 2548 sections 2.1.7 and 2.1.9, with what the NT hash needs; of LM there is nothing."""
    value = old_hash + bytes(16) + lm_response + nt_response + NT_FIELDS_IN_USE
    return [
        ("MS-CHAP-Challenge", challenge),
        ("MS-CHAP-CPW-2", bytes([CHANGE_PASSWORD_V2, identifier]) + value),
        *_encrypted_password(identifier, password),
    ]


def mschap_v2_change(
    identifier: int,
    challenge: bytes,
    peer_challenge: bytes,
    nt_response: bytes,
    password: bytes,
    old_hash: bytes,
) -> Attributes:
    """RFC 2548 sections 2.3.4 and 2.1.9."""
    value = old_hash + peer_challenge + bytes(8) + nt_response + bytes(2)
    return [
        ("MS-CHAP-Challenge", challenge),
        ("MS-CHAP2-CPW", bytes([CHANGE_PASSWORD_MSCHAP_V2, identifier]) + value),
        *_encrypted_password(identifier, password),
    ]


def _encrypted_password(identifier: int, password: bytes) -> Attributes:
    """MS-CHAP-NT-Enc-PW in pieces, numbered from 1. Its code is that of version 1 always."""
    pieces = range(0, len(password), PIECE)
    return [
        (
            "MS-CHAP-NT-Enc-PW",
            bytes([CHANGE_PASSWORD_V2, identifier])
            + number.to_bytes(2, "big")
            + password[start : start + PIECE],
        )
        for number, start in enumerate(pieces, 1)
    ]


def mschap_v2(
    identifier: int, challenge: bytes, peer_challenge: bytes, nt_response: bytes, flags: int
) -> Attributes:
    """RFC 2548 sections 2.1.2 and 2.3.2."""
    value = bytes([identifier, flags]) + peer_challenge + bytes(8) + nt_response
    return [("MS-CHAP-Challenge", challenge), ("MS-CHAP2-Response", value)]
