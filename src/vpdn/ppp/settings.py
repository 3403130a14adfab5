"""What one end of a link is told: data, the same for the router's end and the client's.

Defaults are the router's (IOS' values where it has one, else RFC 1661 section 4.6). What makes
an end look like a certain system is its `Personality`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address

from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.personality import ROUTER, Personality
from vpdn.ppp.timing import Counters

STRENGTHS = frozenset({40, 56, 128})
UNSPECIFIED = IPv4Address(0)


@dataclass(frozen=True, slots=True)
class MppePolicy:
    """MPPE as wanted here. `bits` are the strengths allowed; several are IOS' `auto`.

    `required`: no link without encryption. `passive`: take it when asked, do not ask.
    `stateful`: ask for stateful mode first; with `yields` the other mode is taken too, stateless
    from any peer and stateful from one that keeps to it.
    """

    bits: frozenset[int] = frozenset({40})
    required: bool = False
    passive: bool = False
    stateful: bool = False
    yields: bool = True


@dataclass(frozen=True, slots=True)
class Login:
    """How we let ourselves be authenticated: `accept` in order of preference."""

    user: bytes
    password: str
    accept: tuple[AuthMethod, ...] = (AuthMethod.MS_CHAP_V2, AuthMethod.MS_CHAP)
    timeout: float = 60.0
    """Seconds the other end may take to make up its mind."""
    asks: bool = False
    """Whether somebody can be asked for another name and password after a refusal."""


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """Times in seconds. Nothing is optional about a field that has no default."""

    name: bytes
    """Who we say we are in a CHAP Challenge."""
    authenticate: tuple[AuthMethod, ...] = ()
    """What we demand of the peer, in the order offered; empty: nothing."""
    login: Login | None = None
    mppe: MppePolicy | None = None
    local_address: IPv4Address = UNSPECIFIED
    """Ours; 0.0.0.0 asks the peer for one."""
    assigns_address: bool = True
    """The peer's address comes from `AddressNeeded`; else any it names is taken."""
    dns: tuple[IPv4Address, ...] = ()
    """Name servers the peer gets when it asks."""
    nbns: tuple[IPv4Address, ...] = ()
    authorize: bool = False
    """Ask leave (`AuthorizationNeeded`) before each stage."""
    passive: bool = False
    """Listen for the peer first, for `lcp_delay`."""
    lcp_delay: float = 2.0
    mru: int = 1500
    """What we ask the peer to keep to, when it is not PPP's own 1500."""
    authentication_timeout: float = 10.0
    max_bad_authentication: int = 1
    counters: Counters = field(default_factory=lambda: Counters(restart=2.0))
    keepalive: float = 10.0
    """Between Echo-Requests; 0 sends none."""
    keepalive_retries: int = 5
    personality: Personality = ROUTER
