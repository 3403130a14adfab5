"""What commands may do to the live server, one protocol a concern; `router.Server` has them all."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address
from typing import Protocol

from vpdn.nas.clearing import Lease
from vpdn.nas.snapshot import Traffic


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
