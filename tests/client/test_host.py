"""What all calls of a process share, on a real socket and a real device in a namespace."""

from __future__ import annotations

import asyncio
import subprocess
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

import pytest

from tests.client.recorder import Recorder
from tests.net.conftest import NamespaceMaker
from vpdn.client.errors import DialError
from vpdn.client.host import Host
from vpdn.client.settings import Routing
from vpdn.datapath.engine import SessionSpec
from vpdn.errors import ConfigError, MisuseError
from vpdn.net import namespaces
from vpdn.net.netlink import Netlink

HERE = IPv4Address("127.0.0.1")
LCP_ECHO = b"\xff\x03\xc0\x21\x09\x01\x00\x08\x00\x00\x00\x00"


@pytest.fixture
def pc(namespace: NamespaceMaker) -> str:
    name = namespace("pc")
    with namespaces.inside(name), Netlink() as netlink:
        netlink.set_up("lo")
    return name


def make(pc: str, mtu: int = 1400) -> Host:
    with namespaces.inside(pc):
        return Host("vpn%d", mtu)


async def test_frames_reach_the_call_they_are_for_and_no_other(pc: str) -> None:
    """Two calls whose GRE goes to each other over the loopback device; 0 is an ID like others."""
    one, two = Recorder(), Recorder()
    with make(pc) as host:
        for call_id, peer_call_id, recorder in ((0, 2, one), (2, 0, two)):
            host.register(call_id, recorder)
            host.attach(SessionSpec(call_id, peer_call_id, HERE))
        host.send_frame(0, LCP_ECHO)
        await asyncio.wait_for(two.heard.wait(), 5)
        assert (one.frames, two.frames) == ([], [LCP_ECHO])
        host.send_frame(2, LCP_ECHO)
        await asyncio.wait_for(one.heard.wait(), 5)
    assert one.frames == [LCP_ECHO]


async def test_gre_of_a_call_that_is_registered_but_not_attached_goes_nowhere(pc: str) -> None:
    one, two = Recorder(), Recorder()
    with make(pc) as host:
        host.register(1, one)
        host.attach(SessionSpec(1, 2, HERE))
        host.register(2, two)
        host.send_frame(1, LCP_ECHO)
        host.attach(SessionSpec(2, 1, HERE))
        host.send_frame(2, LCP_ECHO)
        await asyncio.wait_for(one.heard.wait(), 5)
    assert one.frames == [LCP_ECHO]


async def test_call_ids_are_taken_from_the_first_question_to_detaching(pc: str) -> None:
    with make(pc) as host:
        assert 5 not in host.calls
        host.register(5, Recorder())
        assert 5 in host.calls
        host.detach(5)
        assert 5 not in host.calls
        host.register(5, Recorder())
        host.attach(SessionSpec(5, 6, HERE))
        host.detach(5)
        with pytest.raises(MisuseError):
            host.counters(5)


async def test_addresses_come_without_a_route_of_the_kernels(pc: str) -> None:
    with make(pc) as host, namespaces.inside(pc), Netlink() as netlink:
        host.add_address(IPv4Address("172.16.10.1"), 1400)
        assert (host.device, IPv4Interface("172.16.10.1/32")) in netlink.addresses()
        assert netlink.route_to(IPv4Address("172.16.10.100")) is None
        host.remove_address(IPv4Address("172.16.10.1"))
        assert netlink.device_with_address(IPv4Address("172.16.10.1")) is None


async def test_routes_lead_to_the_device_and_go_with_it(pc: str) -> None:
    host = make(pc)
    local, remote = IPv4Address("172.16.10.1"), IPv4Address("172.16.10.100")
    host.add_address(local, 1400)
    host.routes().enter(Routing.SPLIT, local, remote, HERE)
    with namespaces.inside(pc), Netlink() as netlink:
        way = netlink.route_to(remote)
        assert way is not None
        assert way.device == host.device
        host.close()
        assert netlink.route_to(remote) is None
        assert not netlink.has_device(host.device)


async def test_the_route_calls_share_stands_while_one_of_them_does_and_comes_back(pc: str) -> None:
    one, two, remote = (IPv4Address(f"172.16.10.{last}") for last in (1, 2, 100))
    with make(pc) as host, namespaces.inside(pc), Netlink() as netlink:
        for _ in range(2):
            for local in (one, two):
                host.add_address(local, 1400)
                host.routes().enter(Routing.SOURCE, local, remote, HERE)
            host.remove_address(one)
            assert netlink.route_to(remote) is not None
            host.remove_address(two)
            assert netlink.route_to(remote) is None


async def test_a_servers_small_mru_makes_the_device_small(pc: str) -> None:
    with make(pc) as host:
        host.add_address(IPv4Address("172.16.10.1"), 1300)
        mtu = await asyncio.to_thread(read_mtu, pc, host.device)
    assert mtu == 1300


async def test_a_device_that_another_program_has_is_633(pc: str) -> None:
    with make(pc) as host, namespaces.inside(pc), pytest.raises(DialError) as refused:
        Host(host.device, 1400)
    assert refused.value.number == 633
    assert "another program is using it" in refused.value.line


async def test_a_device_that_cannot_be_made_leaves_nothing_open(pc: str) -> None:
    with namespaces.inside(pc), pytest.raises(ConfigError):
        Host("a-name-that-is-far-too-long", 1400)


def read_mtu(pc: str, device: str) -> int:
    command = namespaces.command(pc, ("ip", "-o", "link", "show", device))
    words = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return int(words[words.index("mtu") + 1])


async def test_networks_of_ones_own_are_those_of_other_devices(pc: str) -> None:
    with make(pc) as host:
        host.add_address(IPv4Address("172.16.10.1"), 1400)
        assert host.networks() == [IPv4Network("127.0.0.0/8")]
