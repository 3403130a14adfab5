"""The router's routes as it knows them: its interfaces' networks, its peers, its static routes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from vpdn.ios.interfaces import ports
from vpdn.nas.config import RouterConfig
from vpdn.nas.snapshot import ServerSnapshot

DEFAULT = IPv4Network("0.0.0.0/0")


@dataclass(frozen=True, slots=True)
class Route:
    """`code` is C or S; a static route has a `gateway` or an `interface`, or both."""

    code: str
    network: IPv4Network
    gateway: IPv4Address | None = None
    interface: str = ""
    distance: int = 0


def routes(config: RouterConfig, server: ServerSnapshot) -> list[Route]:
    """Those in use, by network, the shorter prefix first."""
    return sorted(
        [*_connected(config, server), *_static(config)],
        key=lambda route: (route.network.network_address, route.network.prefixlen),
    )


def best(table: Iterable[Route], address: IPv4Address) -> Route | None:
    """The longest prefix that covers `address`."""
    covering = [route for route in table if address in route.network]
    return max(covering, key=lambda route: route.network.prefixlen, default=None)


def _connected(config: RouterConfig, server: ServerSnapshot) -> Iterable[Route]:
    for port in ports(config, server):
        if port.device is not None and port.network is not None and port.protocol_up:
            yield Route("C", port.network.network, interface=port.name)
        elif port.session is not None and port.session.peer_address is not None:
            yield Route("C", IPv4Network(port.session.peer_address), interface=port.name)


def _static(config: RouterConfig) -> Iterable[Route]:
    for one in config.best_routes:
        yield Route("S", one.network, one.gateway, one.interface or "", one.distance)
