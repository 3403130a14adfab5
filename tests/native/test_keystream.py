"""The place in a key stream against the reference's, and what is found nowhere."""

from __future__ import annotations

import random
from collections.abc import Callable
from ctypes import CDLL
from ipaddress import IPv4Address

from tests.native.crypto import BUILDS, declare
from tests.native.library import built
from vpdn.crypto.keystream import position
from vpdn.wire.ip import IpProtocol, build

STREAM = random.Random(3078).randbytes(20_000)
PACKET = build(IPv4Address("10.0.0.1"), IPv4Address("10.0.0.2"), IpProtocol.UDP, bytes(60))


def enciphered(clear: bytes, offset: int) -> bytes:
    return bytes(a ^ b for a, b in zip(clear, STREAM[offset:], strict=False))


def native(library: CDLL, text: bytes, stream: bytes) -> int | None:
    declare(library)
    found = library.keystream_position(text, len(text), stream, len(stream))
    return None if found < 0 else int(found)


@BUILDS
def test_an_ip_packet_is_found_wherever_it_stands(library: Callable[[], CDLL]) -> None:
    for protocol in (b"\x00\x21", b"\x21"):
        for offset in range(0, 19_900, 7):
            assert native(library(), enciphered(protocol + PACKET, offset), STREAM) == offset


def test_damaged_cut_and_lengthened_texts_are_found_where_the_reference_finds_them() -> None:
    noise, found = random.Random(1), 0
    for _ in range(2000):
        offset = noise.randrange(2000)
        protocol = noise.choice((b"\x00\x21", b"\x21"))
        text = bytearray(enciphered(protocol + PACKET, offset))
        match noise.randrange(4):
            case 0:
                text[noise.randrange(24)] ^= 1 << noise.randrange(8)
            case 1:
                del text[noise.randrange(len(text)) :]
            case 2:
                text += b"\0"
        stream = STREAM[: noise.choice((offset + 20, offset + 21, offset + 22, 2100))]
        expected = position(bytes(text), stream)
        found += expected is not None
        assert native(built(), bytes(text), stream) == expected
    assert 300 < found < 1700


def test_the_whole_protocol_is_looked_for_first_though_it_stands_further_on() -> None:
    """A text that reads as IP at two places, once compressed and once not."""
    text = bytes(len(PACKET) + 2)
    longer = build(IPv4Address("10.0.0.1"), IPv4Address("10.0.0.2"), IpProtocol.UDP, bytes(61))
    stream = b"\x21" + longer[:20] + bytes(50) + b"\x00\x21" + PACKET[:20] + bytes(50)
    assert position(text, stream) == native(built(), text, stream) == 71


@BUILDS
def test_nothing_is_found_in_noise(library: Callable[[], CDLL]) -> None:
    noise = random.Random(2)
    for size in range(100):
        assert native(library(), noise.randbytes(size), STREAM) is None
        assert native(library(), noise.randbytes(60), STREAM[:size]) is None
