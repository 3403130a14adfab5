"""Records of what the server itself does: tunnels, virtual-access interfaces, addresses."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address

from vpdn.machine import Trace


@dataclass(frozen=True, slots=True)
class ConnectionAccepted(Trace):
    """A TCP connection to port 1723 was taken."""

    address: IPv4Address
    port: int


@dataclass(frozen=True, slots=True)
class VaccessRequested(Trace):
    """A session asks for its virtual-access interface."""


@dataclass(frozen=True, slots=True)
class VaccessCreated(Trace):
    """The interface exists, cloned from `template`."""

    template: int


@dataclass(frozen=True, slots=True)
class VaccessBound(Trace):
    """The session has its interface; the call is answered."""

    tunnel_id: int
    session_id: int


@dataclass(frozen=True, slots=True)
class InterfaceChanged(Trace):
    """The interface (not its line protocol) went up or down."""

    up: bool


@dataclass(frozen=True, slots=True)
class LineProtocolChanged(Trace):
    up: bool


@dataclass(frozen=True, slots=True)
class AddressAssigned(Trace):
    address: IPv4Address


@dataclass(frozen=True, slots=True)
class PoolExhausted(Trace):
    pool: str


@dataclass(frozen=True, slots=True)
class RouteInstalled(Trace):
    address: IPv4Address


@dataclass(frozen=True, slots=True)
class RouteRemoved(Trace):
    address: IPv4Address


@dataclass(frozen=True, slots=True)
class RouteRefused(Trace):
    """The machine would not install, or not remove, the route to a peer; `reason` is its word."""

    address: IPv4Address
    reason: str


@dataclass(frozen=True, slots=True)
class InterfaceLineRefused(Trace):
    """A line that AAA gave for the call's interface was not taken, for `reason`."""

    line: str
    reason: str


@dataclass(frozen=True, slots=True)
class SessionDestroyed(Trace):
    """`by_peer`: the peer cleared the call; else our side ended it. `result` and `error` are the
    wire's codes, RFC 2637 section 2.13, 0 where there are none."""

    tunnel_id: int
    session_id: int
    by_peer: bool
    result: int = 0
    error: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class VaccessReleased(Trace):
    """The interface is unbound from its session."""

    by_peer: bool


@dataclass(frozen=True, slots=True)
class LimitReached(Trace):
    """A connection or call was turned away before authentication; `limit` names the rule."""

    limit: str
    address: IPv4Address


@dataclass(frozen=True, slots=True)
class UserLimitReached(Trace):
    """A user with the right password may have no more than `limit`, "2 calls", and has them. The
    call of Virtual-Access interface `replaced` makes room for this one; without it, this one is
    turned away."""

    limit: str
    replaced: int | None = None


@dataclass(frozen=True, slots=True)
class DatapathReplaced(Trace):
    """`datapath` carries packets instead of the one that was wanted, for `reason`."""

    datapath: str
    reason: str


@dataclass(frozen=True, slots=True)
class DeviceDown(Trace):
    """Somebody took the TUN device down: no packet passes until it is up."""

    device: str


@dataclass(frozen=True, slots=True)
class DeviceUp(Trace):
    """It is up again, and has the `routes` to callers that the kernel had forgotten; or it was
    deleted and made `anew`."""

    device: str
    routes: int
    anew: bool = False


@dataclass(frozen=True, slots=True)
class DeviceRefused(Trace):
    """It cannot be what it was, for `reason`."""

    device: str
    reason: str


@dataclass(frozen=True, slots=True)
class TranslationRefused(Trace):
    """The machine does not translate addresses as configured; `reason` is its word."""

    reason: str
