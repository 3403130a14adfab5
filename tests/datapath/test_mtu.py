"""The ICMP answer to a packet too big for a session."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from vpdn.datapath.mtu import fragmentation_needed
from vpdn.wire.ip import IpProtocol, build, checksum, parse

SOURCE, DESTINATION = IPv4Address("192.0.2.1"), IPv4Address("172.16.10.1")


def packet(protocol: int = IpProtocol.UDP, fragment: int = 0x4000, kind: bytes = b"\0") -> bytes:
    octets = bytearray(build(SOURCE, DESTINATION, protocol, kind + bytes(1379)))
    octets[6:8] = fragment.to_bytes(2, "big")
    return bytes(octets)


def test_the_sender_is_told_the_mtu_and_which_packet() -> None:
    answer = fragmentation_needed(packet(), 1396)
    assert answer is not None
    header = parse(answer)
    assert (header.source, header.destination) == (DESTINATION, SOURCE)
    assert header.protocol == IpProtocol.ICMP
    message = answer[20:]
    assert checksum(message) == 0
    assert message[:2] == b"\x03\x04"
    assert message[4:8] == b"\x00\x00" + (1396).to_bytes(2, "big")
    assert message[8:] == packet()[:28]


@pytest.mark.parametrize(
    "silent",
    [packet(fragment=0), packet(fragment=0x4001), packet(IpProtocol.ICMP, kind=b"\3")],
    ids=["may be fragmented", "not the first fragment", "an ICMP error"],
)
def test_who_need_not_or_must_not_be_told_is_not(silent: bytes) -> None:
    assert fragmentation_needed(silent, 1396) is None


def test_an_echo_that_is_too_big_is_told() -> None:
    answer = fragmentation_needed(packet(IpProtocol.ICMP, kind=b"\10"), 1396)
    assert answer is not None
    assert parse(answer).destination == SOURCE
