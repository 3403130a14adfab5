from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Network

import pytest
from pyroute2 import IPRoute

from tests.net.conftest import NamespaceMaker
from vpdn.errors import ConfigError
from vpdn.net import namespaces
from vpdn.net.netlink import NUD_FAILED, Neighbour, Netlink, Route
from vpdn.net.tun import Tun

PEER = IPv4Network("172.16.10.1/32")
LAN = IPv4Interface("10.200.20.2/24")
NUD_REACHABLE = 0x02


@pytest.fixture
def netlink(namespace: NamespaceMaker) -> Iterator[Netlink]:
    """In a namespace with the devices `eth0` (10.200.20.2/24, up) and `eth1` (up)."""
    with namespaces.inside(namespace("a")):
        netlink = Netlink()
    with netlink:
        netlink.add_veth("eth0", "far0")
        netlink.add_veth("eth1", "far1")
        for device in ("lo", "eth0", "eth1", "far0", "far1"):
            netlink.set_up(device)
        netlink.add_address("eth0", LAN)
        yield netlink


def test_it_works_under_a_running_event_loop() -> None:
    async def main() -> bool:
        with Netlink() as netlink:
            return netlink.has_device("lo")

    assert asyncio.run(main())


def test_an_address_finds_its_device(netlink: Netlink) -> None:
    assert netlink.device_with_address(LAN.ip) == "eth0"
    assert netlink.device_with_address(IPv4Address("10.200.20.3")) is None


def test_devices_tell_what_they_are_and_count(netlink: Netlink) -> None:
    device = netlink.devices()["eth0"]
    assert (device.name, device.up, device.mtu) == ("eth0", True, 1500)
    assert len(device.address.split(":")) == 6
    assert device.bytes_out >= device.packets_out >= 0
    netlink.set_up("eth0", up=False)
    assert not netlink.devices()["eth0"].up


def test_neighbours_are_those_whose_hardware_address_is_known(namespace: NamespaceMaker) -> None:
    known, gone = IPv4Address("10.200.20.250"), IPv4Address("10.200.20.9")
    with namespaces.inside(namespace("b")), Netlink() as netlink, IPRoute() as kernel:
        netlink.add_veth("eth0", "far0")
        for device in ("eth0", "far0"):
            netlink.set_up(device)
        [index] = kernel.link_lookup(ifname="eth0")
        there = {"ifindex": index, "lladdr": "02:fc:00:00:00:02"}
        kernel.neigh("add", dst=str(known), state=NUD_REACHABLE, **there)
        kernel.neigh("add", dst=str(gone), state=NUD_FAILED, ifindex=index)
        [found] = netlink.neighbours()
    assert replace(found, age=0.0) == Neighbour("eth0", known, "02:fc:00:00:00:02", 0.0)
    assert 0.0 <= found.age < 60.0


def test_an_address_may_be_given_and_taken_twice(netlink: Netlink) -> None:
    netlink.add_address("eth0", LAN)
    assert ("eth0", LAN) in netlink.addresses()
    netlink.remove_address("eth0", LAN)
    netlink.remove_address("eth0", LAN)
    assert ("eth0", LAN) not in netlink.addresses()


def test_a_loopback_address_does_not_swallow_its_prefix(netlink: Netlink) -> None:
    netlink.add_address("lo", IPv4Interface("172.16.10.100/24"))
    netlink.add_route(PEER, device="eth1")
    route = netlink.route_to(IPv4Address("172.16.10.1"))
    assert route is not None
    assert route.device == "eth1"
    netlink.remove_address("lo", IPv4Interface("172.16.10.100/24"))
    assert netlink.device_with_address(IPv4Address("172.16.10.100")) is None


def test_a_peer_address_is_reached_through_its_device(netlink: Netlink) -> None:
    netlink.add_address("eth1", IPv4Interface("192.168.1.47/32"), peer=IPv4Address("192.168.1.2"))
    assert netlink.route_to(IPv4Address("192.168.1.2")) == Route(
        device="eth1", via=None, source=IPv4Address("192.168.1.47")
    )


def test_a_route_by_gateway_names_device_gateway_and_source(netlink: Netlink) -> None:
    netlink.add_route(IPv4Network("0.0.0.0/0"), via=IPv4Address("10.200.20.1"))
    assert netlink.route_to(IPv4Address("192.0.2.9")) == Route(
        device="eth0", via=IPv4Address("10.200.20.1"), source=LAN.ip
    )


def test_without_a_route_there_is_none(netlink: Netlink) -> None:
    assert netlink.route_to(IPv4Address("192.0.2.9")) is None


def test_the_same_route_twice_is_one_route(netlink: Netlink) -> None:
    netlink.add_route(PEER, device="eth1")
    netlink.add_route(PEER, device="eth1")
    netlink.remove_route(PEER, device="eth1")
    assert netlink.route_to(IPv4Address("172.16.10.1")) is None


