"""Routes of the kernel's table that are known by their metric, whichever program made them."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network
from typing import Protocol

from vpdn.client.routes import RouteTable

Network = IPv4Network | IPv6Network


class Mark(Protocol):
    """One of them; what is sent to a network that `refuses` is refused."""

    @property
    def network(self) -> Network: ...

    @property
    def refuses(self) -> bool: ...


class MarkedTable(RouteTable, Protocol):
    """The kernel's table; `net.netlink.Netlink` is one. Refusals are ConfigError."""

    def marked(self, metric: int) -> Sequence[Mark]: ...

    def unblock(self, network: Network, metric: int) -> bool:
        """False when it was not blocked."""


def unmark(table: MarkedTable, metric: int, *, refusals: bool = True) -> bool:
    """Take them back, those that refuse too unless they are to stay; False when there were none."""
    marked = table.marked(metric)
    for one in marked:
        if not one.refuses and isinstance(one.network, IPv4Network):
            table.remove_route(one.network, metric=metric)
        elif refusals:
            table.unblock(one.network, metric)
    return bool(marked)
