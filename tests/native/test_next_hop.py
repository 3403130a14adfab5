"""native/next_hop.c: the table against a dictionary, the headers against wire.ip."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import (
    POINTER,
    Structure,
    addressof,
    byref,
    c_bool,
    c_int,
    c_size_t,
    c_uint8,
    c_uint16,
    c_uint32,
    c_void_p,
    create_string_buffer,
    string_at,
)
from dataclasses import dataclass
from random import Random

from tests.native.library import function
from vpdn.wire.ip import checksum

HEADERS = 34
HEADROOM = 48
HARDWARE = bytes(range(1, 13))


class CHop(Structure):
    _fields_ = (
        ("peer", c_uint32),
        ("source", c_uint32),
        ("device", c_int),
        ("mtu", c_uint32),
        ("id", c_uint16),
        ("hardware", c_uint8 * 12),
    )


class CPacket(Structure):
    _fields_ = (("peer", c_uint32), ("packet", c_void_p), ("size", c_size_t))


class CFramed(Structure):
    _fields_ = (
        ("peer", c_uint32),
        ("device", c_int),
        ("octets", c_void_p),
        ("size", c_size_t),
    )


init = function("next_hops_init", None, c_void_p)
free = function("next_hops_free", None, c_void_p)
put = function("next_hops_put", c_bool, c_void_p, POINTER(CHop))
drop = function("next_hops_drop", None, c_void_p, c_uint32)
frame = function(
    "next_hops_frame", c_size_t, c_void_p, POINTER(CPacket), c_size_t, POINTER(CFramed)
)


@dataclass(frozen=True)
class Sent:
    peer: int
    device: int
    octets: bytes


@contextmanager
def table() -> Iterator[c_void_p]:
    memory = create_string_buffer(128)
    hops = c_void_p(addressof(memory))
    init(hops)
    yield hops
    free(hops)


def hop(peer: int, device: int = 3, mtu: int = 1500) -> CHop:
    return CHop(peer, 0x0A090001, device, mtu, 0, (c_uint8 * 12)(*HARDWARE))


def framed(hops: c_void_p, packets: list[tuple[int, bytes]]) -> tuple[list[Sent], list[int]]:
    """What was framed; and the peers of what is left, in its order."""
    rooms = [create_string_buffer(bytes(HEADROOM) + octets) for _, octets in packets]
    given = (CPacket * len(packets))(
        *(
            CPacket(peer, addressof(room) + HEADROOM, len(octets))
            for (peer, octets), room in zip(packets, rooms, strict=True)
        )
    )
    made = (CFramed * len(packets))()
    count = frame(hops, given, len(packets), made)
    sent = [
        Sent(each.peer, each.device, string_at(each.octets, each.size)) for each in made[:count]
    ]
    return sent, [each.peer for each in given[: len(packets) - count]]


def test_the_headers_are_those_of_ethernet_and_ip() -> None:
    with table() as hops:
        assert put(hops, byref(hop(0x0A090002)))
        (one,), left = framed(hops, [(0x0A090002, b"octets of GRE")])
        assert (left, one.device) == ([], 3)
        assert one.octets[:14] == HARDWARE + b"\x08\x00"
        header = one.octets[14:HEADERS]
        assert header[:2] + header[6:10] == b"\x45\x00" + b"\x00\x00" + b"\x40\x2f"
        assert int.from_bytes(header[2:4], "big") == 20 + len(b"octets of GRE")
        assert header[12:] == bytes((10, 9, 0, 1, 10, 9, 0, 2))
        assert checksum(header) == 0
        assert one.octets[HEADERS:] == b"octets of GRE"


def test_each_packet_to_a_peer_has_another_identification_even_by_a_new_way() -> None:
    with table() as hops:
        seen = set()
        for device in range(100):
            put(hops, byref(hop(7, device)))
            sent, _ = framed(hops, [(7, b""), (7, b"")])
            seen |= {each.octets[18:20] for each in sent}
        assert len(seen) == 200


def test_what_is_too_large_or_unknown_is_left_in_order() -> None:
    with table() as hops:
        put(hops, byref(hop(1, mtu=120)))
        packets = [(2, b""), (1, bytes(100)), (1, bytes(101)), (3, b""), (1, b"x")]
        sent, left = framed(hops, packets)
        assert [len(each.octets) - HEADERS for each in sent] == [100, 1]
        assert left == [2, 1, 3]


def test_an_empty_table_knows_nobody() -> None:
    with table() as hops:
        drop(hops, 5)
        assert framed(hops, [(5, b"")]) == ([], [5])
        assert not put(hops, byref(hop(0)))


def test_it_is_a_dictionary_however_often_it_changes() -> None:
    random, known = Random(4), {}
    with table() as hops:
        for _ in range(20_000):
            peer = random.choice((random.randrange(1, 400), random.randrange(1, 1 << 32)))
            if random.random() < 0.6:
                known[peer] = random.randrange(1, 99)
                assert put(hops, byref(hop(peer, known[peer])))
            else:
                peer = random.choice([*known, peer]) if len(known) < 500 else next(iter(known))
                known.pop(peer, None)
                drop(hops, peer)
        asked = [*known, *(peer for peer in range(1, 400) if peer not in known)]
        sent, left = framed(hops, [(peer, b"") for peer in asked])
        assert {each.peer: each.device for each in sent} == known
        assert left == asked[len(known) :]
