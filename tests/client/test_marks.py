"""What is taken back of marked routes, in the kernel's table."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network

from tests.net.conftest import NamespaceMaker
from vpdn.client.marks import Mark, unmark
from vpdn.net import namespaces
from vpdn.net.netlink import Netlink

WAY, OURS, OTHERS = IPv4Network("192.0.2.1"), 1234, 1235
REFUSED = (IPv4Network("198.51.100.0/24"), IPv6Network("8000::/1"))


def networks(marks: list[Mark]) -> set[object]:
    return {one.network for one in marks}


def test_ways_alone_or_all_of_one_metric_are_taken_back(namespace: NamespaceMaker) -> None:
    with namespaces.inside(namespace("a")), Netlink() as table:
        table.set_up("lo")
        for metric in (OURS, OTHERS):
            table.add_route(WAY, "lo", metric=metric)
            for network in REFUSED:
                table.block(network, metric)
        assert unmark(table, OURS, refusals=False)
        assert networks([*table.marked(OURS)]) == set(REFUSED)
        assert unmark(table, OURS)
        assert not unmark(table, OURS)
        assert networks([*table.marked(OTHERS)]) == {WAY, *REFUSED}