def test_a_route_elsewhere_is_never_replaced(netlink: Netlink) -> None:
    netlink.add_route(PEER, device="eth0")
    with pytest.raises(ConfigError, match=r"another route to 172\.16\.10\.1/32 exists"):
        netlink.add_route(PEER, device="eth1")
    route = netlink.route_to(IPv4Address("172.16.10.1"))
    assert route is not None
    assert route.device == "eth0"


def test_removal_spares_the_route_of_another_device(netlink: Netlink) -> None:
    netlink.add_route(PEER, device="eth0")
    netlink.remove_route(PEER, device="eth1")
    assert netlink.route_to(IPv4Address("172.16.10.1")) is not None


def test_a_metric_lets_two_routes_stand_side_by_side(netlink: Netlink) -> None:
    everything = IPv4Network("0.0.0.0/0")
    netlink.add_route(everything, via=IPv4Address("10.200.20.1"), metric=100)
    netlink.add_route(everything, device="eth1", metric=10)
    first = netlink.route_to(IPv4Address("192.0.2.9"))
    netlink.remove_route(everything, device="eth1", metric=10)
    second = netlink.route_to(IPv4Address("192.0.2.9"))
    assert first is not None
    assert second is not None
    assert (first.device, second.device) == ("eth1", "eth0")


def test_routes_of_a_vanished_device_are_gone_already(netlink: Netlink) -> None:
    netlink.remove_route(PEER, device="tun9")


def test_a_route_through_nowhere_is_refused_in_one_sentence(netlink: Netlink) -> None:
    with pytest.raises(ConfigError, match=r"cannot route 192\.0\.2\.0/24 via 203\.0\.113\.1: "):
        netlink.add_route(IPv4Network("192.0.2.0/24"), via=IPv4Address("203.0.113.1"))


def test_an_unknown_device_is_named(netlink: Netlink) -> None:
    with pytest.raises(ConfigError, match="there is no network device eth7"):
        netlink.set_up("eth7")


def test_ports_of_a_bridge_can_talk(namespace: NamespaceMaker) -> None:
    with namespaces.inside(namespace("switch")), Netlink() as netlink:
        netlink.add_bridge("lan")
        netlink.add_veth("port0", "port1")
        netlink.attach("port0", "lan")
        netlink.set_mtu("port0", 1400)
        netlink.remove_device("lan")
        assert netlink.has_device("port0")
        assert not netlink.has_device("lan")


def test_host_routes_to_a_tun_device(namespace: NamespaceMaker) -> None:
    with namespaces.inside(namespace("a")), Netlink() as netlink:
        tun = Tun("vpdn%d")
        for host in range(1, 11):
            netlink.add_route(IPv4Network((0xAC100A00 + host, 32)), device=tun.name)
        found = netlink.route_to(IPv4Address("172.16.10.7"))
        tun.close()
        assert found is not None
        assert found.device == "vpdn0"
        assert netlink.route_to(IPv4Address("172.16.10.7")) is None


def test_our_routes_are_found_by_their_metric(namespace: NamespaceMaker) -> None:
    """Not those of other metrics, or of other programs."""
    networks: tuple[IPv4Network | IPv6Network, ...] = (
        IPv4Network("198.51.100.0/24"),
        IPv4Network("0.0.0.0/0"),
        IPv6Network("8000::/1"),
    )
    with namespaces.inside(namespace("c")), Netlink() as netlink, IPRoute() as others:
        netlink.set_up("lo")
        netlink.add_route(PEER, "lo", metric=7)
        for network in networks:
            netlink.block(network, 100_000)
        others.route("add", dst="203.0.113.0/24", oif=1, priority=100_000)
        assert {one.network for one in netlink.marked(100_000)} == set(networks)
        assert [(one.network, one.refuses) for one in netlink.marked(7)] == [(PEER, False)]
        assert netlink.marked(8) == []


def test_a_network_may_be_blocked_and_unblocked_twice(netlink: Netlink) -> None:
    network = IPv4Network("198.51.100.0/24")
    for _ in range(2):
        netlink.block(network, 100_000)
    assert netlink.route_to(IPv4Address("198.51.100.1")) is None
    assert netlink.unblock(network, 100_000)
    assert not netlink.unblock(network, 100_000)


def test_a_route_beside_those_of_a_metric(netlink: Netlink) -> None:
    server, gateway = IPv4Address("192.0.2.1"), IPv4Address("10.200.20.250")
    netlink.add_route(IPv4Network("0.0.0.0/0"), via=gateway)
    netlink.add_route(IPv4Network("192.0.2.1/32"), "eth1", metric=77)
    netlink.block(IPv4Network("128.0.0.0/1"), 77)
    assert netlink.route_beside(server, 77) == Route("eth0", gateway, None)
    assert netlink.route_beside(server, 78) == Route("eth1", None, None)
    netlink.block(IPv4Network("192.0.2.0/24"), 79)
    assert netlink.route_beside(server, 77) is None
    assert [(str(one.network), one.refuses) for one in netlink.marked(77)] == [
        ("128.0.0.0/1", True),
        ("192.0.2.1/32", False),
    ]
