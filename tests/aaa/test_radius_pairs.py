"""Answers of a server as accepts and rejects, with everything PPP may use."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.radiusd.support import CHALLENGE, EVERY_METHOD, Make, chap, mschap, mschap_v2, pap
from vpdn.aaa.radius_pairs import credential_attributes, outcome_of
from vpdn.aaa.types import AV, Accept, Reject
from vpdn.crypto.mppe_keys import MsChapKeys, MsChapV2Keys
from vpdn.errors import DecodeError
from vpdn.ppp.outputs import Credentials
from vpdn.radius.client import Answered
from vpdn.radius.mppe import encrypt_mschap_keys, encrypt_mschap_v2_keys
from vpdn.radius.packet import Attributes, Code, decode, reply, request
from vpdn.radiusd.credentials import credentials_of

SECRET = b"cisco"
VECTOR = bytes(range(16))
ASKED = decode(request(Code.ACCESS_REQUEST, 1, VECTOR, SECRET, []))
KEYS = MsChapKeys(bytes.fromhex("f0d412bd764ffe81"), bytes(range(0x41, 0x51)), CHALLENGE)
V2_KEYS = MsChapV2Keys(bytes(range(16)), bytes(range(16, 32)))
SUCCESS = b"\x15S=407A5589115FD0D6209F510FE9C04566932CDA56"


def outcome(
    given: Credentials, attributes: Attributes = (), code: Code = Code.ACCESS_ACCEPT
) -> Accept | Reject:
    answer = decode(reply(ASKED, code, SECRET, attributes))
    return outcome_of(Answered(answer, SECRET, VECTOR), given)


def v2_keys() -> Attributes:
    send, receive = encrypt_mschap_v2_keys(V2_KEYS, SECRET, VECTOR, bytes)
    return [("MS-MPPE-Send-Key", send), ("MS-MPPE-Recv-Key", receive)]


@pytest.mark.parametrize("make", EVERY_METHOD)
def test_a_server_reads_the_credentials_that_were_put_in(make: Make) -> None:
    given = make()
    sent = [("User-Name", given.user), *credential_attributes(given)]
    got = credentials_of(decode(request(Code.ACCESS_REQUEST, 1, VECTOR, SECRET, sent)), SECRET)
    if make is pap:
        assert (type(got), getattr(got, "password", None)) == (type(given), b"admin")
    else:
        assert got == given


@pytest.mark.parametrize(
    ("attribute", "reason"),
    [
        (("Service-Type", "Administrative"), "Service-Type Administrative is not served"),
        (("Service-Type", 4711), "Service-Type 4711 is not served"),
        (("Framed-Protocol", "SLIP"), "Framed-Protocol SLIP is not served"),
    ],
)
def test_an_accept_for_another_service_is_a_refusal(
    attribute: tuple[str, str | int], reason: str
) -> None:
    """RFC 2865 section 5.6."""
    refused = Reject("radius", reason=f"unusable Access-Accept: {reason}")
    assert outcome(pap(), [attribute]) == refused
    framed: Attributes = [("Service-Type", "Framed"), ("Framed-Protocol", "PPP")]
    assert isinstance(outcome(pap(), framed), Accept)


def test_an_accept_carries_what_a_session_needs() -> None:
    assert outcome(
        pap(),
        [
            ("Framed-IP-Address", "10.0.0.9"),
            ("Framed-Pool", "staff"),
            ("Session-Timeout", 3600),
            ("Idle-Timeout", 60),
            ("Port-Limit", 2),
            ("Class", b"one"),
            ("Class", b"two"),
            ("Reply-Message", "hello"),
            ("MS-Primary-DNS-Server", "10.0.0.1"),
            ("MS-Secondary-DNS-Server", "10.0.0.2"),
            ("MS-Primary-NBNS-Server", "10.0.0.3"),
            ("MS-MPPE-Encryption-Policy", 2),
            ("MS-MPPE-Encryption-Types", 6),
        ],
    ) == Accept(
        "radius",
        message=b"hello",
        attributes=(
            AV("addr", "10.0.0.9"),
            AV("addr-pool", "staff"),
            AV("timeout", "3600"),
            AV("idletime", "60"),
            AV("max-links", "2"),
            AV("dns-servers", "10.0.0.1 10.0.0.2"),
            AV("wins-servers", "10.0.0.3"),
        ),
        address=IPv4Address("10.0.0.9"),
        pool="staff",
        dns=(IPv4Address("10.0.0.1"), IPv4Address("10.0.0.2")),
        nbns=(IPv4Address("10.0.0.3"),),
        session_timeout=3600,
        idle_timeout=60,
        state_class=(b"one", b"two"),
        mppe_required=True,
        mppe_strengths=frozenset({40, 128}),
        account="tac",
        max_calls=2,
    )


def test_mschap_keys_are_decrypted_and_shown_as_ios_shows_them() -> None:
    accept = outcome(mschap(), [("MS-CHAP-MPPE-Keys", encrypt_mschap_keys(KEYS, SECRET, VECTOR))])
    assert isinstance(accept, Accept)
    assert accept.keys == KEYS
    shown = "1p1T11=1v1O1~1" + "".join(f"1{chr(octet)}" for octet in range(0x41, 0x51))
    assert accept.attributes == (AV("mschap_mppe_keys", shown, mandatory=False),)
    assert accept.message == b""


def test_mschap_v2_keys_are_decrypted_and_not_shown() -> None:
    accept = outcome(mschap_v2(), [*v2_keys(), ("MS-CHAP2-Success", SUCCESS)])
    assert isinstance(accept, Accept)
    assert (accept.keys, accept.message) == (V2_KEYS, SUCCESS[1:])
    assert accept.attributes == (AV("mschap_mppe_keys", "<hidden>", mandatory=False),)


def test_what_is_the_same_for_many_calls_is_kept_once() -> None:
    """An idle session's memory is what it has of its own."""
    named: Attributes = [("MS-MPPE-Encryption-Types", 4), ("MS-CHAP-Domain", b"\1HOME")]
    proved: Attributes = [("MS-CHAP2-Success", b"\1S=" + b"0" * 40), *v2_keys(), *named]
    one, other = outcome(mschap_v2(), proved), outcome(mschap_v2(), proved)
    assert isinstance(one, Accept)
    assert isinstance(other, Accept)
    assert one == other
    assert one.mppe_strengths == frozenset({128})
    assert one.mppe_strengths is other.mppe_strengths
    assert one.unrecognized is other.unrecognized
    assert one.attributes[0] is other.attributes[0]


