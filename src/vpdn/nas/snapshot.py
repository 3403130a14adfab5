"""The read model: what console, web and metrics may know of a running server.

Frozen values, made on demand by `Server.snapshot()`; nothing here can change the server. Times
are seconds since the thing began or last changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Interface
from typing import Protocol

from vpdn.datapath.engine import Counters
from vpdn.nas.resources import HardwareSnapshot, ProcessSnapshot
from vpdn.nas.traffic import Marks, Policed, Rate, Traffic, traffic_of
from vpdn.nas.watch import Timeouts
from vpdn.net.gre import GreCounters
from vpdn.net.tun import TunCounters
from vpdn.pptp.outputs import CallState, ControlState
from vpdn.radius.settings import RadiusServer
from vpdn.radius.statistics import Statistics


@dataclass(frozen=True, slots=True)
class InterfaceSnapshot:
    """A configured interface and the machine's device behind it; `device` is "" where there is
    none, and a Loopback is up by itself. `mtu` in octets. `counted`: the traffic since the counters
    were cleared, `cleared` seconds ago."""

    name: str
    address: IPv4Interface | None
    shutdown: bool = False
    up: bool = False
    device: str = ""
    hardware_address: str = ""
    mtu: int = 1500
    traffic: Traffic = field(default_factory=Traffic)
    rate: Rate = field(default_factory=Rate)
    mark: Traffic = field(default_factory=Traffic)
    cleared: float | None = None

    @property
    def counted(self) -> Traffic:
        return self.traffic.since(self.mark)


@dataclass(frozen=True, slots=True)
class NeighbourSnapshot:
    """A machine on the network of a configured interface; `age` in seconds, None for the router
    itself."""

    interface: str
    address: IPv4Address
    hardware_address: str
    age: float | None = None


@dataclass(frozen=True, slots=True)
class SessionSnapshot:
    """One call. `call_id` is ours, `local_id` the small number the console shows; `interface` its
    Virtual-Access number, 0 before there is one. `mppe` is (bits, stateful) when it encrypts."""

    local_id: int
    call_id: int
    peer_call_id: int
    tunnel_id: int
    interface: int
    template: int
    user: str
    state: CallState
    changed: float
    uptime: float
    idle: float
    local_address: IPv4Address | None
    peer_address: IPv4Address | None
    authentication: str
    method: str
    lcp_open: bool
    open_ncps: tuple[str, ...]
    mppe: tuple[int, bool] | None
    counters: Counters
    last_in: float | None = None
    last_out: float | None = None
    """Seconds since the last packet; None when there was none."""
    rate: Rate = field(default_factory=Rate)
    peer_window: int = 0
    receive_window: int = 0
    """The peer's and our receive window, in packets: RFC 2637 section 4.2."""
    marks: Marks = field(default_factory=Marks)
    cleared: float | None = None
    """Seconds since the interface's counters were cleared."""
    timeouts: Timeouts = field(default_factory=Timeouts)
    policed_in: Policed | None = None
    """What rate limits did since the interface's counters were cleared; None without a limit."""
    policed_out: Policed | None = None
    interface_lines: tuple[str, ...] = ()
    """What AAA says about the interface beyond its template, as far as it was taken."""

    @property
    def port(self) -> str:
        """The interface, as IOS and AAA call it."""
        return f"Virtual-Access{self.interface}"

    @property
    def traffic(self) -> Traffic:
        return traffic_of(self.counters)

    @property
    def counted(self) -> Traffic:
        """Since the interface's counters were cleared."""
        return traffic_of(self.counters.since(self.marks.interface))

    @property
    def vpdn_counters(self) -> Counters:
        """Since those of VPDN were."""
        return self.counters.since(self.marks.vpdn)


@dataclass(frozen=True, slots=True)
class TunnelSnapshot:
    """One control connection."""

    local_id: int
    remote_name: str
    state: ControlState
    remote_address: IPv4Address
    remote_port: int
    local_address: IPv4Address
    changed: float
    group: str
    sessions: tuple[SessionSnapshot, ...]


@dataclass(frozen=True, slots=True)
class FailureSnapshot:
    """The last failure of its kind for a user at an address, and how often it came. `time` is
    wall-clock seconds, `session` the console's number of the call."""

    time: float
    user: str
    session: int
    address: IPv4Address | None
    kind: str
    reason: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class RadiusSnapshot:
    """A RADIUS server, in the order they are asked. `since`: seconds since it died or came back,
    or since the start; `counted`: since its counters began."""

    server: RadiusServer
    statistics: Statistics
    since: float = 0.0
    counted: float = 0.0


