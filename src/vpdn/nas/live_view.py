"""The server as consoles see it: a `ServerSnapshot` of what is running.

Each part is looked up when it is asked for: who wants the history of failures pays neither for ten
thousand sessions nor for the kernel's tables. What was looked up stays, so that one `show` is of
one piece.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from vpdn.nas.clearing import Clearing
from vpdn.nas.dhcp_server import DhcpServer
from vpdn.nas.failures import Failures
from vpdn.nas.gauges import Gauges
from vpdn.nas.hardware import hardware
from vpdn.nas.host import Host
from vpdn.nas.resources import HardwareSnapshot, ProcessSnapshot
from vpdn.nas.services import Services
from vpdn.nas.snapshot import (
    AccessListSnapshot,
    CaptureSnapshot,
    DatapathSnapshot,
    DhcpSnapshot,
    FailureSnapshot,
    InterfaceSnapshot,
    NeighbourSnapshot,
    PoolSnapshot,
    RadiusSnapshot,
    SessionSnapshot,
    TunnelSnapshot,
    WorkerSnapshot,
)
from vpdn.nas.tunnel import Tunnel
from vpdn.nas.view import tunnel_snapshot
from vpdn.net.carriage import Carriage, processor
from vpdn.net.pump import PumpTraffic


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the parts come from. `tunnels` by their id; `started`: when, by the services' clock."""

    services: Services
    tunnels: Mapping[int, Tunnel]
    host: Host
    gauges: Gauges
    clearing: Clearing
    failures: Failures
    dhcp: DhcpServer
    started: float


class LiveView:
    def __init__(self, sources: Sources) -> None:
        services = sources.services
        self._sources = sources
        self._config = services.config
        self.hostname = self._config.hostname
        self.enabled = self._config.vpdn_enable
        self.uptime = services.clock() - sources.started
        self.calls = services.session_ids.taken
        self.stray_packets = services.pump.engine.stray
        self.malformed_messages = services.malformed_messages

    @cached_property
    def tunnels(self) -> tuple[TunnelSnapshot, ...]:
        now = self._sources.services.clock()
        return tuple(tunnel_snapshot(tunnel, now) for tunnel in self._sources.tunnels.values())

    @cached_property
    def sessions(self) -> tuple[SessionSnapshot, ...]:
        return tuple(session for tunnel in self.tunnels for session in tunnel.sessions)

    @cached_property
    def pools(self) -> tuple[PoolSnapshot, ...]:
        return self._sources.services.pools.snapshot()

    @cached_property
    def access_lists(self) -> tuple[AccessListSnapshot, ...]:
        return self._sources.services.filters.snapshot()

    @cached_property
    def captures(self) -> tuple[CaptureSnapshot, ...]:
        return self._sources.services.captures.snapshot()

    @cached_property
    def failures(self) -> tuple[FailureSnapshot, ...]:
        return self._sources.failures.table

    @cached_property
    def interfaces(self) -> tuple[InterfaceSnapshot, ...]:
        marked, rate = self._sources.clearing.marked, self._sources.gauges.rate
        return tuple(
            marked(replace(one, rate=rate(one.name)))
            for one in self._sources.host.interfaces(self._config)
        )

    @cached_property
    def neighbours(self) -> tuple[NeighbourSnapshot, ...]:
        return self._sources.host.neighbours(self._config)

    @cached_property
    def radius(self) -> tuple[RadiusSnapshot, ...]:
        services, started = self._sources.services, self._sources.started
        now = services.clock()
        return tuple(
            RadiusSnapshot(
                one,
                counted,
                now - (counted.changed or started),
                now - (counted.cleared or started),
            )
            for one, counted in services.aaa.radius_statistics
        )

    @property
    def datapath(self) -> str:
        return self._sources.services.pump.datapath

    @cached_property
    def carriage(self) -> DatapathSnapshot:
        services, host = self._sources.services, self._sources.host
        engine, passed = services.pump.engine, services.pump.traffic()
        serving = Carriage(services.pump.datapath)
        return DatapathSnapshot(
            serving.value,
            serving.sentence,
            host.tier.asked,
            host.tier.lacking,
            processor(serving),
            host.tun.name,
            len(services.calls),
            engine.stray,
            engine.unrouted,
            passed.gre,
            passed.tun,
            tuple(_worker(each) for each in passed.workers),
        )

    @cached_property
    def dhcp(self) -> DhcpSnapshot:
        counted = self._sources.dhcp.counters
        received = dict(counted.received)
        return DhcpSnapshot(received, counted.answered, counted.malformed, counted.dropped)

    @cached_property
    def process(self) -> ProcessSnapshot:
        return self._sources.gauges.process.snapshot()

    @cached_property
    def hardware(self) -> HardwareSnapshot:
        return hardware()


def _worker(passed: PumpTraffic) -> WorkerSnapshot:
    gre, tun = passed.gre, passed.tun
    return WorkerSnapshot(gre.received, gre.sent, tun.read, tun.written)
