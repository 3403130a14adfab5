"""native/gso.c: what is cut from a read of TUN is what the kernel meant to send."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from scapy.layers.inet import ICMP, IP, TCP, UDP
from scapy.packet import Packet

from tests.native.library import Fenced
from tests.native.segments import (
    ACK,
    CWR,
    FIN,
    GSO_ECN,
    GSO_NONE,
    GSO_TCP4,
    GSO_UDP,
    NEEDS_CHECKSUM,
    PSH,
    TIMESTAMPS,
    Segment,
    folded,
    split,
    vnet,
)

MEMORY, ROOM = Fenced(), Fenced()
RANDOM = Random(793)


def cut(read: bytes) -> list[bytes]:
    return split(read, MEMORY, ROOM)


def super_packet(segment: Segment, gso_size: int, kind: int = GSO_TCP4) -> bytes:
    """As TUN gives it: the checksum is of the pseudo header only, which nobody may trust."""
    packet = bytearray(segment.encode())
    start = packet[0] % 16 * 4
    packet[start + 16 : start + 18] = RANDOM.randbytes(2)
    size = start + 20 + len(segment.options)
    return vnet(NEEDS_CHECKSUM, kind, size, gso_size, start, 16) + bytes(packet)


def expected(segment: Segment, gso_size: int) -> Iterator[bytes]:
    """The segments by the book."""
    starts = range(0, len(segment.payload), gso_size)
    for index, start in enumerate(starts):
        flags = segment.flags
        if index:
            flags &= ~CWR
        if index < len(starts) - 1:
            flags &= ~(FIN | PSH)
        yield replace(
            segment,
            payload=segment.payload[start : start + gso_size],
            sequence=segment.sequence + start,
            identification=segment.identification + index,
            flags=flags,
        ).encode()


def random_segment() -> tuple[Segment, int]:
    gso_size = RANDOM.choice((1, 7, 536, 1348, 1448, 9000))
    payload = RANDOM.randrange(1, min(65000, gso_size * 50))
    return Segment(
        RANDOM.randbytes(payload),
        sequence=RANDOM.choice((0, RANDOM.randrange(2**32), 2**32 - 1 - payload // 2)),
        flags=ACK | RANDOM.choice((0, PSH, FIN | PSH, CWR, 0x40)),
        options=RANDOM.choice((b"", TIMESTAMPS, bytes(40))),
        identification=RANDOM.choice((1, 0xFFF0)),
        dont_fragment=RANDOM.random() < 0.8,
        ip_options=RANDOM.choice((b"", b"", b"\x01" * 4, bytes(40))),
    ), gso_size


def test_tcp_is_cut_by_the_book() -> None:
    for _ in range(300):
        segment, gso_size = random_segment()
        kind = GSO_TCP4 | RANDOM.choice((0, GSO_ECN))
        assert cut(super_packet(segment, gso_size, kind)) == list(expected(segment, gso_size))


def test_scapy_finds_every_checksum_right() -> None:
    segment = Segment(RANDOM.randbytes(10_001), flags=ACK | PSH, options=TIMESTAMPS)
    for packet in cut(super_packet(segment, 1448)):
        assert recomputed(packet, TCP) == packet


def recomputed(packet: bytes, layer: type[Packet]) -> bytes:
    """By scapy, with checksums and the lengths of IP and UDP of its own."""
    read = IP(packet)
    for each in (IP, layer):
        del read[each].chksum
    del read[IP].len
    if layer is UDP:
        del read[UDP].len
    return bytes(read)


def test_udp_is_cut_into_datagrams() -> None:
    payload = RANDOM.randbytes(5000)
    whole = bytes(IP(src="10.1.1.1", dst="10.1.1.2", id=9) / UDP(sport=5, dport=6) / payload)
    packets = cut(vnet(NEEDS_CHECKSUM, GSO_UDP, 28, 1200, 20, 6) + whole)
    assert [len(packet) - 28 for packet in packets] == [1200, 1200, 1200, 1200, 200]
    assert b"".join(packet[28:] for packet in packets) == payload
    for index, packet in enumerate(packets):
        assert IP(packet).id == 9 + index
        assert recomputed(packet, UDP) == packet


def datagrams(payload: bytes, gso_size: int, identification: int, options: bytes) -> list[bytes]:
    """The datagrams by the book, each with a whole header of its own."""
    parts = [payload[at : at + gso_size] for at in range(0, len(payload), gso_size)]
    first = bytes(IP(src="10.1.1.1", dst="10.1.1.2", proto=17))[:20]
    made = []
    for index, part in enumerate(parts):
        length = (8 + len(part)).to_bytes(2, "big")
        front = bytearray(first + options)
        front[0] = 0x40 | len(front) // 4
        front[2:4] = (len(front) + 8 + len(part)).to_bytes(2, "big")
        front[4:6] = ((identification + index) & 0xFFFF).to_bytes(2, "big")
        front[10:12] = b"\0\0"
        front[10:12] = (folded(bytes(front)) ^ 0xFFFF).to_bytes(2, "big")
        udp = b"\0\5\0\6" + length
        pseudo = bytes(front[12:20]) + b"\0\x11" + length
        total = folded(pseudo + udp + b"\0\0" + part + bytes(len(part) % 2)) ^ 0xFFFF
        made.append(bytes(front) + udp + (total or 0xFFFF).to_bytes(2, "big") + part)
    return made


def test_random_udp_is_cut_by_the_book() -> None:
    for _ in range(300):
        gso_size = RANDOM.choice((1, 7, 512, 1371, 1372, 9000))
        payload = RANDOM.randbytes(RANDOM.randrange(1, min(65000, gso_size * 40)))
        identification = RANDOM.choice((0, 9, 0xFFFE))
        options = RANDOM.choice((b"", b"", b"\x01" * 4, bytes(40)))
        [whole] = datagrams(payload, len(payload), identification, options)
        start = 20 + len(options)
        read = bytearray(whole)
        read[start + 6 : start + 8] = RANDOM.randbytes(2)
        header = vnet(NEEDS_CHECKSUM, GSO_UDP, start + 8, gso_size, start, 6)
        right = datagrams(payload, gso_size, identification, options)
        assert cut(header + bytes(read)) == right


@pytest.mark.parametrize("layer", [TCP, UDP, ICMP])
def test_a_checksum_left_to_the_device_is_completed(layer: type[Packet]) -> None:
    offset = {TCP: 16, UDP: 6, ICMP: 2}[layer]
    for size in (0, 1, 2, 1399, 1400):
        right = bytes(IP(src="10.1.1.1", dst="10.1.1.2") / layer() / RANDOM.randbytes(size))
        pseudo = b"" if layer is ICMP else right[12:20] + bytes((0, right[9]))
        pseudo += (len(right) - 20).to_bytes(2, "big") if pseudo else b""
        partial = bytearray(right)
        partial[20 + offset : 22 + offset] = folded(pseudo).to_bytes(2, "big")
        assert cut(vnet(NEEDS_CHECKSUM, start=20, offset=offset) + bytes(partial)) == [right]


def test_a_udp_checksum_of_zero_is_written_as_all_ones() -> None:
    """RFC 768; TCP's stays zero."""
    octets = bytes(IP(src="10.1.1.1", dst="10.1.1.2") / UDP() / b"\0\0")
    zero = octets[:20] + bytes(6) + b"\xff\xff" + octets[28:]
    assert cut(vnet(NEEDS_CHECKSUM, start=20, offset=6) + zero)[0][26:28] == b"\xff\xff"
    tcp = octets[:20] + b"\xff\xff" + bytes(18)
    assert cut(vnet(NEEDS_CHECKSUM, start=20, offset=16) + tcp)[0][36:38] == b"\0\0"


