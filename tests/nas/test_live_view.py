"""What consoles see of a running server, and what it costs to look."""

from __future__ import annotations

import asyncio
from collections import Counter
from ipaddress import IPv4Address
from types import SimpleNamespace
from typing import cast

import pytest

from tests.nas.test_session import up
from tests.nas.world import World, config
from tests.virtual_loop import run
from vpdn.nas.clearing import Clearing
from vpdn.nas.config import RouterConfig
from vpdn.nas.dhcp_server import DhcpServer
from vpdn.nas.failures import Failures
from vpdn.nas.gauges import Gauges
from vpdn.nas.host import Host
from vpdn.nas.live_view import LiveView, Sources
from vpdn.nas.snapshot import (
    DatapathSnapshot,
    InterfaceSnapshot,
    NeighbourSnapshot,
    ServerSnapshot,
)
from vpdn.nas.tier import Tier
from vpdn.nas.traffic import Traffic
from vpdn.net.carriage import Carriage
from vpdn.net.gre import GreCounters
from vpdn.net.tun import TunCounters

ETHERNET = InterfaceSnapshot("Ethernet0/0", None, traffic=Traffic(5, 500))
PC = NeighbourSnapshot("Ethernet0/0", IPv4Address("10.200.20.250"), "02:fc:00:00:00:03", 1.0)


class Kernel:
    """Stands where the machine stands, and counts how often it is asked."""

    tier = Tier(Carriage.PYTHON, "--datapath python", "something")
    carriage = tier.carriage
    tun = SimpleNamespace(name="vpdn7")

    def __init__(self) -> None:
        self.asked = Counter[str]()

    def interfaces(self, _: RouterConfig) -> tuple[InterfaceSnapshot, ...]:
        self.asked["interfaces"] += 1
        return (ETHERNET,)

    def neighbours(self, _: RouterConfig) -> tuple[NeighbourSnapshot, ...]:
        self.asked["neighbours"] += 1
        return (PC,)


def sources(world: World, kernel: Kernel) -> Sources:
    tunnels = {one.id: one for one in world.opened}
    failures = Failures()
    return Sources(
        world.services,
        tunnels,
        cast("Host", kernel),
        Gauges(lambda: (), world.services.calls),
        Clearing(world.services, tunnels, failures),
        failures,
        DhcpServer("vpdn0", {}, lambda _: None, world.services.clock),
        asyncio.get_running_loop().time(),
    )


def test_a_call_is_shown_with_its_tunnel_its_lease_and_its_number() -> None:
    async def story() -> None:
        world = World(config())
        await up(world)
        shown: ServerSnapshot = LiveView(sources(world, Kernel()))
        [tunnel] = shown.tunnels
        assert shown.sessions == tunnel.sessions
        assert [one.user for one in shown.sessions] == ["tac"]
        assert [lease.user for lease in shown.pools[0].leases] == ["tac"]
        assert (shown.hostname, shown.enabled, shown.calls) == ("angela", True, 1)
        assert (shown.stray_packets, shown.malformed_messages) == (0, 0)

    run(story())


@pytest.mark.parametrize(
    "part",
    [
        "hostname",
        "uptime",
        "calls",
        "pools",
        "access_lists",
        "captures",
        "failures",
        "radius",
        "process",
        "hardware",
        "datapath",
        "carriage",
    ],
)
def test_a_part_costs_neither_the_kernel_s_tables_nor_the_sessions(part: str) -> None:
    async def story() -> None:
        world, kernel = World(config()), Kernel()
        await up(world)
        view = LiveView(sources(world, kernel))
        getattr(view, part)
        assert kernel.asked.total() == 0
        assert "tunnels" not in vars(view)

    run(story())


def test_a_part_is_looked_up_once_and_stays_as_it_was() -> None:
    async def story() -> None:
        world, kernel = World(config()), Kernel()
        view = LiveView(sources(world, kernel))
        assert view.interfaces == view.interfaces == (ETHERNET,)
        assert view.neighbours == view.neighbours == (PC,)
        assert kernel.asked == {"interfaces": 1, "neighbours": 1}
        assert view.tunnels == ()
        await up(world)
        assert view.tunnels == view.sessions == ()
        assert len(LiveView(sources(world, kernel)).sessions) == 1

    run(story())


def test_an_interface_counts_from_where_its_counters_were_cleared() -> None:
    async def story() -> None:
        taken = sources(World(config()), Kernel())
        taken.clearing.counters({"Ethernet0/0": Traffic(2, 100)})
        await asyncio.sleep(3)
        [ethernet] = LiveView(taken).interfaces
        assert ethernet.counted == Traffic(3, 400)
        assert ethernet.cleared == pytest.approx(3.0)

    run(story())


def test_the_uptime_counts_from_the_start() -> None:
    async def story() -> None:
        taken = sources(World(config()), Kernel())
        await asyncio.sleep(7)
        assert LiveView(taken).uptime == pytest.approx(7.0)

    run(story())


def test_the_data_path_tells_who_carries_and_what_passed() -> None:
    async def story() -> None:
        world = World(config())
        await up(world)
        view = LiveView(sources(world, Kernel()))
        assert view.datapath == "python"
        assert view.carriage == DatapathSnapshot(
            "python",
            Carriage.PYTHON.sentence,
            asked="--datapath python",
            lacking="something",
            device="vpdn7",
            sessions=1,
            gre=GreCounters(received=5),
            tun=TunCounters(written=3),
        )

    run(story())
