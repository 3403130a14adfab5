from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.explain.captures import PC, SERVER, ping
from vpdn.explain.capture_inner import packet_text
from vpdn.wire import ip

WHO = f"{PC} > {SERVER}"


def packet(protocol: int, payload: bytes) -> bytes:
    return ip.build(PC, SERVER, protocol, payload)


TCP = struct.pack(">HHIIBBHHH", 40000, 80, 1, 0, 0x50, 0x12, 0, 0, 0)


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (packet(6, TCP), f"{WHO} TCP 40000 > 80 [SA], 40 octets"),
        (packet(17, struct.pack(">HHHH", 137, 137, 8, 0)), f"{WHO} UDP 137 > 137 NBNS, 28 octets"),
        (packet(17, struct.pack(">HHHH", 9, 999, 8, 0)), f"{WHO} UDP 9 > 999, 28 octets"),
        (packet(1, bytes((3, 4)) + bytes(6)), f"{WHO} ICMP unreachable code 4, 28 octets"),
        (packet(1, bytes((42, 0)) + bytes(6)), f"{WHO} ICMP type 42 code 0, 28 octets"),
        (packet(89, b""), f"{WHO} protocol 89, 20 octets"),
        (packet(6, b""), f"{WHO} protocol 6, TCP segment shorter than its header, 20 octets"),
        (ping(3), "172.16.10.1 > 172.16.10.100 ICMP echo request seq 3, 60 octets"),
    ],
)
def test_a_packet_is_one_line(octets: bytes, text: str) -> None:
    assert packet_text(octets) == text


@given(st.binary(max_size=60), st.integers(0, 255))
def test_any_octets_have_a_line(payload: bytes, protocol: int) -> None:
    assert "\n" not in packet_text(payload)
    assert WHO in packet_text(packet(protocol, payload))
