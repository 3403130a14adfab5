"""CHAP and MS-CHAP packets: RFC 1994, 2433, 2759, the reference's logs, and scapy."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers import ppp as scapy

from tests.wire.samples import DATA
from vpdn.errors import DecodeError, MisuseError
from vpdn.wire.chap import (
    Challenge,
    ChangePasswordMsChapV2,
    ChangePasswordV1,
    ChangePasswordV2,
    Failure,
    FailureMessage,
    MsChapV2Value,
    MsChapValue,
    Packet,
    Response,
    Success,
    decode,
)

NT_RESPONSE = bytes.fromhex("565fe2492fd5fb88edaec934c00d282c046227406c31609b")
PEER_CHALLENGE = bytes.fromhex("84c4b33e00d9231645598acf91c38480")


@pytest.mark.parametrize(
    ("octets", "packet"),
    [
        ("01 14 0009 02 aabb 7063", Challenge(20, b"\xaa\xbb", b"pc")),
        ("02 14 0006 00 61", Response(20, b"", b"a")),
        ("03 14 0004", Success(20)),
        ("04 15 000d 453d36393120523d30", Failure(21, b"E=691 R=0")),
    ],
)
def test_the_four_packets(octets: str, packet: Packet) -> None:
    assert packet.encode() == bytes.fromhex(octets)
    assert decode(bytes.fromhex(octets)) == packet


@pytest.mark.parametrize(
    ("packet", "length"),
    [
        (Challenge(20, bytes(8), b"angela  "), 21),
        (Response(20, MsChapValue(bytes(24), bytes(24)).encode(), b"tac"), 57),
        (Response(1, MsChapV2Value(bytes(16), bytes(24)).encode(), b"scott"), 59),
        (Success(20), 4),
        (Failure(21, FailureMessage(691).encode()), 13),
        (ChangePasswordV1(1, *(bytes(16),) * 4, 14, 1), 72),
        (ChangePasswordV2(1, bytes(516), bytes(16), bytes(516), bytes(16), bytes(24),
                          bytes(24), 1), 1118),
        (ChangePasswordMsChapV2(1, bytes(516), bytes(16), bytes(16), bytes(24)), 586),
    ],
)  # fmt: skip
def test_lengths_in_the_log_and_in_the_rfcs(packet: Packet, length: int) -> None:
    octets = packet.encode()
    assert len(octets) == length == int.from_bytes(octets[2:4], "big")


def test_the_order_inside_the_change_password_packets() -> None:
    one = ChangePasswordV1(1, b"a" * 16, b"b" * 16, b"c" * 16, b"d" * 16, 14, 1)
    two = ChangePasswordV2(1, b"a" * 516, b"b" * 16, b"c" * 516, b"d" * 16, b"e" * 24, b"f" * 24, 1)
    three = ChangePasswordMsChapV2(1, b"a" * 516, b"b" * 16, b"c" * 16, b"d" * 24)
    assert one.encode()[4:] == (b"a" * 16 + b"b" * 16 + b"c" * 16 + b"d" * 16 + b"\x00\x0e\x00\x01")
    assert two.encode()[4:] == b"a" * 516 + b"b" * 16 + b"c" * 516 + b"d" * 16 + b"e" * 24 + (
        b"f" * 24 + b"\x00\x01"
    )
    assert three.encode()[4:] == b"a" * 516 + b"b" * 16 + b"c" * 16 + bytes(8) + b"d" * 24 + (
        bytes(2)
    )


@pytest.mark.parametrize("packet", [ChangePasswordV1(1, *(bytes(16),) * 4, 14, 1),
                                    ChangePasswordMsChapV2(1, bytes(516), bytes(16), bytes(16),
                                                           bytes(24))])  # fmt: skip
def test_a_change_password_packet_has_one_length_only(packet: Packet) -> None:
    body = packet.encode()[4:]
    for wrong in (body[:-1], body + b"\0"):
        octets = bytes((packet.code, 1)) + (len(wrong) + 4).to_bytes(2, "big") + wrong
        with pytest.raises(DecodeError):
            decode(octets)


@pytest.mark.parametrize(
    ("octets", "offset"), [("01 01 0004", 4), ("02 01 0007 03 aabb", 5), ("08 01 0004", 0)]
)
def test_what_does_not_fit_is_refused_where_it_goes_wrong(octets: str, offset: int) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(bytes.fromhex(octets))
    assert caught.value.offset == offset


def test_a_value_that_cannot_be_counted_is_misuse() -> None:
    with pytest.raises(MisuseError):
        Challenge(1, bytes(256)).encode()


def test_the_49_octets_of_v1() -> None:
    value = MsChapValue(b"l" * 24, NT_RESPONSE, 1)
    assert value.encode() == b"l" * 24 + NT_RESPONSE + b"\x01"
    assert MsChapValue.decode(value.encode()) == value


def test_the_49_octets_of_v2() -> None:
    value = MsChapV2Value(PEER_CHALLENGE, NT_RESPONSE)
    assert value.encode() == PEER_CHALLENGE + bytes(8) + NT_RESPONSE + b"\x00"
    assert MsChapV2Value.decode(value.encode()) == value


@pytest.mark.parametrize("length", [0, 48, 50])
def test_a_response_has_49_octets_and_no_other_number(length: int) -> None:
    for value in (MsChapValue, MsChapV2Value):
        with pytest.raises(DecodeError):
            value.decode(bytes(length))


CHALLENGE = bytes(range(0xA0, 0xB0))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"E=691 R=0", FailureMessage(691)),
        (b"E=648 R=0 V=3", FailureMessage(648, version=3)),
        (b"E=691 R=1 C=A0A1A2A3A4A5A6A7 V=2", FailureMessage(691, True, CHALLENGE[:8], 2)),
        (b"E=691 R=1 C=A0A1A2A3A4A5A6A7A8A9AAABACADAEAF V=3 M=Access denied",
         FailureMessage(691, True, CHALLENGE, 3, "Access denied")),
        (b"E=647 R=0 M=", FailureMessage(647, message="")),
        (b"E=646 R=0 M=M=x V=9", FailureMessage(646, message="M=x V=9")),
    ],
)  # fmt: skip
def test_failure_messages(text: bytes, message: FailureMessage) -> None:
    assert FailureMessage.parse(text) == message
    assert message.encode() == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"E=691", FailureMessage(691)),
        (b"E=691 R=1 X=7 C=a0a1", FailureMessage(691, True, b"\xa0\xa1")),
        (b"E=691 R=1 C=xyz V=three", FailureMessage(691, True)),
        (b"E=691 R=0 M=\xff", FailureMessage(691, message="\N{REPLACEMENT CHARACTER}")),
    ],
)
def test_words_that_are_not_understood_are_passed_over(
    text: bytes, message: FailureMessage
) -> None:
    assert FailureMessage.parse(text) == message


@pytest.mark.parametrize("text", [b"", b"Authentication failed", b"R=1 E=691", b"E=", b"E=12x"])
def test_a_message_without_an_error_number_is_refused(text: bytes) -> None:
    with pytest.raises(DecodeError):
        FailureMessage.parse(text)


@given(value=DATA, name=DATA, identifier=st.integers(0, 255))
def test_scapy_reads_the_same_challenge(value: bytes, name: bytes, identifier: int) -> None:
    read: Any = scapy.PPP_CHAP_ChallengeResponse(Challenge(identifier, value, name).encode())
    assert (read.id, read.value, read.optional_name) == (identifier, value, name)
