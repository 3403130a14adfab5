"""native/gro.c: few packets for TUN, which are the same as many."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address
from itertools import groupby
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet import IP, UDP

from tests.native.library import Fenced
from tests.native.segments import (
    ACK,
    CWR,
    DATA_VALID,
    ECE,
    FIN,
    GSO_TCP4,
    NEEDS_CHECKSUM,
    PSH,
    RST,
    SYN,
    TIMESTAMPS,
    URG,
    VNET_HEADER,
    Merger,
    Segment,
    Vnet,
    as_read,
    split,
    vnet,
    with_checksum,
)

MERGER, MEMORY, ROOM = Merger(), Fenced(), Fenced()
MSS = 100
PLAIN = Segment()
ALONE, UNTOUCHED = vnet(DATA_VALID), vnet()


def flow(count: int, first: Segment = PLAIN, last: int = MSS) -> list[Segment]:
    """Segments that follow each other."""
    sizes = [MSS] * (count - 1) + [last]
    return [
        replace(
            first,
            payload=bytes([index + 1]) * size,
            sequence=first.sequence + index * MSS,
            identification=first.identification + index,
        )
        for index, size in enumerate(sizes)
    ]


def merged(segments: list[Segment]) -> list[bytes]:
    return MERGER.merge(segment.encode() for segment in segments)


def again(writes: list[bytes]) -> list[bytes]:
    """The packets that the kernel, or gso.c, makes of them."""
    return [packet for write in writes for packet in split(write, MEMORY, ROOM)]


@pytest.mark.parametrize("options", [b"", TIMESTAMPS])
@pytest.mark.parametrize("last", [MSS, 1])
@pytest.mark.parametrize("flags", [ACK, ACK | PSH])
def test_segments_in_order_become_one_packet(options: bytes, last: int, flags: int) -> None:
    segments = flow(10, Segment(options=options, tos=0x10, ttl=127), last)
    segments[-1] = replace(segments[-1], flags=flags)
    [write] = merged(segments)
    header = 40 + len(options)
    assert write[:VNET_HEADER] == vnet(NEEDS_CHECKSUM, GSO_TCP4, header, MSS, 20, 16)
    whole = replace(segments[0], payload=b"".join(each.payload for each in segments), flags=flags)
    packet = write[VNET_HEADER:]
    assert packet[:36] == whole.encode()[:36]
    assert packet[38:] == whole.encode()[38:]
    assert again([write]) == [segment.encode() for segment in segments]


@given(
    st.binary(min_size=301, max_size=6400),
    st.integers(100, 300),
    st.integers(0, 2**32 - 1),
    st.sampled_from((ACK, ACK | PSH)),
    st.sampled_from((b"", TIMESTAMPS, bytes(40))),
    st.booleans(),
)
def test_what_was_cut_is_merged_into_what_it_was(
    payload: bytes, gso_size: int, sequence: int, flags: int, options: bytes, fragile: bool
) -> None:
    whole = Segment(payload, sequence, flags, options=options, dont_fragment=fragile)
    read = as_read(whole, gso_size)
    assert MERGER.merge(split(read, MEMORY, ROOM)) == [read]


def test_the_partial_checksum_is_what_the_kernel_completes() -> None:
    [write] = merged(flow(3))
    start = Vnet.from_buffer_copy(write).checksum_start
    completed = split(vnet(NEEDS_CHECKSUM, start=start, offset=16) + write[10:], MEMORY, ROOM)
    assert completed == [replace(flow(1)[0], payload=write[50:]).encode()]


def test_a_single_segment_goes_as_it_came_and_is_known_to_be_right() -> None:
    [segment] = flow(1)
    assert merged([segment]) == [ALONE + segment.encode()]


def test_a_short_segment_and_a_pushed_one_end_a_packet() -> None:
    for ending in (Segment(b"short"), Segment(bytes(MSS), flags=ACK | PSH)):
        segments = flow(4)
        segments[1] = replace(segments[1], payload=ending.payload, flags=ending.flags)
        following = segments[1].sequence + len(segments[1].payload)
        segments[2] = replace(segments[2], sequence=following)
        segments[3] = replace(segments[3], sequence=following + MSS)
        writes = merged(segments)
        assert len(writes) == 2
        assert again(writes) == [segment.encode() for segment in segments]


def test_a_larger_segment_begins_anew() -> None:
    segments = [Segment(bytes(50)), Segment(bytes(MSS), sequence=1050, identification=2)]
    assert merged(segments) == [ALONE + segment.encode() for segment in segments]


CHANGES: dict[str, dict[str, Any]] = {
    "a gap": {"sequence": 1201},
    "a repeated segment": {"sequence": 1000},
    "another acknowledgment": {"acknowledgment": 78},
    "another window": {"window": 502},
    "another TOS": {"tos": 1},
    "another TTL": {"ttl": 63},
    "DF no more": {"dont_fragment": False},
    "more options": {"options": TIMESTAMPS + bytes(4)},
    "other options": {"options": TIMESTAMPS[:-1] + b"\xff"},
    "options of IP": {"ip_options": b"\1\1\1\1"},
    "no ACK": {"flags": 0},
    **{f"flags {flag:#x}": {"flags": ACK | flag} for flag in (FIN, SYN, RST, URG, ECE, CWR, 0x100)},
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_differs_is_not_merged_and_not_overtaken(name: str) -> None:
    """Two packets, one that differs, two more: all arrive, as they were and in order."""
    segments = flow(5, Segment(options=TIMESTAMPS))
    segments[2] = replace(segments[2], **CHANGES[name])
    writes = merged(segments)
    assert len(writes) == 3
    assert [write[1] for write in writes] == [GSO_TCP4, 0, GSO_TCP4]
    assert writes[1] == ALONE + segments[2].encode()
    assert again(writes) == [segment.encode() for segment in segments]


def test_an_acknowledgment_alone_goes_between_what_surrounds_it() -> None:
    segments = flow(4)
    segments[1] = replace(segments[1], payload=b"")
    writes = merged(segments)
    assert len(writes) == 3
    assert again(writes) == [segment.encode() for segment in segments]


@pytest.mark.parametrize("at", [0, 10, 16, 33, 36, 45, 139])
def test_a_packet_with_a_wrong_checksum_goes_untouched_in_its_place(at: int) -> None:
    """In either header, or in the payload; MPPE notices nothing of it."""
    packets = [segment.encode() for segment in flow(5)]
    packets[2] = packets[2][:at] + bytes([packets[2][at] ^ 0x20]) + packets[2][at + 1 :]
    writes = MERGER.merge(packets)
    assert UNTOUCHED + packets[2] in writes
    if at not in {0, 16}:  # else it is of no connection that could be told
        assert writes[1] == UNTOUCHED + packets[2]
        assert again(writes) == packets


def test_fragments_are_not_overtaken_by_their_hosts() -> None:
    """A later fragment has no ports: every connection of its two addresses goes first."""
    for fragment in (0x2000, 0x2010, 0x0010):
        packets = [segment.encode() for segment in flow(4)]
        cut = packets[1][:6] + fragment.to_bytes(2, "big") + packets[1][8:]
        if fragment & 0x1FFF:
            cut = cut[:20] + b"data" + cut[24:]
        packets[1] = with_checksum(cut[:20], 10) + cut[20:]
        writes = MERGER.merge(packets)
        assert [len(write) - 10 for write in writes] == [140, 140, 240]
        assert writes[1] == UNTOUCHED + packets[1]


def test_connections_marked_as_congested_are_not_merged() -> None:
    for flag in (ECE, CWR, 0x100):
        segments = flow(3, Segment(flags=ACK | flag))
        assert merged(segments) == [ALONE + segment.encode() for segment in segments]


def test_octets_behind_a_packet_stay_there() -> None:
    packets = [segment.encode() for segment in flow(2)]
    packets[0] += b"behind"
    assert MERGER.merge(packets) == [ALONE + packet for packet in packets]


@pytest.mark.parametrize("size", [0, 3, 4, 19, 20, 24])
def test_a_header_that_is_cut_off_is_untouched(size: int) -> None:
    """As is one that says it is longer than the packet."""
    segment = flow(1)[0]
    tcp = bytearray(segment.encode()[20 : 20 + size])
    if size >= 20:
        tcp[12] = 0x70
    pseudo = segment.encode()[12:20] + b"\0\6" + size.to_bytes(2, "big")
    whole = with_checksum(bytes(tcp), 16, pseudo) if size >= 20 else bytes(tcp)
    header = segment.encode()[:2] + (20 + size).to_bytes(2, "big") + segment.encode()[4:20]
    short = with_checksum(header, 10) + whole
    writes = MERGER.merge([segment.encode(), short])
    assert writes == [ALONE + segment.encode(), UNTOUCHED + short]


def test_other_protocols_pass_by_untouched() -> None:
    packets = [segment.encode() for segment in flow(3)]
    udp = bytes(IP(src="172.16.10.1", dst="10.1.1.80") / UDP() / b"datagram")
    writes = MERGER.merge([packets[0], udp, packets[1], b"", b"\x60" * 50, packets[2]])
    assert writes[:3] == [UNTOUCHED + udp, UNTOUCHED, UNTOUCHED + b"\x60" * 50]
    assert again(writes[3:]) == packets


def test_identifications_matter_where_routers_may_fragment() -> None:
    """RFC 6864: with DF they say nothing."""
    for dont_fragment, numbers, count in [
        (True, (5, 5, 5), 1),
        (True, (5, 9, 7), 1),
        (False, (5, 6, 7), 1),
        (False, (65535, 0, 1), 1),
        (False, (5, 5, 5), 3),
        (False, (5, 6, 8), 2),
    ]:
        segments = flow(3, Segment(dont_fragment=dont_fragment))
        numbered = zip(segments, numbers, strict=True)
        writes = merged([replace(one, identification=number) for one, number in numbered])
        assert len(writes) == count


def test_sequence_numbers_go_around() -> None:
    segments = flow(5, Segment(sequence=2**32 - 2 * MSS - 1))
    [write] = merged(segments)
    assert again([write]) == [segment.encode() for segment in segments]


def test_no_packet_is_larger_than_ip_can_say() -> None:
    segments = [
        Segment(bytes(1400), sequence=1400 * index, identification=index) for index in range(64)
    ]
    writes = merged(segments)
    assert [len(write) for write in writes] == [10 + 40 + 46 * 1400, 10 + 40 + 18 * 1400]
    assert again(writes) == [segment.encode() for segment in segments]


def test_many_small_segments_are_64_to_a_packet() -> None:
    segments = flow(100)
    writes = merged(segments)
    assert [len(write) for write in writes] == [10 + 40 + 6400, 10 + 40 + 3600]
    assert again(writes) == [segment.encode() for segment in segments]


@given(st.integers(1, 40), st.randoms(use_true_random=False))
def test_connections_mixed_keep_their_order_each(count: int, random: Random) -> None:
    """More connections than there is room for, and some packets of theirs that cannot be merged."""
    ends = [Segment(ports=(1000 + number, 80)) for number in range(count)]
    ends += [Segment(source=IPv4Address("172.16.10.2"))]
    waiting = [flow(random.randrange(1, 9), end, random.randrange(1, MSS)) for end in ends]
    packets: list[bytes] = []
    while any(waiting) and len(packets) < 100:
        segment = random.choice([one for one in waiting if one]).pop(0)
        flags = random.choice((ACK, ACK, ACK, ACK | PSH, ACK | FIN))
        packet = bytearray(replace(segment, flags=flags).encode())
        packet[36] ^= random.choice((0, 0, 0, 0, 1))
        packets.append(bytes(packet))
    got = again(MERGER.merge(packets))
    assert by_connection(got) == by_connection(packets)


def by_connection(packets: list[bytes]) -> dict[bytes, list[bytes]]:
    ordered = sorted(packets, key=lambda packet: packet[12:24])
    return {key: list(group) for key, group in groupby(ordered, lambda packet: packet[12:24])}


def test_a_batch_leaves_nothing_for_the_next() -> None:
    segments = flow(4)
    assert len(merged(segments[:2])) == len(merged(segments[2:])) == 1
    assert MERGER.merge([]) == []


def test_random_octets_come_out_as_they_went_in() -> None:
    random = Random(1122)
    for _ in range(300):
        packets = []
        for segment in flow(random.randrange(40), Segment(options=TIMESTAMPS)):
            packet = bytearray(segment.encode())
            for _ in range(random.choice((0, 0, 1, 4))):
                packet[random.randrange(len(packet))] = random.randrange(256)
            packets.append(
                bytes(packet[: random.choice((None, None, None, random.randrange(160)))])
            )
        writes = MERGER.merge(packets)
        mended = [packet for write in writes for packet in split(write, MEMORY, ROOM) or [b""]]
        assert sorted(mended) == sorted(packets)
