"""The main table as the kernel dumps it, in a namespace of the test's own."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

import pytest
from pyroute2 import IPRoute

from tests.net.conftest import NamespaceMaker
from vpdn.net import namespaces
from vpdn.net.main_table import Entry, best, entries, routed
from vpdn.net.netlink import Netlink

NEAR, FAR = IPv4Address("10.9.0.2"), IPv4Address("198.51.100.9")
EVERYTHING, HALF = IPv4Network("0.0.0.0/0"), IPv4Network("128.0.0.0/1")


@pytest.fixture
def kernel(namespace: NamespaceMaker) -> Iterator[IPRoute]:
    """With the device eth0, 10.9.0.1/24."""
    with namespaces.inside(namespace("a")), Netlink() as netlink, IPRoute() as kernel:
        netlink.add_veth("eth0", "far0")
        netlink.add_address("eth0", IPv4Interface("10.9.0.1/24"))
        for device in ("eth0", "far0"):
            netlink.set_up(device)
        netlink.add_route(EVERYTHING, via=NEAR)
        netlink.block(HALF, 100_000)
        yield kernel


def table(kernel: IPRoute) -> list[Entry]:
    return list(entries(kernel.get_routes(family=socket.AF_INET)))


def test_entries_tell_whose_they_are_and_what_they_refuse(kernel: IPRoute) -> None:
    [index] = kernel.link_lookup(ifname="eth0")
    assert set(table(kernel)) == {
        Entry(EVERYTHING, index, NEAR, 0, refuses=False, ours=True),
        Entry(IPv4Network("10.9.0.0/24"), index, None, 0, refuses=False, ours=False),
        Entry(HALF, None, None, 100_000, refuses=True, ours=True),
    }


def test_of_several_next_hops_the_first_counts(kernel: IPRoute) -> None:
    [index] = kernel.link_lookup(ifname="eth0")
    hops = [{"gateway": "10.9.0.7"}, {"gateway": "10.9.0.8"}]
    kernel.route("add", dst="203.0.113.0/24", multipath=hops)
    found = best(table(kernel), IPv4Address("203.0.113.1"))
    assert found is not None
    assert (found.device, found.via) == (index, IPv4Address("10.9.0.7"))


def test_other_tables_are_not_listed(kernel: IPRoute) -> None:
    before = table(kernel)
    kernel.route("add", dst="203.0.113.0/24", gateway=str(NEAR), table=77)
    assert table(kernel) == before


def test_the_longest_prefix_is_best_and_then_the_least_metric(kernel: IPRoute) -> None:
    def refuses(address: IPv4Address) -> bool | None:
        found = best(table(kernel), address)
        return None if found is None else found.refuses

    assert (refuses(FAR), refuses(NEAR)) == (True, False)
    kernel.route("add", dst=str(HALF), gateway=str(NEAR), priority=99_999)
    assert refuses(FAR) is False
    kernel.route("del", dst="0.0.0.0/0")
    assert refuses(IPv4Address("11.0.0.1")) is None


def test_a_route_is_known_by_all_that_it_says(kernel: IPRoute) -> None:
    [index] = kernel.link_lookup(ifname="eth0")
    there = table(kernel)
    assert routed(there, EVERYTHING, index, NEAR, None)
    assert routed(there, EVERYTHING, None, NEAR, 0)
    assert not routed(there, EVERYTHING, index + 1, NEAR, None)
    assert not routed(there, EVERYTHING, index, FAR, None)
    assert not routed(there, EVERYTHING, index, NEAR, 7)
    assert not routed(there, HALF, index, NEAR, None)
