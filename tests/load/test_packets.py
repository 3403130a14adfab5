"""Test packets: the length asked for, valid to anybody, and known again."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from vpdn.load.packets import LEAST_OCTETS, Token, make, read
from vpdn.load.settings import Kind
from vpdn.wire.ip import IpProtocol, build, checksum, icmp_echo, parse

PC, INSIDE = IPv4Address("172.16.10.1"), IPv4Address("172.16.10.100")
TOKEN = Token(70_000, 3, 1234.5)


def echo(octets: int = 64, token: Token = TOKEN) -> bytes:
    return make(Kind.ECHO, octets, PC, INSIDE, token)


def answered(packet: bytes) -> bytes:
    """What a host makes of an echo request."""
    request = icmp_echo(packet[20:])
    message = bytearray(packet[20:])
    message[0], message[2:4] = 0, b"\0\0"
    message[2:4] = checksum(bytes(message)).to_bytes(2, "big")
    assert not request.reply
    return build(INSIDE, PC, IpProtocol.ICMP, bytes(message))


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("octets", [LEAST_OCTETS, 49, 64, 1400, 1500])
def test_a_packet_has_the_length_asked_for(kind: Kind, octets: int) -> None:
    packet = make(kind, octets, PC, INSIDE, TOKEN)
    header = parse(packet)
    assert len(packet) == header.length == octets
    assert (header.source, header.destination) == (PC, INSIDE)
    assert checksum(packet[:20]) == 0


def test_udp_goes_to_the_discard_port_and_says_how_long_it_is() -> None:
    packet = make(Kind.UDP, 100, PC, INSIDE, TOKEN)
    assert packet[9] == IpProtocol.UDP
    assert packet[22:26] == bytes((0, 9, 0, 80))


@pytest.mark.parametrize("octets", [LEAST_OCTETS, 64, 1500])
def test_an_echo_is_known_again_with_all_that_was_in_it(octets: int) -> None:
    reply = read(answered(echo(octets)))
    assert reply is not None
    assert (reply.token, reply.destination, reply.intact) == (TOKEN, PC.packed, True)


def test_octets_behind_the_packet_are_no_damage_and_missing_ones_are() -> None:
    whole = answered(echo(100))
    replies = [read(packet) for packet in (whole, whole + b"trailer", whole[:-1])]
    assert [reply.intact for reply in replies if reply] == [True, True, False]


def test_a_changed_octet_of_the_pattern_is_damage() -> None:
    packet = bytearray(answered(echo(100)))
    packet[60] ^= 1
    reply = read(bytes(packet))
    assert reply is not None
    assert not reply.intact


def test_what_is_no_reply_of_ours_is_nothing() -> None:
    foreign = bytearray(answered(echo()))
    foreign[28] ^= 1
    others = [b"", b"\x45", echo(), make(Kind.UDP, 64, PC, INSIDE, TOKEN), bytes(foreign)]
    others.append(answered(echo())[: LEAST_OCTETS - 1])
    assert [read(packet) for packet in others] == [None] * len(others)
