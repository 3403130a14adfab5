"""A server's read model that is what a test says it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from vpdn.nas.resources import HardwareSnapshot, ProcessSnapshot
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
)


@dataclass(frozen=True, slots=True)
class FixedSnapshot:
    """A `ServerSnapshot`."""

    hostname: str
    uptime: float
    enabled: bool
    tunnels: tuple[TunnelSnapshot, ...]
    pools: tuple[PoolSnapshot, ...]
    datapath: str
    stray_packets: int
    malformed_messages: int
    interfaces: tuple[InterfaceSnapshot, ...] = ()
    neighbours: tuple[NeighbourSnapshot, ...] = ()
    failures: tuple[FailureSnapshot, ...] = ()
    radius: tuple[RadiusSnapshot, ...] = ()
    process: ProcessSnapshot = field(default_factory=ProcessSnapshot)
    hardware: HardwareSnapshot = field(default_factory=HardwareSnapshot)
    access_lists: tuple[AccessListSnapshot, ...] = ()
    calls: int = 0
    captures: tuple[CaptureSnapshot, ...] = ()
    dhcp: DhcpSnapshot = field(default_factory=DhcpSnapshot)
    carriage: DatapathSnapshot = field(
        default_factory=lambda: DatapathSnapshot(
            "python", "The engine in Python", device="vpdn0", sessions=1
        )
    )

    @property
    def sessions(self) -> tuple[SessionSnapshot, ...]:
        return tuple(session for tunnel in self.tunnels for session in tunnel.sessions)
