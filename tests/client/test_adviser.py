"""What is taken of an answer; the asking itself is `test_inquiry`, and all of it a lab."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address, IPv4Network

import pytest

from tests.client.test_standing import STATUS
from vpdn.client.adviser import Adviser, Heard
from vpdn.client.inform import Advice
from vpdn.client.settings import Routing
from vpdn.errors import ConfigError

INTRANET, EVERYTHING = IPv4Network("10.44.0.0/16"), IPv4Network("0.0.0.0/0")
OWN, CLASS = IPv4Network("192.168.1.0/24"), IPv4Network("172.16.0.0/16")
DNS = (IPv4Address("10.44.0.53"),)
ADVICE = Advice("cisco.com", DNS, networks=(INTRANET, EVERYTHING, OWN))


@dataclass
class World:
    """A machine with its kill switch, which may refuse; `done` has what came about, in order."""

    refuses: bool = False
    done: list[object] = field(default_factory=list)
    device = "gone"

    def networks(self) -> list[IPv4Network]:
        return [OWN]

    def widen(self, networks: Iterable[IPv4Network]) -> None:
        if self.refuses:
            raise ConfigError("cannot block it")
        self.done.append(("closed", *networks))

    def take(self, networks: tuple[IPv4Network, ...]) -> None:
        self.done.append(("routed", *networks))

    def adviser(self, routing: Routing, *, guarded: bool = True) -> Adviser:
        switch = self if guarded else None
        return Adviser(self, switch, routing, self.done.append, self.done.append)


def test_routes_are_taken_when_no_other_way_is_left_for_them() -> None:
    world = World()
    world.adviser(Routing.SPLIT).told(STATUS, world.take, ADVICE)
    heard = Heard(ADVICE, (INTRANET,), (EVERYTHING, OWN))
    assert world.done == [("closed", INTRANET), ("routed", INTRANET), heard]


def test_without_a_kill_switch_they_are_just_taken() -> None:
    world = World()
    world.adviser(Routing.SPLIT, guarded=False).told(STATUS, world.take, ADVICE)
    assert world.done[0] == ("routed", INTRANET)


def test_what_could_leak_is_not_taken() -> None:
    world = World(refuses=True)
    world.adviser(Routing.SPLIT).told(STATUS, world.take, ADVICE)
    assert world.done == ["The server's routes are not taken: cannot block it."]


def test_where_everything_is_the_tunnel_s_no_route_is_taken() -> None:
    world = World()
    world.adviser(Routing.DEFAULT).told(STATUS, world.take, ADVICE)
    assert world.done == [Heard(ADVICE)]


@pytest.mark.parametrize("routing", [Routing.DEFAULT, Routing.SPLIT])
def test_name_servers_are_those_of_ppp_if_it_told_any(routing: Routing) -> None:
    world = World()
    world.adviser(routing).told(replace(STATUS, dns=()), world.take, ADVICE)
    heard = world.done[-1]
    assert isinstance(heard, Heard)
    assert heard.dns == DNS


async def test_a_split_tunnel_s_own_networks_are_closed_before_it_asks() -> None:
    world = World()
    end = world.adviser(Routing.SPLIT).inquire(STATUS, world.take)
    closed, refusal = world.done
    assert closed == ("closed", IPv4Network("172.16.10.100/32"), CLASS)
    assert str(refusal).startswith("The server is not asked for routes: ")
    end()
    world.done.clear()
    world.adviser(Routing.SPLIT).inquire(replace(STATUS, server=STATUS.remote), world.take)
    assert world.done[0] == ("closed", CLASS)


async def test_a_call_that_cannot_be_covered_is_refused() -> None:
    world = World(refuses=True)
    with pytest.raises(ConfigError, match="cannot block"):
        world.adviser(Routing.SPLIT).inquire(STATUS, world.take)
