"""Inner destination to session: IPv4 longest-prefix match. Knows nothing of what it finds."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network
from typing import Generic, TypeVar

Target = TypeVar("Target")


class RoutingTable(Generic[Target]):
    """The newest route to a network wins; a target takes only its own routes away with it."""

    def __init__(self) -> None:
        self._tables: dict[int, dict[int, Target]] = {}
        self._longest_first: list[tuple[int, dict[int, Target]]] = []

    def add(self, networks: Iterable[IPv4Network], target: Target) -> None:
        for network in networks:
            shift = 32 - network.prefixlen
            table = self._tables.setdefault(shift, {})
            table[int(network.network_address) >> shift] = target
        self._longest_first = sorted(self._tables.items(), key=lambda item: item[0])

    def remove(self, networks: Iterable[IPv4Network], target: Target) -> None:
        for network in networks:
            shift = 32 - network.prefixlen
            prefix = int(network.network_address) >> shift
            table = self._tables.get(shift, {})
            if table.get(prefix) is target:
                del table[prefix]
            if not table:
                self._tables.pop(shift, None)
        self._longest_first = sorted(self._tables.items(), key=lambda item: item[0])

    def lookup(self, address: int) -> Target | None:
        """The target for an address given as its 32 bits."""
        for shift, table in self._longest_first:
            target = table.get(address >> shift)
            if target is not None:
                return target
        return None
