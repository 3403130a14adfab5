from __future__ import annotations

from ipaddress import IPv4Address

from vpdn.nas.nat_snapshot import TranslationSnapshot

HERE, THERE, FAR = map(IPv4Address, ("172.16.10.1", "10.200.20.2", "10.200.20.245"))


def test_an_entry_that_is_there_for_whoever_comes_is_static() -> None:
    entry = TranslationSnapshot(6, (THERE, 80), (HERE, 8080))
    assert entry.static
    assert not TranslationSnapshot(6, (THERE, 80), (HERE, 8080), (FAR, 1025)).static
