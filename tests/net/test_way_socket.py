"""What the kernel says of ways, in a namespace made for it."""

from __future__ import annotations

import select
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

import pytest

from tests.net.conftest import NamespaceMaker
from tests.net.links import Pair, join
from vpdn.net import namespaces
from vpdn.net.netlink import Netlink
from vpdn.net.tun import Tun
from vpdn.net.way_socket import (
    Change,
    LinkChanged,
    NeighbourChanged,
    RoutesChanged,
    Way,
    WayEvents,
    WaySocket,
)

FAR = IPv4Address("203.0.113.9")
NEAR, OURS = Pair.right_address, Pair.left_address


@dataclass(frozen=True)
class Place:
    pair: Pair
    ways: WaySocket
    events: WayEvents
    netlink: Netlink
    device: int

    def until(self, wanted: type[Change]) -> Change:
        """The next change of a kind."""
        while select.select([self.events], [], [], 5)[0]:
            for change in self.events.read():
                if isinstance(change, wanted):
                    return change
        raise AssertionError(f"no {wanted.__name__}")


@pytest.fixture
def place(namespace: NamespaceMaker) -> Iterator[Place]:
    pair = join(namespace)
    with namespaces.inside(pair.left), Netlink() as netlink:
        ways, events = WaySocket(), WayEvents()
        device = netlink._index("eth0")
        yield Place(pair, ways, events, netlink, device)
        ways.close()
        events.close()


def test_a_way_is_straight_or_by_a_gateway(place: Place) -> None:
    assert place.ways.way(NEAR) == Way(place.device, NEAR, OURS, 0)
    assert place.ways.way(FAR) is None
    place.netlink.add_route(IPv4Network("203.0.113.0/24"), via=NEAR, mtu=1300)
    assert place.ways.way(FAR) == Way(place.device, NEAR, OURS, 1300)


def test_a_way_is_for_packets_from_the_address_that_is_asked_for(place: Place) -> None:
    other = IPv4Address("10.9.0.77")
    assert place.ways.way(NEAR, other) is None
    place.netlink.add_address("eth0", IPv4Interface((other, 24)))
    assert place.ways.way(NEAR, other) == Way(place.device, NEAR, other, 0)
    assert set(place.ways.addresses(place.device)) == {OURS, other}


def test_there_is_no_way_to_ourselves_nor_by_a_device_without_addresses(place: Place) -> None:
    assert place.ways.way(OURS) is None
    tun = Tun("vpdn0", 1400)
    place.netlink.add_route(IPv4Network("203.0.113.0/24"), device="vpdn0")
    way = place.ways.way(FAR)
    assert way is not None
    assert place.ways.link(way.device) is None
    tun.close()
    assert place.ways.link(way.device) is None


def test_a_device_tells_its_address_while_it_is_up(place: Place) -> None:
    link = place.ways.link(place.device)
    assert link is not None
    assert (link.mtu, len(link.address)) == (1500, 6)
    assert link.address.hex(":") == place.netlink.devices()["eth0"].address
    place.netlink.set_up("eth0", False)
    assert place.ways.link(place.device) is None
    assert place.until(LinkChanged) == LinkChanged(place.device, gone=False, up=False)


def test_a_neighbour_is_known_when_it_was_used_and_has_answered(place: Place) -> None:
    assert place.ways.neighbour(place.device, NEAR) is None
    place.ways.use(place.device, NEAR)
    with namespaces.inside(place.pair.right), Netlink() as there:
        theirs = bytes.fromhex(there.devices()["eth0"].address.replace(":", ""))
    change = place.until(NeighbourChanged)
    assert change == NeighbourChanged(place.device, NEAR, theirs)
    assert place.ways.neighbour(place.device, NEAR) == theirs


def test_a_device_that_is_gone_says_so(place: Place) -> None:
    place.netlink.remove_device("eth0")
    while place.until(LinkChanged) != LinkChanged(place.device, gone=True, up=False):
        """It was down first."""


def test_routes_of_others_are_heard_of_and_those_of_calls_are_not(place: Place) -> None:
    place.netlink.add_route(IPv4Network("203.0.113.0/24"), via=NEAR)
    assert not [*place.events.read()]
    place.netlink.add_address("eth0", IPv4Interface("10.8.0.1/24"))
    assert place.until(RoutesChanged) == RoutesChanged()
