"""A TUN device that somebody takes down or deletes under a router: a real one, in a namespace."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network

import pytest

from tests.nas.world import config
from tests.net.conftest import NamespaceMaker, namespace
from vpdn.machine import Trace
from vpdn.nas import device_keeper
from vpdn.nas.device_keeper import DeviceKeeper
from vpdn.nas.host import Host, HostOptions
from vpdn.nas.trace import DeviceDown, DeviceRefused, DeviceUp
from vpdn.net import namespaces
from vpdn.net.netlink import Netlink
from vpdn.net.tun import Tun

__all__ = ["namespace"]

PEERS = [IPv4Address(f"172.16.10.{last}") for last in (1, 2, 3)]
PATIENCE = 5


@dataclass
class Machine:
    """A host with a device and the routes to three callers, watched by a keeper."""

    name: str
    host: Host
    netlink: Netlink
    told: list[Trace] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    def keeper(self) -> DeviceKeeper:
        with namespaces.inside(self.name):
            return DeviceKeeper("vpdn0", self.host, self.hear)

    def hear(self, trace: Trace) -> None:
        self.told.append(trace)
        self.heard.set()

    async def until(self, *traces: Trace) -> None:
        async with asyncio.timeout(PATIENCE):
            while self.told != list(traces):
                await self.heard.wait()
                self.heard.clear()

    def whole(self) -> bool:
        """Everything is as calls need it."""
        ways = [self.netlink.route_to(peer) for peer in PEERS]
        addresses = [str(has.ip) for device, has in self.netlink.addresses() if device == "vpdn0"]
        return {way and way.device for way in ways} == {"vpdn0"} and addresses == ["172.16.10.100"]


@pytest.fixture
def machine(namespace: NamespaceMaker) -> Iterator[Machine]:
    name = namespace("router")
    with namespaces.inside(name):
        host, netlink = Host(config(), HostOptions()), Netlink()
    for peer in PEERS:
        host.add(peer, 1400)
    with netlink, closing(host):
        yield Machine(name, host, netlink)


async def test_one_that_was_down_has_its_routes_again(machine: Machine) -> None:
    with closing(machine.keeper()):
        assert machine.whole()
        machine.netlink.set_up("vpdn0", False)
        await machine.until(DeviceDown("vpdn0"))
        assert not machine.whole()
        machine.netlink.set_up("vpdn0")
        await machine.until(DeviceDown("vpdn0"), DeviceUp("vpdn0", 3))
        assert machine.whole()


async def test_one_that_was_down_for_a_moment_has_its_routes_again(machine: Machine) -> None:
    with closing(machine.keeper()):
        machine.netlink.set_up("vpdn0", False)
        machine.netlink.set_up("vpdn0")
        await machine.until(DeviceDown("vpdn0"), DeviceUp("vpdn0", 3))
        assert machine.whole()


async def test_one_that_is_deleted_is_made_anew_as_often_as_it_takes(machine: Machine) -> None:
    renewed = DeviceUp("vpdn0", 3, anew=True)
    with closing(machine.keeper()):
        for times in (1, 2, 3):
            machine.netlink.remove_device("vpdn0")
            await machine.until(*[renewed] * times)
            assert machine.whole()
        machine.host.remove(PEERS[0])
        assert machine.netlink.route_to(PEERS[0]) is None


async def test_what_is_in_its_place_is_told_once_and_it_is_tried_again(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device_keeper, "RETRY_SECONDS", 0.05)
    refused = DeviceRefused("vpdn0", "cannot make TUN device vpdn0: another program is using it")
    with closing(machine.keeper()):
        machine.netlink.remove_device("vpdn0")
        with namespaces.inside(machine.name):
            other = Tun("vpdn0")
        await machine.until(refused)
        await asyncio.sleep(0.2)
        other.close()
        await machine.until(refused, DeviceUp("vpdn0", 3, anew=True))
        assert machine.whole()


async def test_a_route_that_cannot_be_is_told_and_the_others_are_there(machine: Machine) -> None:
    with closing(machine.keeper()):
        machine.netlink.set_up("vpdn0", False)
        machine.netlink.set_up("lo")
        machine.netlink.add_route(IPv4Network(PEERS[0]), device="lo")
        machine.netlink.set_up("vpdn0")
        await machine.until(
            DeviceDown("vpdn0"),
            DeviceRefused(
                "vpdn0",
                "cannot route 172.16.10.1/32 to vpdn0: another route to 172.16.10.1/32 exists",
            ),
        )
        ways = [machine.netlink.route_to(peer) for peer in PEERS[1:]]
        assert {way and way.device for way in ways} == {"vpdn0"}


async def test_other_devices_are_no_matter(machine: Machine) -> None:
    with closing(machine.keeper()):
        with namespaces.inside(machine.name):
            Tun("other").close()
        machine.netlink.set_mtu("vpdn0", 1300)
        await asyncio.sleep(0.1)
        assert machine.told == []


async def test_a_closed_keeper_lets_it_go(machine: Machine) -> None:
    machine.keeper().close()
    machine.netlink.remove_device("vpdn0")
    await asyncio.sleep(0.1)
    assert machine.told == []
    assert not machine.netlink.has_device("vpdn0")


async def test_without_the_device_there_is_no_keeper(machine: Machine) -> None:
    machine.netlink.remove_device("vpdn0")
    with pytest.raises(OSError, match="No such device"):
        machine.keeper()
