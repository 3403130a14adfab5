"""Keeps known to which machine next door the packets for each peer go, for whoever sends them past
the kernel's routing.

A way is told when all of it is known, and taken back at once when part of it changes: until it is
known anew the kernel sends. The kernel's own knowledge of the machines next door is kept alive,
since it does not see them used.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Protocol

from vpdn.net.way_socket import (
    Change,
    Link,
    LinkChanged,
    NeighbourChanged,
    Way,
    WayEvents,
    WaySocket,
)

CONFIRM_SECONDS = 15.0
"""How often each way is looked up anew; a neighbour is good for 30 seconds (RFC 4861)."""
AT_ONCE = 64
"""Ways looked up before the event loop has its turn."""


@dataclass(frozen=True, slots=True)
class Hop:
    """`hardware`: the next machine's address, then our own; `mtu` octets of an IP packet."""

    peer: IPv4Address
    source: IPv4Address
    device: int
    mtu: int
    hardware: bytes


class Table(Protocol):
    """Who wants to know."""

    def put_hop(self, hop: Hop) -> None: ...

    def drop_hop(self, peer: IPv4Address) -> None: ...

    def use(self, device: int, link: Link) -> None:
        """Peers are reached by a device that was not in use."""

    def lose(self, device: int) -> None:
        """A device is gone, in use or not."""


class NextHops:
    """Must be made inside a running event loop, in the namespace of the peers. `source` is the
    address packets are sent from, None for what the kernel likes. Raises OSError when the system
    refuses its sockets."""

    def __init__(self, table: Table, source: IPv4Address | None) -> None:
        self._table = table
        self._source = source
        self._peers: Counter[IPv4Address] = Counter()
        self._ways: dict[IPv4Address, Way] = {}
        self._links: dict[int, Link | None] = {}
        self._behind: dict[tuple[int, IPv4Address], set[IPv4Address]] = {}
        self._waiting: dict[IPv4Address, None] = {}
        self._socket = WaySocket()
        self._events = WayEvents()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._events.fileno(), self._read)
        self._timer = self._loop.call_later(CONFIRM_SECONDS, self._confirm)
        self._soon: asyncio.Handle | None = None

    def close(self) -> None:
        self._loop.remove_reader(self._events.fileno())
        self._timer.cancel()
        if self._soon is not None:
            self._soon.cancel()
        self._events.close()
        self._socket.close()

    def add(self, peer: IPv4Address) -> None:
        """One call more with a peer."""
        self._peers[peer] += 1
        if self._peers[peer] == 1:
            self._look_up([peer])

    def remove(self, peer: IPv4Address) -> None:
        self._peers[peer] -= 1
        if not self._peers[peer]:
            del self._peers[peer]
            self._forget(peer)

    def addresses(self, device: int) -> list[IPv4Address]:
        """Our own, of a device."""
        return self._socket.addresses(device)

    # --- what changes -------------------------------------------------------------------

    def _read(self) -> None:
        for change in self._events.read():
            self._take(change)

    def _take(self, change: Change) -> None:
        match change:
            case NeighbourChanged(device, address, hardware):
                for peer in self._behind.get((device, address), ()):
                    self._tell(peer, hardware)
            case LinkChanged(device, gone):
                if device in self._links and self._socket.link(device) != self._links[device]:
                    del self._links[device]
                    self._start_again(peer for peer in self._peers if self._is_by(peer, device))
                if gone:
                    self._table.lose(device)
            case _:
                self._start_again(self._peers)

    def _is_by(self, peer: IPv4Address, device: int) -> bool:
        way = self._ways.get(peer)
        return way is None or way.device == device

    def _start_again(self, peers: Iterable[IPv4Address]) -> None:
        """What was known is not trusted any more."""
        doubtful = list(peers)
        for peer in doubtful:
            self._forget(peer)
        self._look_up(doubtful)

    def _confirm(self) -> None:
        self._timer = self._loop.call_later(CONFIRM_SECONDS, self._confirm)
        for device, address in self._behind:
            self._socket.use(device, address)
        self._look_up(self._peers)

    # --- one way ------------------------------------------------------------------------

    def _look_up(self, peers: Iterable[IPv4Address]) -> None:
        self._waiting |= dict.fromkeys(peers)
        if self._soon is None and self._waiting:
            self._soon = self._loop.call_soon(self._work)

    def _work(self) -> None:
        self._soon = None
        for peer in list(self._waiting)[:AT_ONCE]:
            del self._waiting[peer]
            if peer in self._peers:
                self._find(peer)
        self._look_up(())

    def _find(self, peer: IPv4Address) -> None:
        way = self._socket.way(peer, self._source)
        if way is None or self._link(way.device) is None:
            self._forget(peer)
            return
        if self._ways.get(peer) != way:
            self._forget(peer)
            self._ways[peer] = way
            self._behind.setdefault((way.device, way.via), set()).add(peer)
        hardware = self._socket.neighbour(way.device, way.via)
        if hardware is None:
            self._socket.use(way.device, way.via)
        self._tell(peer, hardware)

    def _link(self, device: int) -> Link | None:
        if device not in self._links:
            link = self._links[device] = self._socket.link(device)
            if link is not None:
                self._table.use(device, link)
        return self._links[device]

    def _tell(self, peer: IPv4Address, hardware: bytes | None) -> None:
        way = self._ways[peer]
        link = self._link(way.device)
        if hardware is None or link is None:
            self._table.drop_hop(peer)
            return
        mtu = min(way.mtu or link.mtu, link.mtu)
        self._table.put_hop(Hop(peer, way.source, way.device, mtu, hardware + link.address))

    def _forget(self, peer: IPv4Address) -> None:
        self._table.drop_hop(peer)
        way = self._ways.pop(peer, None)
        if way is not None:
            key = way.device, way.via
            self._behind[key].discard(peer)
            if not self._behind[key]:
                del self._behind[key]
