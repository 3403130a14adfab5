"""Nothing goes by another way what is meant for the tunnel, whether the tunnel stands or not.

Every network that is the tunnel's is refused by a route whose metric is higher than that of the
tunnel's own: it counts as soon as the device is gone. IPv6, of which a tunnel carries none, is
refused as a whole when all of IPv4 is the tunnel's. Only the server keeps its way. Networks this
machine is on itself have longer prefixes, and stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Network
from typing import Protocol
from zlib import crc32

from vpdn.client import errors
from vpdn.client.errors import DialError
from vpdn.client.marks import MarkedTable, Network, unmark
from vpdn.client.routes import HALVES, Way
from vpdn.errors import ConfigError


class BlockTable(MarkedTable, Protocol):
    """The kernel's table; `net.netlink.Netlink` is one. Refusals are ConfigError."""

    def block(self, network: Network, metric: int) -> None: ...

    def route_beside(self, address: IPv4Address, metric: int) -> Way | None:
        """The way to it if the routes of this metric were not there."""


class KillSwitch:
    """`key` is the connection's own: the routes of a program that was killed are known by it, so
    that the next one with that key takes them over or takes them back."""

    def __init__(self, table: BlockTable, key: str, networks: tuple[Network, ...] = ()) -> None:
        self._table = table
        self._networks = networks
        self._metric = LEAST_METRIC + crc32(key.encode()) % (1 << 30)

    def engage(self, server: IPv4Address) -> None:
        """Keep the present way to the server, and refuse all others. Once more, when the machine
        has moved, it is the way of its new place, and all else stays closed. Raises DialError when
        there is no way, ConfigError."""
        way = self._table.route_beside(server, self._metric) or self._table.route_to(server)
        if way is None:
            raise DialError(errors.VPN_FAILED, f"there is no route to {server}")
        unmark(self._table, self._metric, refusals=False)
        try:
            self._table.add_route(IPv4Network(server), way.device, way.via, self._metric)
        except ConfigError as error:
            # The way is gone again, as happens while a machine moves.
            raise DialError(errors.VPN_FAILED, error.reason) from error
        self.widen(self._networks)

    def widen(self, networks: Iterable[Network]) -> None:
        """Refuse these too, from now on to the end. Raises ConfigError."""
        for network in networks:
            self._table.block(network, self._metric)

    def lift(self) -> bool:
        """Take all of it back, also of one that was killed; False when there was nothing."""
        return unmark(self._table, self._metric)


def protected(everything: bool, routes: tuple[IPv4Network, ...]) -> tuple[Network, ...]:
    """The networks that must not go another way, as far as they are known before dialling."""
    return (*HALVES, *HALVES_OF_IPV6) if everything else routes


HALVES_OF_IPV6 = (IPv6Network("::/1"), IPv6Network("8000::/1"))
LEAST_METRIC = 100_000
"""Above those of `host`, so that no connection takes another's for its own."""
