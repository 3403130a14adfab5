"""What an operator ends or begins anew, on live tunnels."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from tests.nas.test_session import ended, packet, up
from tests.nas.world import Pc, World, config
from tests.virtual_loop import run
from vpdn.datapath.filters import Rule
from vpdn.nas.clearing import Clearing, Lease
from vpdn.nas.config import AccessList
from vpdn.nas.events import Event
from vpdn.nas.failures import Failures
from vpdn.nas.snapshot import InterfaceSnapshot, SessionSnapshot
from vpdn.nas.trace import PoolExhausted
from vpdn.nas.traffic import Traffic
from vpdn.nas.view import tunnel_snapshot
from vpdn.radius.settings import RadiusServer, RadiusSettings

FIRST, SECOND = IPv4Address("172.16.10.1"), IPv4Address("172.16.10.2")
ROUTER = IPv4Address("172.16.10.100")
IAS = IPv4Address("10.200.20.245")
SIZE = len(packet(FIRST, ROUTER)) + 8
"""In PPP, encrypted: two octets each of address, protocol, coherency, and protocol within."""


def clearing(world: World, failures: Failures | None = None) -> Clearing:
    tunnels = {one.id: one for one in world.opened}
    return Clearing(world.services, tunnels, failures or Failures())


def shown(pc: Pc) -> SessionSnapshot:
    [session] = tunnel_snapshot(pc.tunnel, asyncio.get_running_loop().time()).sessions
    return session


async def send(pc: Pc, count: int) -> None:
    for _ in range(count):
        pc.send_ip(packet(FIRST, ROUTER))
    await asyncio.sleep(1)


def test_a_session_is_ended_by_its_number_and_others_stay() -> None:
    async def story() -> None:
        world = World(config())
        first, second = await up(world), await up(world)
        assert not clearing(world).session(7)
        assert clearing(world).session(1)
        await ended(first)
        assert not second.lost.is_set()

    run(story())


def test_a_tunnel_is_ended_by_its_number_with_its_calls() -> None:
    async def story() -> None:
        world = World(config())
        first, second = await up(world), await up(world)
        assert not clearing(world).tunnel(7)
        assert clearing(world).tunnel(2)
        await ended(second)
        assert not first.lost.is_set()

    run(story())


def test_what_an_interface_shows_counts_from_the_clearing_and_the_rest_goes_on() -> None:
    async def story() -> None:
        world = World(config())
        pc = await up(world)
        setup = shown(pc).counted.bytes_in
        await send(pc, 3)
        before = shown(pc).counted
        assert before.bytes_in == setup + 3 * SIZE
        assert shown(pc).cleared is None
        clearing(world).counters({"Virtual-Access1": before})
        assert shown(pc).counted == Traffic()
        await send(pc, 2)
        assert shown(pc).counted.bytes_in == 2 * SIZE
        assert shown(pc).cleared == pytest.approx(1.0)
        assert shown(pc).traffic.bytes_in == setup + 5 * SIZE
        assert shown(pc).vpdn_counters.packets_in == 5

    run(story())


def test_counters_of_another_interface_leave_a_session_alone() -> None:
    async def story() -> None:
        world = World(config())
        pc = await up(world)
        clearing(world).counters({"Virtual-Access2": Traffic()})
        assert shown(pc).cleared is None

    run(story())


def test_what_vpdn_shows_counts_from_its_own_clearing() -> None:
    async def story() -> None:
        world = World(config())
        pc = await up(world)
        setup = shown(pc).counted.bytes_in
        await send(pc, 3)
        clearing(world).vpdn_counters()
        await send(pc, 1)
        assert shown(pc).vpdn_counters.packets_in == 1
        assert shown(pc).vpdn_counters.sequence_in == shown(pc).counters.sequence_in
        assert shown(pc).counted.bytes_in == setup + 4 * SIZE

    run(story())


def test_the_next_session_of_an_interface_counts_from_nothing() -> None:
    async def story() -> None:
        world = World(config())
        pc = await up(world)
        await send(pc, 3)
        clearing(world).counters({"Virtual-Access1": Traffic()})
        pc.hang_up()
        await ended(pc)
        again = await up(world)
        setup = shown(again).traffic.bytes_in
        await send(again, 1)
        assert shown(again).interface == 1
        assert shown(again).cleared is None
        assert shown(again).counted.bytes_in == setup + SIZE > SIZE

    run(story())


def test_a_device_counts_from_its_mark() -> None:
    async def story() -> None:
        one = clearing(World(config()))
        device = InterfaceSnapshot("Ethernet0/0", None, traffic=Traffic(5, 500))
        assert one.marked(device) == device
        one.counters({"Ethernet0/0": device.traffic})
        await asyncio.sleep(3)
        after = one.marked(replace(device, traffic=Traffic(7, 650)))
        assert after.counted == Traffic(2, 150)
        assert after.cleared == pytest.approx(3.0)
        new_device = one.marked(replace(device, traffic=Traffic(1, 80)))
        assert new_device.counted == Traffic(1, 80)

    run(story())


def test_an_address_is_freed_unless_a_session_uses_it() -> None:
    async def story() -> None:
        world = World(config())
        pc = await up(world)
        pools, one = world.services.pools, clearing(world)
        assert one.address(FIRST) is Lease.IN_USE
        assert one.address(SECOND) is Lease.NOT_HELD
        pools.claim(SECOND, "gone", 9)
        assert one.pool() == {FIRST}
        assert [lease.address for lease in pools.snapshot()[0].leases] == [FIRST]
        pc.hang_up()
        await ended(pc)
        assert one.address(FIRST) is Lease.FREED
        assert one.address(FIRST) is Lease.NOT_HELD
        with pytest.raises(KeyError):
            one.pool("nobody")

    run(story())


def test_counts_of_lists_servers_and_failures_begin_anew() -> None:
    async def story() -> None:
        radius = RadiusSettings((RadiusServer(IAS),), key="cisco")
        world = World(config(radius=radius))
        world.services.filters.configure({"10": AccessList("10", "standard", (Rule(False),))})
        failures = Failures()
        failures.listen(Event(0.0, PoolExhausted("default")))
        one = clearing(world, failures)
        assert one.access_list_counters("10")
        assert not one.access_list_counters("11")
        assert one.radius_counters(IAS)
        assert not one.radius_counters(SECOND)
        assert [one.kind for one in failures.table] == ["Address failure"]
        one.failures()
        assert not list(failures.table)

    run(story())
