"""What a program left that was killed: routes of the kernel's table, name servers of resolvconf.

Its device took its own routes along. The others are known by their metrics: that of the way to the
server comes from the connection's socket, which one program has at a time, and the kill switch's
from its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Protocol
from zlib import crc32

from vpdn.client import kill_switch, resolver
from vpdn.client.kill_switch import Network

LEAST_METRIC = 1000


class MarkedTable(Protocol):
    """The kernel's table; `net.netlink.Netlink` is one. Refusals are ConfigError."""

    def marked(self, metric: int) -> Sequence[Network]:
        """The networks of this program's routes with that metric."""

    def unblock(self, network: Network, metric: int) -> bool: ...

    def remove_route(
        self,
        network: IPv4Network,
        device: str | None = None,
        via: IPv4Address | None = None,
        metric: int | None = None,
    ) -> None: ...


def metric_of(path: Path) -> int:
    """Of the way to the server, for the connection with this socket."""
    return LEAST_METRIC + crc32(bytes(path)) % (1 << 16)


def take_back(table: MarkedTable, path: Path) -> bool:
    """The way to the server, and name servers; False when there was no way."""
    resolver.forget(path.stem)
    return _remove(table, metric_of(path))


def open_ways(table: MarkedTable, name: str) -> bool:
    """The kill switch; False when there was none."""
    return _remove(table, kill_switch.metric_of(name))


def _remove(table: MarkedTable, metric: int) -> bool:
    networks = table.marked(metric)
    for network in networks:
        if not table.unblock(network, metric) and isinstance(network, IPv4Network):
            table.remove_route(network, metric=metric)
    return bool(networks)
