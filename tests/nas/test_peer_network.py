"""A call's address and the route to it."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from tests.nas.test_session import up
from tests.nas.world import World, config
from tests.virtual_loop import run
from vpdn.aaa.types import Accept
from vpdn.errors import ConfigError
from vpdn.machine import Trace
from vpdn.nas.peer_network import PeerNetwork
from vpdn.nas.trace import (
    AddressAssigned,
    PoolExhausted,
    RouteInstalled,
    RouteRefused,
    RouteRemoved,
)
from vpdn.ppp.outputs import NetworkUp
from vpdn.ppp.personality import ROUTER as PERSONALITY

ANY = IPv4Address(0)
FIRST, SECOND = IPv4Address("172.16.10.1"), IPv4Address("172.16.10.2")
ROUTER = IPv4Address("172.16.10.100")
NETWORK = NetworkUp(ROUTER, FIRST)


class Place:
    """A network of a call on Virtual-Access1, and what it said."""

    def __init__(self) -> None:
        self.world = World(config())
        self.said: list[Trace] = []
        services = self.world.services
        template = services.config.templates[1]
        never = frozenset({ROUTER})
        self.peer = PeerNetwork(services, template, 1, never, self.said.append)

    @property
    def leased(self) -> list[IPv4Address]:
        [pool] = self.world.services.pools.snapshot()
        return [lease.address for lease in pool.leases]


def test_an_address_is_the_call_s_until_it_is_given_back() -> None:
    async def story() -> None:
        place = Place()
        assert place.peer.assign(ANY, None, "tac") == place.peer.address == FIRST
        assert (place.leased, place.said) == ([FIRST], [AddressAssigned(FIRST)])
        place.peer.free()
        assert place.leased == []

    run(story())


def test_who_asks_anew_has_his_old_address_free_before_the_choice() -> None:
    async def story() -> None:
        place = Place()
        place.peer.assign(ANY, None, "tac")
        assert place.peer.assign(ANY, None, "tac") == FIRST
        assert place.leased == [FIRST]

    run(story())


def test_an_address_that_is_none_for_it_is_a_record() -> None:
    async def story() -> None:
        place = Place()
        accept = Accept("radius", pool="nowhere")
        assert place.peer.assign(ANY, accept, "tac") is place.peer.address is None
        assert place.peer.assign(ANY, Accept("radius", address=ROUTER), "tac") is None
        assert place.said == [PoolExhausted("nowhere"), PoolExhausted("default")]
        place.peer.free()

    run(story())


def test_a_route_comes_and_goes_with_the_network() -> None:
    async def story() -> None:
        place = Place()
        place.peer.close()
        assert place.peer.open(NETWORK, 1400) == ""
        assert place.peer.up == NETWORK
        assert (place.world.routes.present, place.world.routes.mtus) == ({FIRST}, [1400])
        place.peer.close()
        assert place.world.routes.present == set()
        assert place.said == [RouteInstalled(FIRST), RouteRemoved(FIRST)]

    run(story())


@pytest.mark.parametrize(
    ("template", "largest"),
    [
        ({}, 1396),
        ({"mtu": 1200}, 1200),
        ({"ip_mtu": 1300}, 1300),
        ({"mtu": 1200, "ip_mtu": 1300}, 1200),
        ({"ip_mtu": 1400}, 1396),
    ],
    ids=str,
)
def test_a_call_s_route_has_the_least_of_mtu_ip_mtu_and_what_mppe_leaves_of_the_peer_s_mru(
    template: dict[str, int], largest: int
) -> None:
    async def story() -> None:
        world = World(config(template=template))
        await up(world, personality=replace(PERSONALITY, mru=1400))
        assert world.routes.mtus == [largest]

    run(story())


def test_a_route_that_is_refused_says_why() -> None:
    async def story() -> None:
        place = Place()
        place.world.routes.broken = ConfigError("no such device")
        assert place.peer.open(NETWORK, 1400) == "no such device"
        assert place.peer.up is None
        assert place.said == [RouteRefused(FIRST, "no such device")]

    run(story())


def test_a_route_that_cannot_be_removed_does_not_keep_the_network() -> None:
    async def story() -> None:
        place = Place()
        place.peer.open(NETWORK, 1400)
        place.world.routes.broken = ConfigError("no such device")
        place.peer.close()
        assert place.peer.up is None
        assert place.said[1:] == [RouteRefused(FIRST, "no such device"), RouteRemoved(FIRST)]

    run(story())


def test_a_call_is_found_by_its_address_while_its_network_is_up() -> None:
    async def story() -> None:
        place = Place()
        peers = place.world.services.peers
        place.peer.open(NETWORK, 1400)
        assert peers == {FIRST: place.peer}
        place.peer.record(AddressAssigned(FIRST))
        assert place.said[-1] == AddressAssigned(FIRST)
        place.peer.close()
        assert peers == {}

    run(story())
