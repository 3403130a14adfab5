"""The kill switch, against a table in memory and against the kernel's."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv4Network

import pytest

from tests.net.conftest import NamespaceMaker
from tests.net.links import join
from vpdn.client.errors import DialError
from vpdn.client.kill_switch import HALVES_OF_IPV6, KillSwitch, protected
from vpdn.client.routes import HALVES
from vpdn.net import namespaces
from vpdn.net.netlink import Netlink, Route

SERVER = IPv4Address("192.0.2.1")
ELSEWHERE = IPv4Address("198.51.100.1")
GATEWAY = IPv4Address("10.9.0.2")


@pytest.fixture
def pc(namespace: NamespaceMaker) -> str:
    """A machine whose default route is by 10.9.0.2, in IPv6 too."""
    pair = join(namespace)
    with namespaces.inside(pair.left), Netlink() as netlink:
        netlink.add_route(IPv4Network("0.0.0.0/0"), "eth0", GATEWAY)
    return pair.left


def reaches(pc: str, address: str, family: socket.AddressFamily = socket.AF_INET) -> bool:
    """Whether the kernel would send there at all."""
    with namespaces.inside(pc), socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((address, 9))
        except OSError:
            return False
    return True


def test_all_of_both_families_or_the_routes_of_a_split_tunnel() -> None:
    routes = (IPv4Network("10.200.0.0/16"),)
    assert protected(True, routes) == (*HALVES, *HALVES_OF_IPV6)
    assert protected(False, routes) == routes


def test_only_the_server_and_networks_of_ones_own_are_reached(pc: str) -> None:
    with namespaces.inside(pc), Netlink() as netlink:
        before = netlink.route_to(ELSEWHERE)
        switch = KillSwitch(netlink, "angela", protected(True, ()))
        switch.engage(SERVER)
        assert (reaches(pc, str(SERVER)), reaches(pc, str(GATEWAY))) == (True, True)
        assert not reaches(pc, str(ELSEWHERE))
        assert not reaches(pc, "2001:db8::1", socket.AF_INET6)
        switch.lift()
        assert netlink.route_to(ELSEWHERE) == before
        switch.lift()


def test_the_tunnels_own_routes_win(pc: str) -> None:
    with namespaces.inside(pc), Netlink() as netlink:
        switch = KillSwitch(netlink, "angela", HALVES)
        switch.engage(SERVER)
        for half in HALVES:
            netlink.add_route(half, "eth0")
        assert reaches(pc, str(ELSEWHERE))
        for half in HALVES:
            netlink.remove_route(half, "eth0")
        assert not reaches(pc, str(ELSEWHERE))


def test_a_split_tunnels_networks_alone_are_closed(pc: str) -> None:
    with namespaces.inside(pc), Netlink() as netlink:
        switch = KillSwitch(netlink, "angela", (IPv4Network("198.51.100.0/24"),))
        switch.engage(SERVER)
        assert (reaches(pc, str(ELSEWHERE)), reaches(pc, "203.0.113.1")) == (False, True)


def test_another_program_with_that_name_takes_over_what_was_left(pc: str) -> None:
    before = reaches(pc, "2001:db8::1", socket.AF_INET6)
    with namespaces.inside(pc), Netlink() as netlink:
        for _ in range(2):
            KillSwitch(netlink, "angela", protected(True, ())).engage(SERVER)
        assert not KillSwitch(netlink, "boris", protected(True, ())).lift()
        assert not reaches(pc, str(ELSEWHERE))
        assert KillSwitch(netlink, "angela").lift()
        assert reaches(pc, str(ELSEWHERE))
        assert reaches(pc, "2001:db8::1", socket.AF_INET6) == before
        netlink.remove_route(IPv4Network("0.0.0.0/0"), "eth0", GATEWAY)
        assert not reaches(pc, str(SERVER))


def test_on_another_network_the_server_has_another_way_and_all_else_stays_closed(pc: str) -> None:
    default, other = IPv4Network("0.0.0.0/0"), IPv4Address("10.9.0.3")
    with namespaces.inside(pc), Netlink() as netlink:
        switch = KillSwitch(netlink, "angela", HALVES)
        switch.engage(SERVER)
        netlink.remove_route(default, "eth0", GATEWAY)
        netlink.add_route(default, "eth0", other)
        assert not reaches(pc, str(ELSEWHERE))
        switch.engage(SERVER)
        way = netlink.route_to(SERVER)
        assert way is not None
        assert (way.via, reaches(pc, str(ELSEWHERE))) == (other, False)
        assert switch.lift()
        assert netlink.marked(0) != []
        assert netlink.route_to(SERVER) == netlink.route_to(ELSEWHERE)


def test_without_any_network_what_is_closed_stays_closed_until_there_is_one(pc: str) -> None:
    default = IPv4Network("0.0.0.0/0")
    with namespaces.inside(pc), Netlink() as netlink:
        switch = KillSwitch(netlink, "angela", HALVES)
        switch.engage(SERVER)
        netlink.set_up("eth0", False)
        with pytest.raises(DialError, match="800"):
            switch.engage(SERVER)
        netlink.set_up("eth0")
        netlink.add_route(default, "eth0", GATEWAY)
        assert not reaches(pc, str(ELSEWHERE))
        switch.engage(SERVER)
        assert (reaches(pc, str(SERVER)), reaches(pc, str(ELSEWHERE))) == (True, False)


def test_a_way_that_is_gone_while_it_is_looked_at_ends_one_attempt_and_opens_nothing(
    pc: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with namespaces.inside(pc), Netlink() as netlink:
        switch = KillSwitch(netlink, "angela", HALVES)
        switch.engage(SERVER)
        gone = Route("eth0", IPv4Address("10.77.0.1"), None)
        monkeypatch.setattr(netlink, "route_beside", lambda *_: gone)
        with pytest.raises(DialError, match="800"):
            switch.engage(SERVER)
        assert (reaches(pc, str(SERVER)), reaches(pc, str(ELSEWHERE))) == (False, False)
        monkeypatch.undo()
        switch.engage(SERVER)
        assert (reaches(pc, str(SERVER)), reaches(pc, str(ELSEWHERE))) == (True, False)


def test_networks_that_are_known_later_are_closed_too_and_lifted_with_the_others(pc: str) -> None:
    with namespaces.inside(pc), Netlink() as netlink:
        switch = KillSwitch(netlink, "angela", ())
        switch.engage(SERVER)
        for _ in range(2):
            switch.widen((IPv4Network("198.51.100.0/24"),))
        assert not reaches(pc, str(ELSEWHERE))
        assert KillSwitch(netlink, "angela").lift()
        assert reaches(pc, str(ELSEWHERE))


def test_without_a_way_to_the_server_nothing_is_closed(pc: str) -> None:
    with namespaces.inside(pc), Netlink() as netlink:
        netlink.remove_route(IPv4Network("0.0.0.0/0"), "eth0", GATEWAY)
        with pytest.raises(DialError, match="800"):
            KillSwitch(netlink, "angela", HALVES).engage(SERVER)
        netlink.add_route(IPv4Network("0.0.0.0/0"), "eth0", GATEWAY)
        assert reaches(pc, str(ELSEWHERE))


def test_it_is_known_by_its_name_whatever_it_covered(pc: str) -> None:
    """Also a single address, which is refused by one route and reached by another."""
    with namespaces.inside(pc), Netlink() as netlink:
        before = netlink.route_to(ELSEWHERE)
        for networks in (protected(True, ()), (IPv4Network(ELSEWHERE), IPv4Network(SERVER))):
            KillSwitch(netlink, "angela", networks).engage(SERVER)
        assert not KillSwitch(netlink, "boris").lift()
        assert netlink.route_to(ELSEWHERE) is None
        assert KillSwitch(netlink, "angela").lift()
        assert netlink.route_to(ELSEWHERE) == before
        assert not KillSwitch(netlink, "angela").lift()
