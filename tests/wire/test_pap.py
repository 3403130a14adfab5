"""PAP packets: RFC 1334 section 2.2, and scapy."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers import ppp as scapy

from tests.wire.samples import DATA
from vpdn.errors import DecodeError, MisuseError
from vpdn.wire.pap import AuthenticateAck, AuthenticateNak, AuthenticateRequest, Packet, decode


@pytest.mark.parametrize(
    ("octets", "packet"),
    [
        ("01 05 000e 03 746163 05 6369736366", AuthenticateRequest(5, b"tac", b"ciscf")),
        ("01 00 0006 00 00", AuthenticateRequest(0, b"", b"")),
        ("02 05 0007 02 6f6b", AuthenticateAck(5, b"ok")),
        ("03 05 0007 02 6e6f", AuthenticateNak(5, b"no")),
    ],
)
def test_the_three_packets(octets: str, packet: Packet) -> None:
    assert packet.encode() == bytes.fromhex(octets)
    assert decode(bytes.fromhex(octets)) == packet


def test_an_answer_without_a_message_length_is_taken() -> None:
    assert decode(bytes.fromhex("02050004")) == AuthenticateAck(5)


@pytest.mark.parametrize(
    ("octets", "offset"),
    [("01 05 0004", 4), ("01 05 0006 0361", 5), ("01 05 0006 0161", 6), ("02 05 0005 01", 5),
     ("04 05 0004", 0)],
)  # fmt: skip
def test_what_does_not_fit_is_refused_where_it_goes_wrong(octets: str, offset: int) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(bytes.fromhex(octets))
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    "packet", [AuthenticateRequest(1, bytes(256), b""), AuthenticateNak(1, bytes(256))]
)
def test_a_field_that_cannot_be_counted_is_misuse(packet: Packet) -> None:
    with pytest.raises(MisuseError):
        packet.encode()


@given(user=DATA, password=DATA, identifier=st.integers(0, 255))
def test_scapy_reads_the_same_request(user: bytes, password: bytes, identifier: int) -> None:
    octets = AuthenticateRequest(identifier, user, password).encode()
    read: Any = scapy.PPP_PAP_Request(octets)
    assert (read.id, read.username, read.password) == (identifier, user, password)
