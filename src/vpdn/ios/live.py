"""What commands may do to the live server, one protocol a concern; `router.Server` has them all."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address
from typing import Protocol

from vpdn.nas.clearing import Lease
from vpdn.nas.nat_snapshot import NatSnapshot
from vpdn.nas.traffic import Traffic


class Clearing(Protocol):
    """As `nas.clearing` has it."""

    def tunnel(self, tunnel_id: int) -> bool: ...

    def session(self, local_id: int) -> bool: ...

    def counters(self, interfaces: Mapping[str, Traffic]) -> None: ...

    def vpdn_counters(self) -> None: ...

    def failures(self) -> None: ...

    def radius_counters(self, address: IPv4Address | None = None) -> bool: ...

    def access_list_counters(self, name: str | None = None) -> bool: ...

    def address(self, address: IPv4Address) -> Lease: ...

    def pool(self, name: str | None = None) -> frozenset[IPv4Address]: ...


class Captures(Protocol):
    """As `nas.captures` has it; every verb raises ConfigError when it cannot be."""

    def define(self, name: str, interface: int, way: str, *, wire: bool) -> None: ...

    def start(self, name: str) -> None: ...

    def stop(self, name: str) -> None: ...

    def remove(self, name: str) -> None: ...

    def clear(self, name: str) -> None: ...

    def file(self, name: str) -> bytes: ...


class Translation(Protocol):
    """As `nas.translation` has it."""

    @property
    def standing(self) -> bool: ...

    def snapshot(self) -> NatSnapshot: ...

    async def clear(self) -> None: ...
