"""The document's network, for real: what reaches what, how late, and that nothing is left."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import Path

import pytest

from tests.net.packets import CONFIGURE_REQUEST, ECHO_REPLY
from vpdn.errors import ConfigError
from vpdn.lab.builder import Network
from vpdn.lab.topology import Node, Topology, find, load
from vpdn.net import isolation, namespaces
from vpdn.net.faults import FaultSettings, Lost
from vpdn.net.gre import GreSocket
from vpdn.net.icmp import Outcome, Ping, Pinger
from vpdn.net.netlink import Netlink

PREFIX = f"vpdn-lab-{os.getpid()}-"
PC, GATEWAY, IAS = map(IPv4Address, ("192.168.1.47", "192.168.1.2", "10.200.20.245"))
REQUEST = "lcp-configure-request"
ROUTER = IPv4Address("10.200.20.2")

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="needs root for network namespaces"),
    pytest.mark.skipif(
        isolation.unavailable() is not None, reason=f"needs namespaces: {isolation.unavailable()}"
    ),
]


def addressed(topology: Topology) -> Topology:
    """The router's configuration gives its address; without a router the file must."""
    router = replace(
        topology.nodes["angela"],
        interfaces={"eth0": (IPv4Interface((ROUTER, 24)),)},
        routes={IPv4Network("192.168.1.0/24"): IPv4Address("10.200.20.250")},
    )
    return replace(topology, nodes={**topology.nodes, "angela": router})


@pytest.fixture
async def network() -> AsyncIterator[Network]:
    with Network(addressed(load(find("document"))), PREFIX) as network:
        yield network


def ours() -> list[str]:
    return [name for name in namespaces.names() if name.startswith(PREFIX)]


async def ping(network: Network, node: str, target: IPv4Address) -> Ping:
    with namespaces.inside(network.namespace(node)):
        pinger = Pinger()
    try:
        return await pinger.ping(target)
    finally:
        pinger.close()


async def test_the_pc_reaches_the_router_and_feels_the_line_both_ways(network: Network) -> None:
    answer = await ping(network, "pc", ROUTER)
    assert answer.outcome is Outcome.REPLY
    assert answer.milliseconds is not None
    assert 300 <= answer.milliseconds < 1000


async def test_a_network_is_built_when_its_switches_forward(network: Network) -> None:
    """What comes to a port before that is lost, and asked for again after a second."""
    with namespaces.inside(f"{PREFIX}lan-lan"), Netlink() as netlink:
        ports = [one for one in netlink.devices().values() if one.name.startswith("port")]
    assert len(ports) == 3
    assert all(one.running for one in ports)


async def test_on_the_lan_nothing_is_late(network: Network) -> None:
    answer = await ping(network, "angela", IAS)
    assert answer.outcome is Outcome.REPLY
    assert answer.milliseconds is not None
    assert answer.milliseconds < 150


@pytest.mark.parametrize(
    ("node", "target"), [("angela", PC), ("ias", PC), ("pc", GATEWAY), ("pc", IAS)]
)
async def test_everybody_reaches_everybody(
    network: Network, node: str, target: IPv4Address
) -> None:
    assert (await ping(network, node, target)).outcome is Outcome.REPLY


async def test_a_line_loses_what_it_is_told_to_lose() -> None:
    topology = addressed(load(find("document")))
    line = replace(topology.lines["modem"], there=FaultSettings(lose=(Lost(REQUEST, 1),)))
    with Network(replace(topology, lines={"modem": line}), PREFIX) as network:
        await assert_first_request_is_lost(network)


async def assert_first_request_is_lost(network: Network) -> None:
    with namespaces.inside(network.namespace("pc")):
        pc = GreSocket()
    with namespaces.inside(network.namespace("angela")):
        router = GreSocket()
    packets = [ECHO_REPLY, CONFIGURE_REQUEST, CONFIGURE_REQUEST, ECHO_REPLY]
    for packet in packets:
        pc.send(ROUTER, packet[20:])
    received: list[tuple[IPv4Address, bytes]] = []
    async with asyncio.timeout(5):
        while len(received) < 3:
            await asyncio.sleep(0.02)
            received += router.receive_batch()
    assert received == [(PC, packet[20:]) for packet in (ECHO_REPLY, CONFIGURE_REQUEST, ECHO_REPLY)]
    pc.close()
    router.close()


async def test_nodes_speak_ipv4_only_and_forward_as_told(network: Network) -> None:
    def setting(node: str, key: str) -> str:
        with namespaces.inside(network.namespace(node)):
            return Path("/proc/sys/net", key).read_text().strip()

    assert [setting(node, "ipv4/ip_forward") for node in ("pc", "gateway", "angela", "ias")] == [
        *("0", "1", "1", "0")
    ]
    assert setting("pc", "ipv6/conf/modem/disable_ipv6") == "1"


async def test_closing_removes_everything() -> None:
    network = Network(load(find("document")), PREFIX)
    assert len(ours()) == 5
    network.close()
    assert ours() == []


async def test_what_cannot_be_built_leaves_nothing_behind() -> None:
    topology = load(find("document"))
    lost = Node({}, routes={IPv4Network("0.0.0.0/0"): IPv4Address("203.0.113.1")})
    with pytest.raises(ConfigError, match=r"cannot route 0\.0\.0\.0/0 via 203\.0\.113\.1"):
        Network(replace(topology, nodes={**topology.nodes, "lost": lost}), PREFIX)
    assert ours() == []
    with Netlink() as netlink:
        assert not netlink.has_device("modem")
