from __future__ import annotations

from ipaddress import IPv4Address

from tests.nas.test_nat_rules import SHARED, config
from vpdn.nas.nat_snapshot import NatMappingSnapshot, NatPoolSnapshot, TranslationSnapshot
from vpdn.nas.nat_view import nat_snapshot
from vpdn.net.conntrack import Connection, Way

LOCAL, GLOBAL = IPv4Address("10.0.0.7"), IPv4Address("192.0.2.2")
SERVER = IPv4Address("198.51.100.1")
FROM_INSIDE = Connection(6, Way(LOCAL, SERVER, 1025, 80), Way(SERVER, GLOBAL, 80, 40000), b"inside")
FROM_OUTSIDE = Connection(
    6, Way(SERVER, GLOBAL, 5000, 80), Way(LOCAL, SERVER, 8080, 5000), b"outside"
)
PING = Connection(1, Way(LOCAL, SERVER, 7, 7), Way(SERVER, GLOBAL, 9, 9), b"ping")


def test_whoever_began_the_inside_is_the_same() -> None:
    known = nat_snapshot(config(), [FROM_INSIDE, FROM_OUTSIDE], standing=True)
    assert known.translations == (
        TranslationSnapshot(6, (GLOBAL, 40000), (LOCAL, 1025), (SERVER, 80)),
        TranslationSnapshot(6, (GLOBAL, 80), (LOCAL, 8080), (SERVER, 5000)),
    )


def test_a_ping_whose_identifier_is_changed_came_from_inside() -> None:
    [one] = nat_snapshot(config(), [PING], standing=True).translations
    assert one == TranslationSnapshot(1, (GLOBAL, 9), (LOCAL, 7), (SERVER, 7))


def test_static_entries_come_first_while_there_is_a_table() -> None:
    lines = (
        "ip nat inside source static 10.0.0.7 192.0.2.7",
        "ip nat inside source static tcp 10.0.0.7 8080 interface Ethernet0/1 80",
        "ip nat inside source static tcp 10.0.0.7 8081 interface Ethernet0/7 81",
    )
    known = nat_snapshot(config(*lines), [FROM_INSIDE], standing=True)
    plain, port, dynamic = known.translations
    assert plain == TranslationSnapshot(None, (IPv4Address("192.0.2.7"), None), (LOCAL, None))
    assert port == TranslationSnapshot(6, (GLOBAL, 80), (LOCAL, 8080))
    assert [one.static for one in (plain, port, dynamic)] == [True, True, False]
    assert nat_snapshot(config(*lines), [], standing=False).translations == ()


def test_each_packet_but_the_first_is_a_hit_and_what_is_over_has_expired() -> None:
    known = nat_snapshot(config(SHARED), [FROM_INSIDE], standing=True, hits=12, misses=3)
    assert (known.hits, known.misses, known.expired) == (9, 3, 2)
    assert (known.inside, known.outside) == (
        ("Ethernet0/0", "Virtual-Template1"),
        ("Ethernet0/1",),
    )


def test_a_line_counts_the_translations_with_its_addresses() -> None:
    lines = (SHARED, "ip nat inside source list WEB pool P", "ip nat inside source list 2 pool X")
    pooled = [IPv4Address(f"192.0.2.{last}") for last in (21, 21, 23)]
    others = [
        Connection(6, FROM_INSIDE.forth, Way(SERVER, address, 80, 1025), b"") for address in pooled
    ]
    shared, pool, absent = nat_snapshot(
        config(*lines), [FROM_INSIDE, *others], standing=True
    ).mappings
    assert shared == NatMappingSnapshot("1", "Ethernet0/1", None, 1)
    low, high, mask = map(IPv4Address, ("192.0.2.20", "192.0.2.23", "255.255.255.0"))
    assert pool == NatMappingSnapshot("WEB", None, "P", 3, NatPoolSnapshot(mask, low, high, 4, 2))
    assert absent == NatMappingSnapshot("2", None, "X", 0)
