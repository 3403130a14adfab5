from __future__ import annotations

from ipaddress import IPv4Address

from vpdn.datapath.filters import Rule
from vpdn.nas.config import AccessList
from vpdn.nas.filters import Filters
from vpdn.nas.snapshot import AccessListSnapshot
from vpdn.wire import ip

PACKET = ip.build(IPv4Address("172.16.10.1"), IPv4Address("10.1.1.1"), 1, b"\x08\x00ab")
DENY = AccessList("10", "standard", (Rule(False),))


def test_without_a_name_nothing_is_filtered() -> None:
    assert Filters().named(None) is None


def test_a_list_that_comes_changes_and_goes_does_so_for_who_uses_it() -> None:
    filters = Filters()
    used = filters.named("10")
    assert used is not None
    assert used.permits(PACKET)
    filters.configure({"10": DENY})
    assert filters.named("10") is used
    assert not used.permits(PACKET)
    assert filters.snapshot() == (AccessListSnapshot("10", "standard", (1,)),)
    filters.configure({})
    assert used.permits(PACKET)
    assert filters.snapshot() == ()


def test_counts_begin_anew_for_one_list_or_all() -> None:
    filters = Filters()
    filters.configure({"10": DENY, "11": AccessList("11", "standard", (Rule(True),))})
    used = [filters.named(name) for name in ("10", "11")]
    for one in used:
        assert one is not None
        one.permits(PACKET)
    assert not filters.clear("12")
    assert filters.clear("10")
    assert [one.matches for one in filters.snapshot()] == [(0,), (1,)]
    assert filters.clear()
    assert [one.matches for one in filters.snapshot()] == [(0,), (0,)]
