"""native/filter.c against datapath/filters.py."""

from __future__ import annotations

from ctypes import (
    POINTER,
    Array,
    Structure,
    byref,
    c_bool,
    c_int16,
    c_size_t,
    c_uint16,
    c_uint32,
    c_uint64,
    c_void_p,
)
from ipaddress import IPv4Address
from itertools import product
from random import Random

from tests.native.library import Fenced, function
from vpdn.datapath.filters import EVERY_PORT, Filter, Place, Ranges, Rule

ANY = -1


class CRange(Structure):
    _fields_ = (("low", c_uint16), ("high", c_uint16))


class CPlace(Structure):
    _fields_ = (("address", c_uint32), ("mask", c_uint32), ("first", c_uint32), ("count", c_uint32))


class CRule(Structure):
    _fields_ = (
        ("source", CPlace),
        ("destination", CPlace),
        ("protocol", c_int16),
        ("icmp_type", c_int16),
        ("icmp_code", c_int16),
        ("permit", c_bool),
        ("established", c_bool),
        ("looks_deeper", c_bool),
        ("matches", c_uint64),
    )


class CFilter(Structure):
    _fields_ = (("rules", POINTER(CRule)), ("ranges", POINTER(CRange)), ("count", c_size_t))


native_permits = function("filter_permits", c_bool, POINTER(CFilter), c_void_p, c_size_t)


class Compiled:
    """The rules of a `Filter` in C's form."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self._ranges: list[tuple[int, int]] = []
        self.rules: Array[CRule] = (CRule * len(rules))(*map(self._rule, rules))
        ranges = (CRange * len(self._ranges))(*(CRange(*each) for each in self._ranges))
        self._filter = CFilter(self.rules, ranges, len(rules))

    def permits(self, address: int, size: int) -> bool:
        return bool(native_permits(byref(self._filter), address, size))

    def _rule(self, rule: Rule) -> CRule:
        kind, code = rule.icmp or (ANY, ANY)
        return CRule(
            self._place(rule.source),
            self._place(rule.destination),
            ANY if rule.protocol is None else rule.protocol,
            kind,
            ANY if code is None else code,
            rule.permit,
            rule.established,
            rule.looks_deeper,
        )

    def _place(self, place: Place) -> CPlace:
        first = len(self._ranges)
        self._ranges += place.ports
        mask = ~int(place.wildcard) & 0xFFFFFFFF
        return CPlace(int(place.address), mask, first, len(place.ports))


def an_address(random: Random) -> IPv4Address:
    """One of few, so that rules often cover packets."""
    return IPv4Address(f"10.1.{random.randrange(2)}.{random.randrange(4)}")


def a_place(random: Random, ports: Ranges) -> Place:
    wildcard = random.choice((0, 0, 3, 0xFF, 0x1FF, 0xFF00, 0xFFFFFFFF, 0xFFFFFFFF))
    return Place(an_address(random), IPv4Address(wildcard), ports)


def some_ports(random: Random) -> Ranges:
    few = tuple(sorted((random.randrange(6), random.randrange(6))))
    return random.choice((EVERY_PORT, ((few[0], few[1]),), ((0, few[0]), (few[1], 65535))))


def a_rule(random: Random) -> Rule:
    """What the configuration can say (ports of TCP and UDP only, and so on)."""
    permit, protocol = random.random() < 0.5, random.choice((None, 1, 6, 6, 17, 47, 0))
    ports = [some_ports(random) if protocol in {6, 17} else EVERY_PORT for _ in range(2)]
    icmp = random.choice((None, (8, None), (3, 4), (0, 0))) if protocol == 1 else None
    established = protocol == 6 and random.random() < 0.3
    source, destination = (a_place(random, each) for each in ports)
    return Rule(permit, source, destination, protocol, icmp, established)


def a_packet(random: Random) -> bytes:
    """Short ones, options, fragments, and a header's length that is too small or too large."""
    packet = bytearray(20 + random.choice((0, 1, 3, 4, 8, 13, 14, 20, 20, 20, 44)))
    packet[0] = 0x40 | random.choice((5, 5, 5, 5, 5, 6, 15, 4, 0))
    packet[6:8] = random.choice((0, 0, 0, 0x4000, 0x2000, 1, 0x2001, 7)).to_bytes(2, "big")
    packet[9] = random.choice((1, 6, 6, 6, 17, 17, 47, 0))
    packet[12:20] = an_address(random).packed + an_address(random).packed
    header = packet[0] % 16 * 4
    if len(packet) >= header + 14 and header >= 20:
        numbers = random.randrange(6), random.randrange(6)
        packet[header : header + 4] = b"".join(one.to_bytes(2, "big") for one in numbers)
        if packet[9] == 1:
            packet[header : header + 2] = random.choice((b"\x08\0", b"\x08\1", b"\3\4", b"\0\0"))
        packet[header + 13] = random.choice((0x02, 0x10, 0x04, 0x12))
    return bytes(packet[: random.choice((None, None, None, random.randrange(40)))])


def test_random_lists_decide_as_in_python() -> None:
    random, memory = Random(1858), Fenced()
    permitted = 0
    for _ in range(600):
        reference = Filter(tuple(a_rule(random) for _ in range(random.randrange(8))))
        compiled = Compiled(reference.rules)
        for _ in range(40):
            packet = a_packet(random)
            expected = reference.permits(packet)
            assert compiled.permits(memory.put(packet), len(packet)) == expected
            permitted += expected
        assert [rule.matches for rule in compiled.rules] == reference.matches
    assert 3_000 < permitted < 21_000


def test_a_list_made_by_hand_cannot_make_it_look_past_a_packet() -> None:
    """Rules that the configuration refuses: flags and ports of what has none."""
    memory = Fenced()
    for protocol, established in product((None, 0, 1, 17), (True, False)):
        ends = Place(ports=((0, 0),)), Place(ports=((80, 80),))
        rule = Rule(True, *ends, protocol, None, established)
        compiled = Compiled((rule,))
        for size in range(20, 40):
            packet = bytes((0x45, *bytes(8), protocol or 0, *bytes(size - 10)))
            assert not compiled.permits(memory.put(packet), size)
