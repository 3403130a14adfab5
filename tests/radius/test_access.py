"""The document's attribute set, in its order and to the octet."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from vpdn.radius import access
from vpdn.radius.packet import Attributes, Code, Hidden, decode, request

ANGELA = IPv4Address("10.200.20.2")
CHALLENGE = bytes.fromhex("fd11223344556677")
MSCHAP = access.mschap(20, CHALLENGE, bytes(24), bytes(range(24)), 1)
MSCHAP_V2 = access.mschap_v2(21, bytes(16), bytes(range(16)), bytes(24), 0)


def encoded(credentials: Attributes) -> bytes:
    attributes = access.access_request(ANGELA, 1, b"tac", credentials)
    return request(Code.ACCESS_REQUEST, 116, bytes(16), b"cisco", attributes)


def test_the_documents_request_has_129_octets_and_its_first_octets() -> None:
    """The log shows four octets of every value, eight of a vendor's, and runs over a short one."""
    sent = encoded(MSCHAP)
    assert len(sent) == 129
    seen = []
    offset = 20
    while offset < len(sent):
        kind, length = sent[offset], sent[offset + 1]
        shown = 8 if kind == 26 else 4
        value = sent[offset + 2 : offset + 2 + shown].hex().upper()
        seen.append(f"Attribute {kind} {length} {value}")
        offset += length
    assert seen == [
        "Attribute 4 6 0AC81402",
        "Attribute 5 6 00000001",
        "Attribute 61 6 00000005",
        "Attribute 1 5 7461631A",
        "Attribute 26 16 000001370B0AFD11",
        "Attribute 26 58 0000013701341401",
        "Attribute 6 6 00000002",
        "Attribute 7 6 00000001",
    ]


@pytest.mark.parametrize(
    ("credentials", "names"),
    [
        (access.pap(b"admin"), [2]),
        (access.chap(9, bytes(16), bytes(16)), [3, 60]),
        (MSCHAP, [(311, 11), (311, 1)]),
        (MSCHAP_V2, [(311, 11), (311, 25)]),
    ],
)
def test_credentials_stand_in_the_same_frame(
    credentials: Attributes, names: list[int | tuple[int, int]]
) -> None:
    keys = [key for key, _ in decode(encoded(credentials)).attributes]
    assert keys == [4, 5, 61, 1, *names, 6, 7]


@pytest.mark.parametrize("prompt", [False, True])
@pytest.mark.parametrize("caller", [None, IPv4Address("192.168.1.47")])
def test_a_login_has_its_caller_and_nothing_framed(
    caller: IPv4Address | None, prompt: bool
) -> None:
    """IOS 12.1's order: who asks for a higher level says so with Service-Type."""
    attributes = access.login_request(
        ANGELA, 130, b"tac", caller, access.pap(b"admin"), prompt=prompt
    )
    got = decode(request(Code.ACCESS_REQUEST, 1, bytes(16), b"cisco", attributes))
    keys = [key for key, _ in got.attributes]
    assert keys == [4, 5, 61, 1, *([31] if caller else []), 2, *([6] if prompt else [])]
    assert got.address("NAS-IP-Address") == ANGELA
    assert got.integer("NAS-Port") == 130
    assert got.integer("NAS-Port-Type") == (5 if caller else 0)
    assert got.octets("Calling-Station-Id") == (b"192.168.1.47" if caller else None)
    assert got.integer("Service-Type") == (6 if prompt else None)


def test_chap_gives_identifier_and_response_together() -> None:
    got = decode(encoded(access.chap(9, b"challenge", bytes(range(16)))))
    assert got.octets("CHAP-Password") == b"\x09" + bytes(range(16))
    assert got.octets("CHAP-Challenge") == b"challenge"


def test_responses_of_mschap_have_50_octets() -> None:
    v1 = decode(encoded(MSCHAP)).octets("MS-CHAP-Response")
    v2 = decode(encoded(MSCHAP_V2)).octets("MS-CHAP2-Response")
    assert v1 == bytes([20, 1]) + bytes(24) + bytes(range(24))
    assert v2 == bytes([21, 0]) + bytes(range(16)) + bytes(8) + bytes(24)


@pytest.mark.parametrize(
    ("user", "credentials", "fits"),
    [
        (b"tac", access.pap(b"x" * 128), True),
        (b"tac", access.pap(b"x" * 129), False),
        (b"", access.pap(b"x"), False),
        (b"x" * 253, access.pap(b"x"), True),
        (b"x" * 254, access.pap(b"x"), False),
        (b"tac", [("MS-CHAP-Response", bytes(248))], False),
        (b"tac", [("NAS-Port", 1), ("User-Password", Hidden(b""))], True),
    ],
)
def test_what_radius_cannot_carry_is_known_beforehand(
    user: bytes, credentials: Attributes, fits: bool
) -> None:
    assert access.fits(user, credentials) is fits
