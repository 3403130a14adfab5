"""What an operator may end or begin anew: tunnels, sessions, leases, and what was counted.

Nothing is counted less for it where others read the counters (accounting, the rates): what a
console shows counts from a mark. Which thing an operator means is the console's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import Enum
from ipaddress import IPv4Address

from vpdn.nas.failures import Failures
from vpdn.nas.services import Services
from vpdn.nas.session import Session
from vpdn.nas.snapshot import InterfaceSnapshot
from vpdn.nas.traffic import Traffic
from vpdn.nas.tunnel import Tunnel


class Lease(Enum):
    """What became of an address that an operator wants back."""

    FREED = "freed"
    IN_USE = "a session uses it"
    NOT_HELD = "nobody held it"


class Clearing:
    """`tunnels` are the server's own, by their id, as they come and go."""

    def __init__(
        self, services: Services, tunnels: Mapping[int, Tunnel], failures: Failures
    ) -> None:
        self._services = services
        self._tunnels = tunnels
        self._failures = failures
        self._marks: dict[str, tuple[Traffic, float]] = {}

    def tunnel(self, tunnel_id: int) -> bool:
        """End every call of a tunnel, and the tunnel; False if it is gone."""
        tunnel = self._tunnels.get(tunnel_id)
        if tunnel is not None:
            tunnel.clear()
        return tunnel is not None

    def session(self, local_id: int) -> bool:
        """End one session, by the console's number; False if it is gone."""
        found = self._services.calls.numbered(local_id)
        if found is not None:
            found.close("cleared by the operator", self._services.clock())
        return found is not None

    def counters(self, interfaces: Mapping[str, Traffic]) -> None:
        """Begin what `show interface` counts anew. `interfaces`: by name, and what has passed."""
        now = self._services.clock()
        for session in self._sessions():
            if session.ids.port in interfaces:
                one = session.carrier
                one.marks = replace(one.marks, interface=one.counters, cleared=now)
        self._marks |= {name: (traffic, now) for name, traffic in interfaces.items()}

    def vpdn_counters(self) -> None:
        """Begin what `show vpdn` counts anew."""
        for session in self._sessions():
            one = session.carrier
            one.marks = replace(one.marks, vpdn=one.counters)

    def failures(self) -> None:
        self._failures.clear()

    def radius_counters(self, address: IPv4Address | None = None) -> bool:
        """Those of every RADIUS server, or of one; False if it is not there."""
        return self._services.aaa.clear_statistics(address)

    def access_list_counters(self, name: str | None = None) -> bool:
        """Those of every access list, or of one; False if it is not there."""
        return self._services.filters.clear(name)

    def address(self, address: IPv4Address) -> Lease:
        """Free an address that is leased to nobody any more, or kept for a former user; never one
        that a session uses."""
        if address in self._used():
            return Lease.IN_USE
        if address not in self._services.pools.held():
            return Lease.NOT_HELD
        self._services.pools.reclaim(address)
        return Lease.FREED

    def pool(self, name: str | None = None) -> frozenset[IPv4Address]:
        """The same for all addresses of a pool, or of all; gives those that sessions use. Raises
        KeyError when there is no such pool."""
        held, used = self._services.pools.held(name), self._used()
        for address in held - used:
            self._services.pools.reclaim(address)
        return held & used

    def marked(self, shown: InterfaceSnapshot) -> InterfaceSnapshot:
        """With the place where its counters were begun anew."""
        if shown.name not in self._marks:
            return shown
        mark, at = self._marks[shown.name]
        return replace(shown, mark=mark, cleared=self._services.clock() - at)

    def _sessions(self) -> Iterator[Session]:
        return (call for one in self._tunnels.values() for call in one.sessions.values())

    def _used(self) -> frozenset[IPv4Address]:
        addresses = (session.peer.address for session in self._sessions())
        return frozenset(address for address in addresses if address is not None)
