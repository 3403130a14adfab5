"""What a TACACS+ client is told: servers and how long to wait for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address

PORT = 49


@dataclass(frozen=True, slots=True)
class TacacsServer:
    """None for `timeout` or `key` means the global setting. `single_connection`: one TCP connection
    carries every session (RFC 8907 section 4.3)."""

    address: IPv4Address
    port: int = PORT
    timeout: int | None = None
    key: str | None = None
    single_connection: bool = False


@dataclass(frozen=True, slots=True)
class TacacsGroup:
    """`aaa group server tacacs+ NAME`: its servers in the order they are asked."""

    name: str
    servers: tuple[IPv4Address, ...] = ()


@dataclass(frozen=True, slots=True)
class TacacsSettings:
    """`timeout` in seconds; `source_interface` names the interface that requests come from."""

    servers: tuple[TacacsServer, ...] = ()
    key: str = ""
    timeout: int = 5
    groups: dict[str, TacacsGroup] = field(default_factory=dict)
    source_interface: str | None = None
