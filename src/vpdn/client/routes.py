"""The routes of one dialled connection: into the tunnel, and around it to the server.

Rule: no route that was there before is removed or changed. The tunnel takes the default by two
routes of half the address space each, which win over any default and leave it where it is; so a
crash, or even SIGKILL, leaves the old default working once the device is gone.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Protocol

from vpdn.client.settings import Routing
from vpdn.errors import ConfigError
from vpdn.wire.ip import classful


class Way(Protocol):
    """How the kernel would send to an address now."""

    @property
    def device(self) -> str: ...

    @property
    def via(self) -> IPv4Address | None: ...


class RouteTable(Protocol):
    """The kernel's table; `net.netlink.Netlink` is one. Refusals are ConfigError."""

    def route_to(self, address: IPv4Address) -> Way | None: ...

    def add_route(
        self,
        network: IPv4Network,
        device: str | None = None,
        via: IPv4Address | None = None,
        metric: int | None = None,
    ) -> object: ...

    def remove_route(
        self,
        network: IPv4Network,
        device: str | None = None,
        via: IPv4Address | None = None,
        metric: int | None = None,
    ) -> None: ...


class Routes:
    """What one connection added to the table, and how to take it back.

    `metric` is the connection's own, so that its host route is never mistaken for, nor taken
    away with, one of the administrator's or of another connection to the same server. `shared`
    are the networks that all connections of the device reach by one route.
    """

    def __init__(
        self, table: RouteTable, device: str, metric: int, shared: set[IPv4Network]
    ) -> None:
        self._table = table
        self._device = device
        self._metric = metric
        self._shared = shared
        self._added: list[_Route] = []

    def enter(
        self,
        routing: Routing,
        local: IPv4Address,
        remote: IPv4Address,
        server: IPv4Address,
        routes: tuple[IPv4Network, ...] = (),
    ) -> None:
        """Route into the tunnel what `routing` and `routes` say, and the server's own address
        around it.

        A server that calls itself inside the tunnel what it is called outside gets no route
        inside. Raises ConfigError when the kernel refuses, as when another tunnel has it all.
        """
        peer = IPv4Network(remote)
        if routing is Routing.SOURCE:
            self._share(peer)
            return
        self._pin(server)
        by_class = HALVES if routing is Routing.DEFAULT else (classful(local),)
        for network in dict.fromkeys((peer, *by_class, *routes)):
            if network != IPv4Network(server):
                self._add(_Route(network, self._device))

    def widen(self, network: IPv4Network) -> None:
        """Route one more network into the tunnel. Raises ConfigError when the kernel refuses."""
        self._add(_Route(network, self._device))

    def restore(self) -> None:
        """Take back every route added, the last one first, whatever becomes of the others."""
        while self._added:
            route = self._added.pop()
            with suppress(ConfigError):
                self._table.remove_route(route.network, route.device, route.via, route.metric)

    def _share(self, network: IPv4Network) -> None:
        """One route for all calls of the device, gone with the device."""
        if network not in self._shared:
            self._table.add_route(network, self._device)
            self._shared.add(network)

    def _pin(self, server: IPv4Address) -> None:
        """Keep the present way to the server, so that the tunnel never carries itself."""
        way = self._table.route_to(server)
        if way is not None:
            self._add(_Route(IPv4Network(server), way.device, way.via, self._metric))

    def _add(self, route: _Route) -> None:
        self._table.add_route(route.network, route.device, route.via, route.metric)
        self._added.append(route)


def inner_networks(
    routing: Routing,
    local: IPv4Address,
    remote: IPv4Address,
    routes: tuple[IPv4Network, ...] = (),
) -> tuple[IPv4Network, ...]:
    """The destinations that are this connection's, among all that share the device."""
    match routing:
        case Routing.DEFAULT:
            return (EVERYTHING,)
        case Routing.SPLIT:
            return (IPv4Network(remote), classful(local), *routes)
        case Routing.SOURCE:
            return (IPv4Network(remote),)


@dataclass(frozen=True, slots=True)
class _Route:
    network: IPv4Network
    device: str
    via: IPv4Address | None = None
    metric: int | None = None


EVERYTHING = IPv4Network("0.0.0.0/0")
HALVES = (IPv4Network("0.0.0.0/1"), IPv4Network("128.0.0.0/1"))
