"""Records of what callers ask by DHCP, and what they are answered."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address

from vpdn.machine import Trace
from vpdn.wire.dhcp import Message


@dataclass(frozen=True, slots=True)
class DhcpReceived(Trace):
    """A message from a caller's `address`."""

    address: IPv4Address
    message: Message


@dataclass(frozen=True, slots=True)
class DhcpAnswered(Trace):
    """The DHCPACK to what was `asked`, as pool `pool` has it."""

    address: IPv4Address
    message: Message
    pool: str
    asked: Message


@dataclass(frozen=True, slots=True)
class DhcpDropped(Trace):
    """A datagram to the server's port that was not answered, for `reason`."""

    address: IPv4Address
    reason: str


@dataclass(frozen=True, slots=True)
class DhcpRefused(Trace):
    """The machine does not let the server listen; `reason` is its word."""

    reason: str
