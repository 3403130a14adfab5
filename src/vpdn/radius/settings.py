"""What a RADIUS client is told: servers and how long to wait for them."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address

Endpoint = tuple[IPv4Address, int]
"""A server by its address and its port for authentication."""


@dataclass(frozen=True, slots=True)
class RadiusServer:
    """None for `timeout`, `retransmit` or `key` means the global setting.

    `require_message_authenticator` refuses replies without one, and sends one, since that is
    what makes servers answer with one. `send_message_authenticator` only sends it: servers that
    require it get it, and the frame grows by 18 octets.
    """

    address: IPv4Address
    auth_port: int = 1645
    acct_port: int = 1646
    timeout: int | None = None
    retransmit: int | None = None
    key: str | None = None
    require_message_authenticator: bool = False
    send_message_authenticator: bool = False
    name: str = ""
    """What `radius server NAME` calls it."""
    aliases: tuple[IPv4Address, ...] = ()
    """Other addresses that it may answer from."""


@dataclass(frozen=True, slots=True)
class RadiusSettings:
    """Seconds, counts; `deadtime` in minutes."""

    servers: tuple[RadiusServer, ...] = ()
    key: str = ""
    timeout: int = 5
    retransmit: int = 3
    deadtime: int = 0