@dataclass(frozen=True, slots=True)
class LeaseSnapshot:
    address: IPv4Address
    interface: int
    user: str


@dataclass(frozen=True, slots=True)
class PoolSnapshot:
    """`ranges` are (first, last, free, in use); `free` lists the free addresses in the order they
    will be given."""

    name: str
    ranges: tuple[tuple[IPv4Address, IPv4Address, int, int], ...]
    free: tuple[IPv4Address, ...]
    leases: tuple[LeaseSnapshot, ...]


@dataclass(frozen=True, slots=True)
class AccessListSnapshot:
    """`matches`: how many packets each rule has decided, in the order of the rules."""

    name: str
    kind: str
    matches: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CaptureSnapshot:
    """A capture of Virtual-Access `interface`: `way` is in, out or both; `wire` as GRE carries it,
    else PPP in the clear. `missed`: packets for which there was no room in `limit` octets."""

    name: str
    interface: int
    way: str
    wire: bool
    active: bool
    packets: int
    size: int
    limit: int
    missed: int


@dataclass(frozen=True, slots=True)
class WorkerSnapshot:
    """Packets of one of several threads: GRE `received` and `sent`, IP `read` from the device and
    `written` to it."""

    received: int
    sent: int
    read: int
    written: int


@dataclass(frozen=True, slots=True)
class DatapathSnapshot:
    """Who carries packets, of how many `sessions`, by which `device`: `tier` in a word, `sentence`
    in some; `asked`: who chose it, "" for nobody; `lacking`: what the machine lacks for a faster
    one, or for the one that was asked for, "" for nothing; `processor`: what of it is used beyond
    what every one has. `stray`: GRE packets of no session, or not from its peer;
    `unrouted`: IP packets that no session's routes cover; `workers`: the threads that carry, none
    where the event loop does."""

    tier: str
    sentence: str
    asked: str = ""
    lacking: str = ""
    processor: str = ""
    device: str = ""
    sessions: int = 0
    stray: int = 0
    unrouted: int = 0
    gre: GreCounters = field(default_factory=GreCounters)
    tun: TunCounters = field(default_factory=TunCounters)
    workers: tuple[WorkerSnapshot, ...] = ()


@dataclass(frozen=True, slots=True)
class DhcpSnapshot:
    """What callers asked by DHCP: datagrams `received` by message type, 0 for BOOTP; `answered`
    with a DHCPACK; `malformed`; `dropped`, understood and not answered."""

    received: dict[int, int] = field(default_factory=dict)
    answered: int = 0
    malformed: int = 0
    dropped: int = 0


class ServerSnapshot(Protocol):
    """The server at one moment. A part is looked up when it is first asked for and stays as it was
    then: `show` pays for what it reads, and what it reads twice is the same."""

    @property
    def hostname(self) -> str: ...

    @property
    def uptime(self) -> float: ...

    @property
    def enabled(self) -> bool: ...

    @property
    def tunnels(self) -> tuple[TunnelSnapshot, ...]: ...

    @property
    def pools(self) -> tuple[PoolSnapshot, ...]: ...

    @property
    def datapath(self) -> str: ...

    @property
    def carriage(self) -> DatapathSnapshot: ...

    @property
    def stray_packets(self) -> int: ...

    @property
    def malformed_messages(self) -> int: ...

    @property
    def interfaces(self) -> tuple[InterfaceSnapshot, ...]: ...

    @property
    def neighbours(self) -> tuple[NeighbourSnapshot, ...]: ...

    @property
    def failures(self) -> tuple[FailureSnapshot, ...]:
        """The latest first."""

    @property
    def radius(self) -> tuple[RadiusSnapshot, ...]: ...

    @property
    def dhcp(self) -> DhcpSnapshot: ...

    @property
    def process(self) -> ProcessSnapshot: ...

    @property
    def hardware(self) -> HardwareSnapshot: ...

    @property
    def access_lists(self) -> tuple[AccessListSnapshot, ...]: ...

    @property
    def calls(self) -> int:
        """Since the start, those that are over too."""

    @property
    def captures(self) -> tuple[CaptureSnapshot, ...]: ...

    @property
    def sessions(self) -> tuple[SessionSnapshot, ...]:
        """Every call of every tunnel."""
