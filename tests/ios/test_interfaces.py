from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface

from tests.ios.support import angela, server_snapshot, session, tunnel
from vpdn.ios.interfaces import dotted, ports
from vpdn.nas.config import VirtualTemplate
from vpdn.nas.snapshot import InterfaceSnapshot


def test_a_hardware_address_is_written_in_three_parts() -> None:
    assert dotted("02:fc:00:00:00:01") == "02fc.0000.0001"


def test_the_order_is_lines_accesses_templates_loopbacks_each_by_number() -> None:
    server = angela()[0]
    names = ("Loopback1", "Loopback0", "Serial1/0", "Ethernet0/10", "Ethernet0/2")
    calls = tunnel(session(interface=12), session(interface=2), session(interface=0))
    state = replace(
        server_snapshot(calls),
        interfaces=tuple(InterfaceSnapshot(name, None) for name in names),
    )
    assert [port.name for port in ports(server.config, state)] == [
        "Ethernet0/2",
        "Ethernet0/10",
        "Serial1/0",
        "Virtual-Access2",
        "Virtual-Access12",
        "Virtual-Template1",
        "Loopback0",
        "Loopback1",
    ]


def test_an_unnumbered_interface_says_whose_address_it_uses() -> None:
    server = angela()[0]
    access, template = [port for port in ports(server.config, server.state) if port.template]
    assert (access.lender, access.address) == ("Loopback0", IPv4Address("172.16.10.100"))
    assert (template.lender, template.network) == ("Loopback0", None)


def test_a_template_with_an_address_of_its_own_or_none() -> None:
    server = angela()[0]
    own, network = VirtualTemplate(1, address=IPv4Interface("10.9.9.1/24")), "10.9.9.1/24"
    lost = VirtualTemplate(2, unnumbered="Loopback9")
    config = replace(server.config, templates={1: own, 2: lost})
    first, second = ports(config, replace(server_snapshot(), interfaces=()))
    assert (str(first.network), first.lender) == (network, "")
    assert (second.address, second.lender) == (None, "Loopback9")


def test_a_call_whose_template_is_gone_is_still_shown() -> None:
    server = angela()[0]
    config = replace(server.config, templates={})
    state = replace(server_snapshot(tunnel(session())), interfaces=())
    [port] = ports(config, state)
    assert (port.name, port.status, port.template) == ("Virtual-Access1", "up", None)
