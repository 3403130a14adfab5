from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.explain.captures import ping
from vpdn.errors import DecodeError
from vpdn.explain.capture_link import ip_packet

IP = ping()
MACS = bytes(12)


@pytest.mark.parametrize(
    ("link_type", "front"),
    [
        (0, b"\2\0\0\0"),
        (108, b"\0\0\0\2"),
        (1, MACS + b"\x08\x00"),
        (1, MACS + b"\x81\x00\x00\x05\x08\x00"),
        (1, MACS + b"\x88\xa8\x00\x05\x81\x00\x00\x06\x08\x00"),
        (1, MACS + b"\x88\x64" + b"\x11\x00\x00\x01\x00\x3e" + b"\x00\x21"),
        (9, b"\xff\x03\x00\x21"),
        (12, b""),
        (101, b""),
        (113, bytes(14) + b"\x08\x00"),
        (228, b""),
        (276, b"\x08\x00" + bytes(18)),
    ],
)
def test_the_packet_is_found_behind_every_link_header(link_type: int, front: bytes) -> None:
    assert ip_packet(link_type, front + IP) == IP


@pytest.mark.parametrize(
    ("link_type", "octets"),
    [(1, MACS + b"\x08\x06" + bytes(28)), (101, b"\x60" + bytes(39)), (0, b"\x1e\0\0\0`")],
)
def test_what_is_no_ipv4_is_passed_over(link_type: int, octets: bytes) -> None:
    assert ip_packet(link_type, octets) is None


def test_a_link_type_nobody_knows_is_named() -> None:
    with pytest.raises(DecodeError, match="link type 147 is not known here"):
        ip_packet(147, IP)


@given(st.sampled_from([0, 1, 9, 101, 113, 276]), st.binary(max_size=40))
def test_any_octets_are_a_packet_or_not(link_type: int, octets: bytes) -> None:
    with suppress(DecodeError):
        ip_packet(link_type, octets)
