"""The place of an IP packet in a key stream, and nothing else's."""

from __future__ import annotations

import random
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.crypto.keystream import position
from vpdn.wire.ip import IpProtocol, build

STREAM = random.Random(3078).randbytes(20_000)
PACKET = build(IPv4Address("10.0.0.1"), IPv4Address("10.0.0.2"), IpProtocol.UDP, bytes(60))


def enciphered(clear: bytes, offset: int) -> bytes:
    return bytes(a ^ b for a, b in zip(clear, STREAM[offset:], strict=False))


@pytest.mark.parametrize("protocol", [b"\x00\x21", b"\x21"])
@given(offset=st.integers(0, 19_900))
def test_an_ip_packet_is_found_wherever_it_stands(protocol: bytes, offset: int) -> None:
    assert position(enciphered(protocol + PACKET, offset), STREAM) == offset


def test_the_length_and_the_checksum_must_fit() -> None:
    text = enciphered(b"\x00\x21" + PACKET, 5000)
    assert position(text + b"\0", STREAM) is None
    assert position(text[:-1], STREAM) is None
    for octet in range(2, 22):
        damaged = bytearray(text)
        damaged[octet] ^= 1
        assert position(bytes(damaged), STREAM) is None


def test_a_packet_that_reaches_past_the_stream_needs_only_its_header_in_it() -> None:
    assert position(enciphered(b"\x00\x21" + PACKET, 1000), STREAM[:1022]) == 1000
    assert position(enciphered(b"\x00\x21" + PACKET, 1000), STREAM[:1021]) is None


@given(st.binary(max_size=100))
def test_nothing_else_is_found(text: bytes) -> None:
    assert position(text, STREAM) is None
