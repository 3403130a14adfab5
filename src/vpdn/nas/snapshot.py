"""The read model: what console, web and metrics may know of a running server.

Frozen values, made on demand by `Server.snapshot()`; nothing here can change the server. Times
are seconds since the thing began or last changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Interface

from vpdn.datapath.engine import Counters
from vpdn.pptp.outputs import CallState, ControlState
from vpdn.radius.settings import RadiusServer
from vpdn.radius.statistics import Statistics

Endpoint = tuple[IPv4Address, int | None]
"""An address, and a port where one is meant."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What passes each second, averaged over five minutes."""

    bits_in: float = 0.0
    packets_in: float = 0.0
    bits_out: float = 0.0
    packets_out: float = 0.0


@dataclass(frozen=True, slots=True)
class Traffic:
    """Packets and octets that passed an interface, and packets that were not taken."""

    packets_in: int = 0
    bytes_in: int = 0
    errors_in: int = 0
    packets_out: int = 0
    bytes_out: int = 0
    errors_out: int = 0
    drops_out: int = 0

    def since(self, mark: Traffic) -> Traffic:
        """What passed after `mark`; all of it where the counts have begun anew meanwhile."""
        passed = {name: getattr(self, name) - getattr(mark, name) for name in self.__slots__}
        return self if min(passed.values()) < 0 else Traffic(**passed)


def traffic_of(counters: Counters) -> Traffic:
    """The PPP frames of a session and their octets, control frames and encryption too: what a
    capture of its GRE shows."""
    return Traffic(
        counters.frames_in,
        counters.octets_in,
        counters.malformed + counters.mppe_dropped,
        counters.frames_out,
        counters.octets_out,
        0,
        counters.window_drops + counters.too_big,
    )


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
class Marks:
    """Where an operator began a session's counters anew: those of its interface, at the time
    `cleared`, and those of VPDN. What counts underneath is not touched."""

    interface: Counters = field(default_factory=Counters)
    vpdn: Counters = field(default_factory=Counters)
    cleared: float | None = None


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
class Load:
    """Processor time, in percent of one processor."""

    five_seconds: float = 0.0
    one_minute: float = 0.0
    five_minutes: float = 0.0


@dataclass(frozen=True, slots=True)
class ThreadSnapshot:
    """`milliseconds` it has run, `invoked` times."""

    number: int
    name: str
    milliseconds: int
    invoked: int
    load: Load


@dataclass(frozen=True, slots=True)
class ProcessSnapshot:
    """This process. `kernel`: percent of the last five seconds, in the kernel. `size` and
    `resident` in octets."""

    load: Load = field(default_factory=Load)
    kernel: float = 0.0
    threads: tuple[ThreadSnapshot, ...] = ()
    size: int = 0
    resident: int = 0


@dataclass(frozen=True, slots=True)
class HardwareSnapshot:
    """The machine: `memory`, `available` and `disk` in octets."""

    architecture: str = ""
    processor: str = ""
    megahertz: int = 0
    processors: int = 1
    system: str = ""
    language: str = ""
    memory: int = 0
    available: int = 0
    disk: int = 0
    serial: str = ""


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
class TranslationSnapshot:
    """What one end inside is called, there and outside. A static entry is there for whoever comes:
    it has no end `outside`. `protocol` is IP's number, None for all."""

    protocol: int | None
    inside_global: Endpoint
    inside_local: Endpoint
    outside: Endpoint | None = None

    @property
    def static(self) -> bool:
        return self.outside is None


@dataclass(frozen=True, slots=True)
class NatPoolSnapshot:
    """Global addresses from `low` to `high`, `total` of them; `allocated` are in use."""

    netmask: IPv4Address
    low: IPv4Address
    high: IPv4Address
    total: int
    allocated: int


@dataclass(frozen=True, slots=True)
class NatMappingSnapshot:
    """An `ip nat inside source list`; `references`: the translations with its global addresses.
    `addresses` are the pool's, None while there is no such pool."""

    access_list: str
    interface: str | None
    pool: str | None
    references: int
    addresses: NatPoolSnapshot | None = None


@dataclass(frozen=True, slots=True)
class NatSnapshot:
    """`inside` and `outside` are names of interfaces. `hits`: packets of the translations that
    there are or were; `misses`: packets that had none and got one; `expired`: translations that
    are over."""

    translations: tuple[TranslationSnapshot, ...] = ()
    inside: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    mappings: tuple[NatMappingSnapshot, ...] = ()
    hits: int = 0
    misses: int = 0
    expired: int = 0


@dataclass(frozen=True, slots=True)
class ServerSnapshot:
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
    """The latest first."""
    radius: tuple[RadiusSnapshot, ...] = ()
    process: ProcessSnapshot = field(default_factory=ProcessSnapshot)
    hardware: HardwareSnapshot = field(default_factory=HardwareSnapshot)
    access_lists: tuple[AccessListSnapshot, ...] = ()
    calls: int = 0
    """Since the start, those that are over too."""
    captures: tuple[CaptureSnapshot, ...] = ()

    @property
    def sessions(self) -> tuple[SessionSnapshot, ...]:
        """Every call of every tunnel."""
        return tuple(session for tunnel in self.tunnels for session in tunnel.sessions)
