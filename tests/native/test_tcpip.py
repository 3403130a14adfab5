"""native/tcpip.c against wire/ip.py and datapath/mtu.py."""

from __future__ import annotations

from ctypes import (
    POINTER,
    Structure,
    byref,
    c_bool,
    c_size_t,
    c_uint8,
    c_uint16,
    c_uint32,
    c_void_p,
)
from random import Random

from scapy.layers.inet import IP, TCP

from tests.native.library import Fenced, function
from vpdn.datapath.mtu import fragmentation_needed
from vpdn.errors import DecodeError
from vpdn.wire import ip


class Ipv4(Structure):
    _fields_ = (
        ("source", c_uint32),
        ("destination", c_uint32),
        ("header", c_uint16),
        ("length", c_uint16),
        ("offset", c_uint16),
        ("protocol", c_uint8),
        ("ttl", c_uint8),
        ("more_fragments", c_bool),
    )


native_parse = function("ipv4_parse", c_bool, POINTER(Ipv4), c_void_p, c_size_t)
native_clamp = function("clamp_mss", c_bool, c_void_p, c_size_t, c_uint16)
native_answer = function("fragmentation_needed", c_size_t, c_void_p, c_void_p, c_size_t, c_uint16)
ANSWER_LARGEST = 96
CASES = 20_000


def nearly_ip(random: Random) -> bytes:
    """Octets that are an IPv4 packet but for what chance does to its most telling fields."""
    packet = bytearray(random.randbytes(random.choice((0, 8, 19, 20, 28, 40, 44, 60, 80, 120))))
    if random.random() < 0.95 and len(packet) >= 20:
        packet[0] = 0x40 | random.choice((5, 5, 5, 6, 8, 15, 4, 0))
        packet[2:4] = random.choice((len(packet), len(packet), 20, 10)).to_bytes(2, "big")
        packet[6:8] = random.choice((b"\0\0", b"\x40\0", b"\x40\0", b"\x20\0", b"\x40\1", b"\0\7"))
        packet[9] = random.choice((1, 6, 6, 6, 17, 47))
    return bytes(packet)


def nearly_syn(random: Random) -> bytes:
    """Often a SYN, with options that are often whole."""
    known = (b"\x01", b"\x02\x04" + random.randbytes(2), b"\x03\x03\x07", b"\x04\x02", b"\x00")
    wrong = (b"\x02\x03", b"\x05\x00", b"\x05\x01", b"\x08\xff", b"\x02")
    options = b"".join(random.choice(known * 4 + wrong) for _ in range(random.randrange(8)))
    tcp = bytearray(random.randbytes(20) + options[:40] + bytes(-len(options[:40]) % 4))
    tcp[12], tcp[13] = len(tcp) // 4 << 4, random.choice((0x02, 0x12, 0x02, 0x10))
    packet = bytearray(nearly_ip(random)[:20].ljust(20, b"\x45"))
    if random.random() < 0.8:
        packet[0], packet[6:8], packet[9] = random.choice((0x45, 0x46, 0x4F)), b"\x40\0", 6
    whole = bytes(packet) + bytes(max(0, packet[0] % 16 * 4 - 20)) + bytes(tcp)
    return whole[: random.choice((None, None, None, random.randrange(len(whole))))]


def test_a_header_is_read_or_refused_as_in_python() -> None:
    random, memory = Random(791), Fenced()
    whole = 0
    for _ in range(CASES):
        packet, read = nearly_ip(random), Ipv4()
        good = native_parse(byref(read), memory.put(packet), len(packet))
        try:
            header = ip.parse(packet)
        except DecodeError:
            assert not good
            continue
        whole += 1
        assert good
        assert (read.source, read.destination) == (int(header.source), int(header.destination))
        assert (read.header, read.length) == (header.header_length, header.length)
        assert (read.offset, read.more_fragments) == (header.fragment_offset, header.more_fragments)
        assert (read.protocol, read.ttl) == (header.protocol, header.ttl)
    assert whole > CASES // 10


def test_an_mss_is_clamped_as_in_python() -> None:
    random, memory = Random(6691), Fenced()
    changed = 0
    for _ in range(CASES):
        packet, mss = nearly_syn(random), random.randrange(0x10000)
        clamped = native_clamp(memory.put(packet), len(packet), mss)
        expected = ip.clamp_mss(packet, mss)
        assert memory.get(len(packet)) == expected
        assert clamped == (expected != packet)
        changed += clamped
    assert changed > CASES // 20


def test_a_clamped_syn_has_the_checksum_that_scapy_computes() -> None:
    memory = Fenced()
    for options in (
        [("MSS", 1460)],
        [("NOP", None), ("MSS", 1460)],
        [("SAckOK", b""), ("MSS", 1460)],
    ):
        packet = bytes(IP(src="10.1.1.1", dst="10.1.1.2") / TCP(flags="S", options=options))
        assert native_clamp(memory.put(packet), len(packet), 1360)
        clamped = IP(memory.get(len(packet)))
        del clamped[TCP].chksum
        assert dict(clamped[TCP].options)["MSS"] == 1360
        assert bytes(clamped) == memory.get(len(packet))


def test_the_sender_of_what_is_too_big_is_answered_as_in_python() -> None:
    random, memory, answer = Random(1191), Fenced(), Fenced()
    answered = 0
    for _ in range(CASES):
        packet, mtu = nearly_ip(random), random.randrange(0x10000)
        if len(packet) > 60:
            packet = packet[:20] + bytes([random.randrange(13)]) + packet[21:]
        room = answer.room(ANSWER_LARGEST)
        size = native_answer(room, memory.put(packet), len(packet), mtu)
        if len(packet) < 20 or len(packet) <= packet[0] % 16 * 4:
            assert size == 0
            continue
        expected = fragmentation_needed(packet, mtu)
        assert answer.get(ANSWER_LARGEST)[:size] == (expected or b"")
        answered += expected is not None
    assert answered > CASES // 10
