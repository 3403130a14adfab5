"""Ways that are kept known, over a real wire."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

import pytest

from tests.net.conftest import NamespaceMaker
from tests.net.links import Pair, join
from vpdn.net import namespaces
from vpdn.net.netlink import Netlink
from vpdn.net.next_hops import Hop, NextHops
from vpdn.net.way_socket import Link

NEAR, OURS, NOBODY = Pair.right_address, Pair.left_address, IPv4Address("10.9.0.200")
FAR = [IPv4Address("203.0.113.1"), IPv4Address("203.0.113.2")]
BEHIND = IPv4Network("203.0.113.0/24")


@dataclass
class Table:
    hops: dict[IPv4Address, Hop] = field(default_factory=dict)
    used: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def put_hop(self, hop: Hop) -> None:
        self.hops[hop.peer] = hop
        self.changed.set()

    def drop_hop(self, peer: IPv4Address) -> None:
        self.hops.pop(peer, None)
        self.changed.set()

    def use(self, device: int, link: Link) -> None:
        self.used.append(device)

    def lose(self, device: int) -> None:
        self.lost.append(device)
        self.changed.set()

    async def until(self, met: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not met():
                await self.changed.wait()
                self.changed.clear()


@dataclass
class Place:
    pair: Pair
    table: Table
    hops: NextHops
    netlink: Netlink

    def hardware(self, namespace: str) -> bytes:
        with namespaces.inside(namespace), Netlink() as netlink:
            return bytes.fromhex(netlink.devices()["eth0"].address.replace(":", ""))


@pytest.fixture
async def place(namespace: NamespaceMaker) -> AsyncIterator[Place]:
    pair, table = join(namespace), Table()
    with namespaces.inside(pair.left):
        netlink, hops = Netlink(), NextHops(table, None)
    yield Place(pair, table, hops, netlink)
    hops.close()
    netlink.close()


async def test_a_hop_is_told_when_all_of_it_is_known(place: Place) -> None:
    table = place.table
    place.hops.add(NEAR)
    assert table.hops == {}
    await table.until(lambda: NEAR in table.hops)
    hardware = place.hardware(place.pair.right) + place.hardware(place.pair.left)
    assert table.hops == {NEAR: Hop(NEAR, OURS, table.used[0], 1500, hardware)}
    assert len(table.used) == 1


async def test_it_is_kept_as_long_as_a_peer_has_calls(place: Place) -> None:
    table = place.table
    place.hops.add(NEAR)
    place.hops.add(NEAR)
    await table.until(lambda: NEAR in table.hops)
    place.hops.remove(NEAR)
    assert NEAR in table.hops
    place.hops.remove(NEAR)
    assert table.hops == {}


async def test_peers_behind_a_gateway_share_its_address(place: Place) -> None:
    table = place.table
    place.netlink.add_route(BEHIND, via=NEAR, mtu=1200)
    for peer in FAR:
        place.hops.add(peer)
    await table.until(lambda: len(table.hops) == 2)
    one, other = table.hops.values()
    assert (one.hardware, one.mtu) == (other.hardware, 1200)


async def test_a_neighbour_that_fails_takes_its_peers_with_it_at_once(place: Place) -> None:
    table = place.table
    place.netlink.add_route(BEHIND, via=NEAR)
    for peer in (*FAR, NEAR):
        place.hops.add(peer)
    await table.until(lambda: len(table.hops) == 3)
    with namespaces.inside(place.pair.right), Netlink() as there:
        there.set_up("eth0", False)
    await table.until(lambda: not table.hops)
    with namespaces.inside(place.pair.right), Netlink() as there:
        there.set_up("eth0")
    await table.until(lambda: len(table.hops) == 3)


async def test_a_peer_that_does_not_answer_is_never_told_of(place: Place) -> None:
    table = place.table
    place.hops.add(NOBODY)
    place.hops.add(NEAR)
    await table.until(lambda: NEAR in table.hops)
    assert NOBODY not in table.hops


async def test_a_route_that_changes_is_followed(place: Place) -> None:
    table = place.table
    place.netlink.add_address("eth0", IPv4Interface("203.0.113.100/24"))
    place.hops.add(FAR[0])
    place.hops.add(NEAR)
    await table.until(lambda: NEAR in table.hops)
    assert FAR[0] not in table.hops
    place.netlink.remove_address("eth0", IPv4Interface("203.0.113.100/24"))
    place.netlink.add_route(BEHIND, via=NEAR)
    place.hops._confirm()
    await table.until(lambda: len(table.hops) == 2)
    assert table.hops[FAR[0]].hardware == table.hops[NEAR].hardware


async def test_a_device_that_is_gone_is_told_of(place: Place) -> None:
    table = place.table
    place.hops.add(NEAR)
    await table.until(lambda: NEAR in table.hops)
    place.netlink.remove_device("eth0")
    await table.until(lambda: table.lost == table.used)
    assert table.hops == {}
