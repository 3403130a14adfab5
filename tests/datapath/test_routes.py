"""Longest-prefix match."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

from hypothesis import given
from hypothesis import strategies as st

from vpdn.datapath.routes import RoutingTable


def find(table: RoutingTable[str], address: str) -> str | None:
    return table.lookup(int(IPv4Address(address)))


def networks(*texts: str) -> list[IPv4Network]:
    return [IPv4Network(text) for text in texts]


def test_the_longest_prefix_wins() -> None:
    table: RoutingTable[str] = RoutingTable()
    table.add(networks("0.0.0.0/0"), "default")
    table.add(networks("10.0.0.0/8", "10.1.0.0/16"), "ten")
    table.add(networks("10.1.2.3/32"), "host")
    assert find(table, "10.1.2.3") == "host"
    assert find(table, "10.200.0.1") == "ten"
    assert find(table, "192.0.2.1") == "default"


def test_what_no_route_covers_is_nobody_s() -> None:
    table: RoutingTable[str] = RoutingTable()
    table.add(networks("10.1.2.3/32"), "host")
    assert find(table, "10.1.2.4") is None


def test_a_target_takes_only_its_own_routes_away() -> None:
    table: RoutingTable[str] = RoutingTable()
    table.add(networks("10.1.2.3/32"), "old")
    table.add(networks("10.1.2.3/32"), "new")
    table.remove(networks("10.1.2.3/32"), "old")
    assert find(table, "10.1.2.3") == "new"
    table.remove(networks("10.1.2.3/32", "10.9.0.0/16"), "new")
    assert find(table, "10.1.2.3") is None


prefixes = st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 32)).map(
    lambda pair: IPv4Network((pair[0], pair[1]), strict=False)
)


@given(st.lists(prefixes, max_size=12, unique=True), st.integers(0, 2**32 - 1))
def test_lookup_agrees_with_a_search_through_all(routes: list[IPv4Network], address: int) -> None:
    table: RoutingTable[IPv4Network] = RoutingTable()
    for network in routes:
        table.add([network], network)
    covering = [network for network in routes if IPv4Address(address) in network]
    expected = max(covering, key=lambda network: network.prefixlen, default=None)
    assert table.lookup(address) == expected
