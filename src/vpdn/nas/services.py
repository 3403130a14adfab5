"""What a server lends to its tunnels and sessions: everything that there is one of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from ipaddress import IPv4Address
from typing import Protocol

from vpdn.aaa.service import Aaa
from vpdn.datapath.engine import EngineEvent
from vpdn.machine import Entropy, Trace
from vpdn.nas.captures import Captures
from vpdn.nas.config import RouterConfig
from vpdn.nas.events import Events
from vpdn.nas.filters import Filters
from vpdn.nas.limits import Limits
from vpdn.nas.pools import Pools
from vpdn.net.pump import Pump


@dataclass(frozen=True, slots=True)
class SessionIds:
    """Call ids are the wire's; `local`, `tunnel` and `interface` are the console's numbers."""

    local: int
    tunnel: int
    call: int
    peer_call: int
    interface: int
    peer: IPv4Address
    here: IPv4Address
    """The address of ours that the peer called."""

    @property
    def port(self) -> str:
        return f"Virtual-Access{self.interface}"


class PeerRoutes(Protocol):
    """Host routes to peers, wherever the packets go. Both raise ConfigError."""

    def add(self, address: IPv4Address, mtu: int) -> None:
        """What is larger than `mtu` octets is cut, or refused where it may not be."""

    def remove(self, address: IPv4Address) -> None: ...


class CallEnd(Protocol):
    """Where what the data path hands up for one call goes."""

    ids: SessionIds

    def receive(self, frame: bytes, now: float) -> None: ...

    def notify(self, event: EngineEvent, now: float) -> None: ...

    def record(self, trace: Trace) -> None: ...

    def measure(self, now: float) -> None:
        """Take note of what has passed until now."""

    def expose(self, *, clear: bool, wire: bool) -> None:
        """Have what passes shown, in the clear, as on the wire, or not at all."""


class Numbers:
    """Small numbers from 1, the lowest free one first: interfaces, tunnels."""

    def __init__(self) -> None:
        self._returned: list[int] = []
        self._next = 1

    def take(self) -> int:
        if self._returned:
            return heappop(self._returned)
        self._next += 1
        return self._next - 1

    def put_back(self, number: int) -> None:
        heappush(self._returned, number)


class Counting:
    """Numbers that are not used again soon, and never twice at a time: tunnel and session ids as
    a console shows them; `taken` of them in all. `Limits` keeps fewer alive than there are."""

    def __init__(self, last: int = 65535) -> None:
        self.taken = 0
        self._value = 0
        self._last = last
        self._alive: set[int] = set()

    def take(self) -> int:
        self._value = self._value % self._last + 1
        while self._value in self._alive:
            self._value = self._value % self._last + 1
        self._alive.add(self._value)
        self.taken += 1
        return self._value

    def put_back(self, number: int) -> None:
        self._alive.discard(number)


@dataclass(slots=True)
class Services:
    config: RouterConfig
    events: Events
    pools: Pools
    limits: Limits
    aaa: Aaa
    pump: Pump
    routes: PeerRoutes
    entropy: Entropy
    clock: Callable[[], float]
    """Monotonic seconds: the event loop's own clock, so that timers and stamps agree."""
    filters: Filters = field(default_factory=Filters)
    interfaces: Numbers = field(default_factory=Numbers)
    tunnel_ids: Counting = field(default_factory=Counting)
    session_ids: Counting = field(default_factory=Counting)
    calls: dict[int, CallEnd] = field(default_factory=dict)
    """Every session of the server, by our Call ID: a GRE packet names nothing else."""
    active: Counter[str] = field(default_factory=Counter)
    """Sessions of each VPDN group."""
    malformed_messages: int = 0
    captures: Captures = field(init=False)

    def __post_init__(self) -> None:
        self.captures = Captures(self.calls)

    def configure(self, config: RouterConfig) -> None:
        """Take over a configuration: access lists and pools at once, everything else from the
        next call on. Calls that are up keep what they have."""
        self.aaa.apply(config.aaa, config.radius, config.users)
        self.pools.configure(config.pools)
        self.filters.configure(config.access_lists)
        self.config = config
