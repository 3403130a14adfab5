"""The machine under a server: what is applied to it, and that it gets back what was its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import TypeVar

import pytest
from pyroute2 import IPRoute

from tests.nas.world import config
from tests.net.conftest import NamespaceMaker, namespace
from vpdn.errors import ConfigError
from vpdn.nas.config import Interface, RouterConfig, StaticRoute
from vpdn.nas.host import FORWARDING, Host, HostOptions
from vpdn.nas.nat_settings import OUTSIDE, NatSettings, StaticNat
from vpdn.net import namespaces
from vpdn.net.netlink import Netlink

__all__ = ["namespace"]

T = TypeVar("T")
LAN = IPv4Interface("10.200.20.2/24")
PEER = IPv4Address("172.16.10.1")
ROUTER = config(
    interfaces={
        "Loopback0": Interface("Loopback0", IPv4Interface("172.16.10.100/24")),
        "Ethernet0/0": Interface("Ethernet0/0", LAN),
    },
    routes=(StaticRoute(IPv4Network("192.168.7.0/24"), IPv4Address("10.200.20.250")),),
)
MANAGING = HostOptions(manage=True, interfaces={"Ethernet0/0": "eth0"})
NOTHING = ["lo 127.0.0.1/8"]
MANAGED = ["eth0 10.200.20.2/24", "lo 127.0.0.1/8", "lo 172.16.10.100/32", "vpdn0 172.16.10.100/32"]


class Machine:
    """A namespace with lo and eth0, and what is there now."""

    def __init__(self, name: str) -> None:
        self.name = name

    def inside(self, does: Callable[[Netlink], T]) -> T:
        with namespaces.inside(self.name), Netlink() as netlink:
            return does(netlink)

    def host(self, router: RouterConfig, options: HostOptions) -> Host:
        with namespaces.inside(self.name):
            return Host(router, options)

    def addresses(self) -> list[str]:
        return sorted(f"{device} {address}" for device, address in self.inside(Netlink.addresses))

    def routed(self, address: str) -> bool:
        return self.inside(lambda netlink: netlink.route_to(IPv4Address(address))) is not None


@pytest.fixture
def machine(namespace: NamespaceMaker) -> Machine:
    made = Machine(namespace("host"))

    def prepare(netlink: Netlink) -> None:
        netlink.set_up("lo")
        netlink.add_veth("eth0", "eth1")
        netlink.set_up("eth0")
        netlink.set_up("eth1")

    made.inside(prepare)
    return made


def test_without_manage_only_our_own_device_is_touched(machine: Machine) -> None:
    host = machine.host(ROUTER, HostOptions())
    assert machine.addresses() == [*NOTHING, "vpdn0 172.16.10.100/32"]
    host.close()
    assert machine.addresses() == NOTHING


def test_with_manage_the_configuration_is_applied_and_taken_back(machine: Machine) -> None:
    host = machine.host(ROUTER, MANAGING)
    assert machine.addresses() == MANAGED
    assert machine.routed("192.168.7.1")
    host.close()
    assert machine.addresses() == NOTHING
    assert not machine.routed("192.168.7.1")


def test_what_the_machine_had_before_stays_its_own(machine: Machine) -> None:
    machine.inside(lambda netlink: netlink.add_address("eth0", LAN))
    gateway = IPv4Address("10.200.20.250")
    network = IPv4Network("192.168.7.0/24")
    machine.inside(lambda netlink: netlink.add_route(network, via=gateway))
    machine.host(ROUTER, MANAGING).close()
    assert machine.addresses() == ["eth0 10.200.20.2/24", *NOTHING]
    assert machine.routed("192.168.7.1")


def test_a_change_touches_only_differences(machine: Machine) -> None:
    host = machine.host(ROUTER, MANAGING)
    moved = replace(ROUTER.interfaces["Ethernet0/0"], address=IPv4Interface("10.200.21.2/24"))
    host.apply(replace(ROUTER, interfaces={**ROUTER.interfaces, "Ethernet0/0": moved}, routes=()))
    assert "eth0 10.200.21.2/24" in machine.addresses()
    assert "eth0 10.200.20.2/24" not in machine.addresses()
    host.close()
    assert machine.addresses() == NOTHING


def test_a_route_stays_when_our_address_on_its_gateways_network_is_another(
    machine: Machine,
) -> None:
    host = machine.host(ROUTER, MANAGING)
    moved = replace(ROUTER.interfaces["Ethernet0/0"], address=IPv4Interface("10.200.20.3/24"))
    host.apply(replace(ROUTER, interfaces={**ROUTER.interfaces, "Ethernet0/0": moved}))
    assert machine.routed("192.168.7.1")
    host.close()
    assert not machine.routed("192.168.7.1")


def shut(down: bool) -> RouterConfig:
    ethernet = replace(ROUTER.interfaces["Ethernet0/0"], shutdown=down)
    return replace(ROUTER, interfaces={**ROUTER.interfaces, "Ethernet0/0": ethernet})


def test_a_route_goes_and_comes_with_the_network_of_its_gateway(machine: Machine) -> None:
    host = machine.host(ROUTER, MANAGING)
    for down in (True, False):
        host.apply(shut(down))
        assert machine.routed("192.168.7.1") is not down
    other = {**ROUTER.interfaces, "Loopback1": Interface("Loopback1", IPv4Interface("10.9.9.9/32"))}
    host.apply(replace(ROUTER, interfaces=other))
    host.apply(ROUTER)
    assert machine.routed("192.168.7.1")
    host.close()
    assert machine.addresses() == NOTHING


NAT = replace(
    ROUTER,
    interfaces={
        **ROUTER.interfaces,
        "Ethernet0/0": replace(ROUTER.interfaces["Ethernet0/0"], nat=OUTSIDE),
    },
    nat=NatSettings(static=(StaticNat(PEER, IPv4Address("10.200.20.7")),)),
)


def test_global_addresses_are_the_machines_own_while_they_are_translated(machine: Machine) -> None:
    host = machine.host(NAT, MANAGING)
    assert machine.addresses() == ["eth0 10.200.20.2/24", "eth0 10.200.20.7/32", *MANAGED[1:]]
    host.apply(ROUTER)
    assert machine.addresses() == MANAGED
    host.close()
    machine.host(NAT, HostOptions(interfaces=MANAGING.interfaces)).close()
    assert machine.addresses() == NOTHING


def test_only_a_manager_may_do_with_the_interfaces_devices(machine: Machine) -> None:
    for options, devices in (
        (MANAGING, {"Loopback0": "lo", "Ethernet0/0": "eth0", "Virtual-Template1": "vpdn0"}),
        (HostOptions(interfaces=MANAGING.interfaces), {}),
    ):
        host = machine.host(ROUTER, options)
        assert host.managed(ROUTER) == devices
        host.close()


def test_an_interface_has_its_secondary_addresses_too(machine: Machine) -> None:
    ethernet = replace(
        ROUTER.interfaces["Ethernet0/0"], secondary=(IPv4Interface("10.200.30.2/24"),)
    )
    host = machine.host(
        replace(ROUTER, interfaces={**ROUTER.interfaces, "Ethernet0/0": ethernet}), MANAGING
    )
    assert {"eth0 10.200.20.2/24", "eth0 10.200.30.2/24"} <= set(machine.addresses())
    host.apply(ROUTER)
    assert machine.addresses() == MANAGED
    host.close()


def test_a_route_may_lead_into_an_interface(machine: Machine) -> None:
    far, nowhere = IPv4Network("192.168.8.0/24"), IPv4Network("192.168.9.0/24")
    routes = (StaticRoute(far, None, "Ethernet0/0"), StaticRoute(nowhere, None, "Null0"))
    host = machine.host(replace(ROUTER, routes=routes), MANAGING)
    assert machine.routed("192.168.8.1")
    assert not machine.routed("192.168.9.1")
    host.close()
    assert not machine.routed("192.168.8.1")


def test_the_route_with_the_least_distance_is_the_one(machine: Machine) -> None:
    network = IPv4Network("192.168.7.0/24")
    near, far = IPv4Address("10.200.20.250"), IPv4Address("10.200.20.251")
    routes = (StaticRoute(network, far, distance=200), StaticRoute(network, near))
    host = machine.host(replace(ROUTER, routes=routes), MANAGING)
    found = machine.inside(lambda netlink: netlink.route_to(IPv4Address("192.168.7.1")))
    assert found is not None
    assert found.via == near
    host.apply(replace(ROUTER, routes=routes[:1]))
    found = machine.inside(lambda netlink: netlink.route_to(IPv4Address("192.168.7.1")))
    assert found is not None
    assert found.via == far
    host.close()


def test_an_interface_that_is_shut_down_has_no_address(machine: Machine) -> None:
    shut = replace(ROUTER.interfaces["Ethernet0/0"], shutdown=True)
    router = replace(ROUTER, interfaces={**ROUTER.interfaces, "Ethernet0/0": shut}, routes=())
    host = machine.host(router, MANAGING)
    assert not any("eth0" in address for address in machine.addresses())
    host.close()


def test_a_change_that_cannot_be_leaves_everything_as_it_was(machine: Machine) -> None:
    host = machine.host(ROUTER, MANAGING)
    network, elsewhere = IPv4Network("192.168.9.0/24"), IPv4Address("10.200.20.251")
    machine.inside(lambda netlink: netlink.add_route(network, via=elsewhere))
    taken = StaticRoute(network, IPv4Address("10.200.20.250"))
    loopback = Interface("Loopback0", IPv4Interface("172.16.10.101/24"))
    changed = replace(
        ROUTER, interfaces={**ROUTER.interfaces, "Loopback0": loopback}, routes=(taken,)
    )
    with pytest.raises(ConfigError, match=r"192\.168\.9\.0/24"):
        host.apply(changed)
    assert machine.addresses() == MANAGED
    assert machine.routed("192.168.7.1")
    host.close()
    assert machine.addresses() == NOTHING


def test_a_start_that_fails_leaves_nothing(machine: Machine) -> None:
    elsewhere = HostOptions(manage=True, interfaces={"Ethernet0/0": "eth7"})
    with pytest.raises(ConfigError, match="no network device eth7"):
        machine.host(ROUTER, elsewhere)
    assert machine.addresses() == NOTHING


def test_peers_are_routed_into_the_device(machine: Machine) -> None:
    host = machine.host(ROUTER, HostOptions())
    host.add(PEER, 1396)
    assert machine.routed(str(PEER))
    host.remove(PEER)
    assert not machine.routed(str(PEER))
    host.close()


def test_with_manage_the_machine_forwards_until_the_end(machine: Machine) -> None:
    with namespaces.inside(machine.name):
        FORWARDING.write_text("0\n")
        host = Host(ROUTER, MANAGING)
        assert FORWARDING.read_text() == "1\n"
        host.close()
        assert FORWARDING.read_text() == "0\n"


def test_a_machine_that_forwards_anyway_goes_on(machine: Machine) -> None:
    with namespaces.inside(machine.name):
        FORWARDING.write_text("1\n")
        Host(ROUTER, MANAGING).close()
        assert FORWARDING.read_text() == "1\n"


def test_interfaces_tell_of_the_devices_behind_them(machine: Machine) -> None:
    host = machine.host(ROUTER, MANAGING)
    loopback, ethernet = host.interfaces(ROUTER)
    assert (loopback.name, loopback.up, loopback.device) == ("Loopback0", True, "")
    assert (ethernet.device, ethernet.up, ethernet.mtu) == ("eth0", True, 1500)
    assert ethernet.address == LAN
    assert len(ethernet.hardware_address.split(":")) == 6
    host.close()


def test_neighbours_are_named_by_the_interface_they_are_behind(machine: Machine) -> None:
    gateway, hardware_address = IPv4Address("10.200.20.250"), "02:fc:00:00:00:02"
    host = machine.host(ROUTER, MANAGING)
    with namespaces.inside(machine.name), IPRoute() as kernel:
        for device in ("eth0", "eth1"):
            [index] = kernel.link_lookup(ifname=device)
            kernel.neigh("add", dst=str(gateway), lladdr=hardware_address, ifindex=index)
    [found] = host.neighbours(ROUTER)
    host.close()
    assert (found.interface, found.address) == ("Ethernet0/0", gateway)
    assert found.hardware_address == hardware_address
    assert found.age is not None


def test_an_interface_without_a_device_is_down(machine: Machine) -> None:
    host = machine.host(ROUTER, HostOptions())
    _, ethernet = host.interfaces(ROUTER)
    assert (ethernet.device, ethernet.up) == ("", False)
    host.close()
