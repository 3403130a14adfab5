"""Octets to packets and back; whatever comes, DecodeError and nothing else."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.errors import DecodeError, MisuseError
from vpdn.radius.packet import Attributes, Code, Hidden, decode, reply, request

VECTOR = bytes(range(16))
SECRET = b"cisco"


def access(attributes: Attributes, *, sign: bool = False) -> bytes:
    return request(Code.ACCESS_REQUEST, 116, VECTOR, SECRET, attributes, sign=sign)


def test_values_of_every_kind_are_encoded_in_the_order_given() -> None:
    sent = access(
        [
            ("NAS-IP-Address", IPv4Address("10.200.20.2")),
            ("NAS-Port", 1),
            ("NAS-Port-Type", "Virtual"),
            ("User-Name", b"tac"),
            ("MS-CHAP-Challenge", bytes.fromhex("fd11223344556677")),
        ]
    )
    assert sent == bytes.fromhex(
        "0174003b000102030405060708090a0b0c0d0e0f"
        "04060ac81402"
        "050600000001"
        "3d0600000005"
        "0105746163"
        "1a10000001370b0afd11223344556677"
    )


def test_octets_that_look_like_hexadecimal_digits_stay_octets() -> None:
    sent = decode(access([("CHAP-Challenge", b"0x4142"), ("Class", b"0x")]))
    assert sent.octets("CHAP-Challenge") == b"0x4142"
    assert sent.octets("Class") == b"0x"


def test_a_decoded_packet_answers_by_name() -> None:
    got = decode(access([("NAS-Port", 7), ("Framed-IP-Address", "10.0.0.9"), ("Class", b"a")]))
    assert (got.code, got.identifier, got.authenticator) == (1, 116, VECTOR)
    assert got.integer("NAS-Port") == 7
    assert got.address("Framed-IP-Address") == IPv4Address("10.0.0.9")
    assert got.values("Class") == (b"a",)
    assert (got.octets("State"), got.integer("Port-Limit")) == (None, None)
    assert got.address("NAS-IP-Address") is None


def test_several_values_of_one_attribute_keep_their_order() -> None:
    assert decode(access([("Class", b"b"), ("Class", b"a")])).values("Class") == (b"b", b"a")


def test_a_vendor_attribute_may_hold_several_and_padding_is_left_out() -> None:
    inside = bytes.fromhex("0000013707060000000108060000000e")
    body = bytes([26, 2 + len(inside)]) + inside
    data = bytes([2, 1]) + (20 + len(body)).to_bytes(2, "big") + VECTOR + body
    got = decode(data + b"padding")
    assert got.raw == data
    assert got.integer("MS-MPPE-Encryption-Policy") == 1
    assert got.integer("MS-MPPE-Encryption-Types") == 14


@pytest.mark.parametrize("inside", ["00000137", "0000013701", "000001370109aa", "0000013700"])
def test_a_vendor_attribute_of_another_form_stays_closed(inside: str) -> None:
    value = bytes.fromhex(inside)
    body = bytes([26, 2 + len(value)]) + value
    data = bytes([2, 1]) + (20 + len(body)).to_bytes(2, "big") + VECTOR + body
    assert decode(data).attributes == ((26, value),)


@pytest.mark.parametrize(
    ("body", "offset"),
    [
        ("01", 20),
        ("0100", 20),
        ("0101", 20),
        ("0106aa", 20),
        ("0103aa0205aa", 23),
        ("0503aa", 20),
        ("0405aabbcc", 20),
        ("1a0a00000137070400ff", 20),
        ("5003aa", 20),
        ("5012" + "00" * 16 + "5012" + "00" * 16, 38),
    ],
)
def test_a_malformed_attribute_is_refused_where_it_stands(body: str, offset: int) -> None:
    octets = bytes.fromhex(body)
    data = bytes([1, 1]) + (20 + len(octets)).to_bytes(2, "big") + VECTOR + octets
    with pytest.raises(DecodeError) as refused:
        decode(data)
    assert refused.value.offset == offset


@pytest.mark.parametrize("length", [0, 19, 21, 5000])
def test_a_length_that_is_not_the_packets_is_refused(length: int) -> None:
    with pytest.raises(DecodeError):
        decode(bytes([1, 1]) + length.to_bytes(2, "big") + VECTOR)


@given(st.binary(max_size=300))
def test_any_octets_decode_or_raise_decode_error(data: bytes) -> None:
    try:
        got = decode(data)
    except DecodeError:
        return
    assert data.startswith(got.raw)


@given(st.binary(max_size=200))
def test_any_attributes_decode_or_raise_decode_error(body: bytes) -> None:
    data = bytes([1, 1]) + (20 + len(body)).to_bytes(2, "big") + VECTOR + body
    try:
        decode(data)
    except DecodeError as error:
        offset = error.offset
    else:
        return
    assert 20 <= offset <= len(data)


@given(
    st.lists(
        st.tuples(st.sampled_from(["User-Name", "Class", "State"]), st.binary(max_size=253)),
        max_size=5,
    )
)
def test_what_is_encoded_decodes_to_the_same(attributes: list[tuple[str, bytes]]) -> None:
    got = decode(access(attributes))
    for name in ("User-Name", "Class", "State"):
        assert got.values(name) == tuple(value for other, value in attributes if other == name)


def test_a_signature_stands_first_and_is_checked_with_the_secret() -> None:
    got = decode(access([("User-Name", b"tac")], sign=True))
    assert got.signature_offset == 22
    assert got.signature_is_genuine(SECRET, VECTOR)
    assert not got.signature_is_genuine(b"other", VECTOR)
    assert not decode(access([])).signature_is_genuine(SECRET, VECTOR)


def test_a_reply_returns_proxy_state_in_order() -> None:
    asked = decode(access([("Proxy-State", b"one"), ("Proxy-State", b"two")]))
    got = decode(reply(asked, Code.ACCESS_ACCEPT, SECRET, [("Framed-Protocol", "PPP")]))
    assert got.attributes == ((7, b"\0\0\0\1"), (33, b"one"), (33, b"two"))
    assert got.identifier == 116


def test_a_hidden_value_is_encrypted_for_the_secret() -> None:
    # RFC 2865 section 7.1
    vector = bytes.fromhex("0f403f9473978057bd83d5cb98f4227a")
    sent = request(
        Code.ACCESS_REQUEST,
        0,
        vector,
        b"xyzzy5461",
        [
            ("User-Name", b"nemo"),
            ("User-Password", Hidden(b"arctangent")),
            ("NAS-IP-Address", IPv4Address("192.168.1.16")),
            ("NAS-Port", 3),
        ],
    )
    assert sent == bytes.fromhex(
        "010000380f403f9473978057bd83d5cb98f4227a01066e656d6f"
        "02120dbe708d93d413ce3196e43f782a0aee0406c0a80110050600000003"
    )


@pytest.mark.parametrize(
    "attributes",
    [
        [("No-Such-Attribute", 1)],
        [("NAS-Port", "many")],
        [("NAS-Port", 1 << 32)],
        [("Framed-IP-Address", "nowhere")],
        [("User-Name", "x" * 254)],
        [("Class", bytes(254))],
        [("MS-CHAP-Domain", bytes(248))],
        [("Class", bytes(200))] * 30,
    ],
)
def test_what_does_not_fit_is_misuse(attributes: Attributes) -> None:
    with pytest.raises(MisuseError):
        access(attributes)
