"""ICMP errors as scapy makes them: RFC 792, RFC 1812."""

from __future__ import annotations

from contextlib import suppress
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers import inet

from vpdn.errors import DecodeError
from vpdn.wire.icmp_error import HEADER, IcmpError, Unreachable, icmp_error
from vpdn.wire.ip import IcmpType, IpProtocol

SENT = inet.IP(src="10.9.0.1", dst="10.9.0.2") / inet.UDP(sport=4660, dport=33434) / bytes(20)


def complaint(kind: int, code: int, quoted: bytes) -> bytes:
    return bytes(inet.ICMP(type=kind, code=code) / quoted)


@pytest.mark.parametrize("kind", [3, 4, 11, 12])
def test_a_complaint_tells_which_packet_and_why(kind: int) -> None:
    error = icmp_error(complaint(kind, 3, bytes(SENT)[:28]))
    there = IPv4Address("10.9.0.2")
    payload = bytes(SENT)[20:28]
    assert error == IcmpError(IcmpType(kind), Unreachable.PORT, IpProtocol.UDP, there, payload)
    assert error.ports == (4660, 33434)


def test_options_of_the_quoted_packet_are_passed_over() -> None:
    sent = inet.IP(dst="10.9.0.2", options=inet.IPOption_NOP() * 4) / inet.UDP(sport=1, dport=2)
    assert icmp_error(complaint(11, 0, bytes(sent))).ports == (1, 2)


@pytest.mark.parametrize("kind", [0, 5, 8, 13, 255])
def test_other_messages_are_no_complaint(kind: int) -> None:
    with pytest.raises(DecodeError):
        icmp_error(bytes((kind, 0)) + bytes(6) + bytes(SENT))


@pytest.mark.parametrize("length", [0, 7, 8, HEADER + 19, HEADER + 27])
def test_what_quotes_too_little_is_none(length: int) -> None:
    with pytest.raises(DecodeError):
        icmp_error(complaint(3, 3, bytes(SENT))[:length])


@given(st.binary(max_size=80))
def test_any_octets_are_a_complaint_or_a_decode_error(octets: bytes) -> None:
    with suppress(DecodeError):
        icmp_error(octets)