def test_what_needs_nothing_is_copied_whatever_it_is() -> None:
    for size in (1, 19, 20, 1400, 65535):
        packet = RANDOM.randbytes(size)
        assert cut(vnet() + packet) == [packet]


def test_one_segment_may_be_all_there_is() -> None:
    segment = Segment(b"all", flags=ACK | PSH)
    assert cut(super_packet(segment, 1448)) == [segment.encode()]
    empty = Segment(flags=ACK | FIN)
    assert cut(super_packet(empty, 1448)) == [empty.encode()]


def test_octets_behind_the_packet_are_no_payload() -> None:
    segment = Segment(bytes(1500))
    assert cut(super_packet(segment, 1000) + b"behind") == list(expected(segment, 1000))


GOOD = Segment(bytes(3000))


def changed(offset: int, octets: bytes) -> bytes:
    read = super_packet(GOOD, 1000)
    return read[: 10 + offset] + octets + read[10 + offset + len(octets) :]


@pytest.mark.parametrize(
    "read",
    [
        b"",
        bytes(9),
        bytes(10),
        vnet() + bytes(65536),
        vnet(NEEDS_CHECKSUM, start=20, offset=16) + bytes(37),
        vnet(NEEDS_CHECKSUM, start=65535, offset=65535) + bytes(100),
        vnet(NEEDS_CHECKSUM, 4, 40, 1000, 20, 16) + GOOD.encode(),
        vnet(NEEDS_CHECKSUM, GSO_UDP, 40, 1000, 20, 16) + GOOD.encode(),
        super_packet(GOOD, 0),
        super_packet(GOOD, 1000)[:-1],
        super_packet(GOOD, 1000)[:49],
        changed(0, b"\x65"),
        changed(0, b"\x44"),
        changed(0, b"\x4f")[:69],
        changed(2, b"\0\x13"),
        changed(2, b"\0\x27"),
        changed(6, b"\x20\0"),
        changed(6, b"\0\1"),
        changed(9, b"\x11"),
        changed(32, b"\x40"),
    ],
)
def test_what_is_malformed_gives_nothing(read: bytes) -> None:
    assert cut(read) == []


def test_random_octets_end_within_their_bounds() -> None:
    """The fences end the program otherwise."""
    given = 0
    for _ in range(10_000):
        packet = bytearray(Segment(bytes(RANDOM.randrange(60))).encode())
        for _ in range(RANDOM.randrange(6)):
            packet[RANDOM.randrange(len(packet))] = RANDOM.randrange(256)
        kind = RANDOM.choice((GSO_NONE, GSO_TCP4, GSO_UDP, RANDOM.randrange(256)))
        numbers = [RANDOM.choice((0, 1, 16, 20, 40, RANDOM.randrange(2**16))) for _ in range(4)]
        header = vnet(RANDOM.randrange(4), kind, *numbers)
        given += bool(cut((header + packet)[: RANDOM.choice((None, RANDOM.randrange(70)))]))
    assert 1_000 < given < 9_000