@pytest.mark.parametrize("make", [pap, chap, mschap])
def test_an_accept_without_keys_is_an_accept_without_keys(make: Make) -> None:
    assert outcome(make()) == Accept("radius", account="tac")


@pytest.mark.parametrize("proof", [None, b"\x15", b"\x15no proof"])
def test_a_v2_accept_that_does_not_prove_the_server_is_refused(proof: bytes | None) -> None:
    attributes = [] if proof is None else [("MS-CHAP2-Success", proof)]
    refused = outcome(mschap_v2(), attributes)
    assert isinstance(refused, Reject)
    assert "MS-CHAP2-Success" in refused.reason


def test_keys_that_cannot_be_read_refuse_the_user() -> None:
    refused = outcome(mschap(), [("MS-CHAP-MPPE-Keys", bytes(24))])
    assert isinstance(refused, Reject)
    assert "MS-CHAP-MPPE-Keys of 24 octets" in refused.reason


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (b"\x15E=691 R=0 V=3", 691),
        (b"\x15E=648 R=0 C=00112233445566778899AABBCCDDEEFF V=3 M=expired", 648),
        (b"\x15nothing", 691),
        (b"", 691),
    ],
)
def test_the_error_number_of_a_reject_is_read(value: bytes, error: int) -> None:
    refused = outcome(mschap(), [("MS-CHAP-Error", value)], Code.ACCESS_REJECT)
    assert refused == Reject("radius", error)


def test_a_challenge_is_a_refusal() -> None:
    assert outcome(pap(), [("State", b"x")], Code.ACCESS_CHALLENGE) == Reject("radius", 691)


def test_vendor_attributes_that_are_not_used_are_named() -> None:
    accept = outcome(pap(), [("MS-CHAP-Domain", b"\x14NET"), ("MS-BAP-Usage", 1), *v2_keys()])
    assert isinstance(accept, Accept)
    assert accept.unrecognized == ((311, 10), (311, 13))


def test_lines_for_the_interface_are_attributes_and_other_pairs_of_cisco_are_not_used() -> None:
    line = "lcp:interface-config=mtu 1400\\nkeepalive 5"
    given: Attributes = [("Cisco-AVPair", line), ("WISPr-Bandwidth-Max-Up", 8000)]
    accept = outcome(pap(), given)
    assert isinstance(accept, Accept)
    limit = "rate-limit input 8000 1500 3000 conform-action transmit exceed-action drop"
    said = tuple(AV("interface-config", one) for one in (limit, "mtu 1400", "keepalive 5"))
    assert (accept.attributes, accept.unrecognized) == (said, ())
    accept = outcome(pap(), [*given, ("Cisco-AVPair", "ip:addr-pool=staff")])
    assert isinstance(accept, Accept)
    assert accept.unrecognized == ((9, 1),)


@given(st.binary(max_size=120))
def test_any_attributes_of_an_accept_are_survived(body: bytes) -> None:
    data = bytes([2, 1]) + (20 + len(body)).to_bytes(2, "big") + VECTOR + body
    try:
        answer = decode(data)
    except DecodeError:
        return
    for make in EVERY_METHOD:
        got = outcome_of(Answered(answer, SECRET, VECTOR), make())
        assert isinstance(got, Accept | Reject)


@pytest.mark.parametrize(("flags", "told"), [(0, b"S=00 M=welcome"), (4, b"S=00")])
def test_windows_98_is_told_no_message_with_success(flags: int, told: bytes) -> None:
    given = replace(mschap_v2(), flags=flags)
    accept = outcome(given, [("MS-CHAP2-Success", b"\x15S=00 M=welcome")])
    assert isinstance(accept, Accept)
    assert accept.message == told
