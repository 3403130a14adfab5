"""Records of what a RADIUS client did: RFC 2865, 2866."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address

from vpdn.machine import Trace


@dataclass(frozen=True, slots=True)
class Transmitted(Trace):
    """The first transmission of a request, as it stands on the wire. `port` names the interface
    the request is about."""

    port: str
    server: IPv4Address
    server_port: int
    packet: bytes


@dataclass(frozen=True, slots=True)
class Retransmitted(Trace):
    identifier: int


@dataclass(frozen=True, slots=True)
class Received(Trace):
    server: IPv4Address
    server_port: int
    packet: bytes


@dataclass(frozen=True, slots=True)
class ReplyRefused(Trace):
    """A reply that cannot be believed: counted as no answer. `reason` says which check failed."""

    server: IPv4Address
    identifier: int
    reason: str


@dataclass(frozen=True, slots=True)
class ServersExhausted(Trace):
    """Every server of the group was tried."""


@dataclass(frozen=True, slots=True)
class TryingDead(Trace):
    """No live server is left: servers marked dead are tried again."""


@dataclass(frozen=True, slots=True)
class NoResponse(Trace):
    identifier: int


@dataclass(frozen=True, slots=True)
class ServerDead(Trace):
    server: IPv4Address
    auth_port: int
    acct_port: int


@dataclass(frozen=True, slots=True)
class ServerAlive(Trace):
    server: IPv4Address
    auth_port: int
    acct_port: int


@dataclass(frozen=True, slots=True)
class UnrecognizedVsa(Trace):
    """A vendor's attribute in an accept that this client does not use."""

    vendor: int
    type: int
