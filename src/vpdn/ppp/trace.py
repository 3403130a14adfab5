"""Records of what happened inside a PPP link, in the terms of the RFCs.

Who wants words for them (a console, a web page) words them; nothing here is text for people
except where the protocol itself carried text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Address

from vpdn.machine import Trace
from vpdn.ppp.fsm import State
from vpdn.ppp.outputs import KeySource
from vpdn.wire.chap import Algorithm
from vpdn.wire.ppp import Protocol


class Direction(Enum):
    IN = "I"
    OUT = "O"


@dataclass(frozen=True, slots=True)
class Establishing(Trace):
    """The link starts. `passive`: it listens for the peer first."""

    passive: bool


@dataclass(frozen=True, slots=True)
class ControlPacket(Trace):
    """A packet of LCP or an NCP. `state` is the state before the packet had its effect.

    `packet` is one of the packet classes of `vpdn.wire.cp` or `vpdn.wire.lcp`.
    """

    direction: Direction
    protocol: Protocol
    state: State
    packet: object


@dataclass(frozen=True, slots=True)
class StateChanged(Trace):
    """A protocol reached Opened, Closed or Stopped, or (`passive`) began to listen."""

    protocol: Protocol
    state: State


@dataclass(frozen=True, slots=True)
class TimedOut(Trace):
    """The restart timer (or, in Stopped, the wait of a passive open) ran out in `state`."""

    protocol: Protocol
    state: State


@dataclass(frozen=True, slots=True)
class EchoAnswered(Trace):
    """A keepalive came back: the identifiers of the reply and of our last request."""

    received: int
    sent: int


@dataclass(frozen=True, slots=True)
class KeepaliveLost(Trace):
    """`missed` Echo-Requests in a row had no answer; LCP goes down."""

    missed: int


@dataclass(frozen=True, slots=True)
class LoopDetected(Trace):
    """The peer's Magic-Number is ours."""

    magic: int


@dataclass(frozen=True, slots=True)
class LcpGranted(Trace):
    """LCP may start (or may stop): nothing has to be asked for that."""


@dataclass(frozen=True, slots=True)
class AuthPacket(Trace):
    """A PAP, CHAP or MS-CHAP packet. `algorithm` is None for PAP; `packet` is of
    `vpdn.wire.pap` or `vpdn.wire.chap`; `length` is its Length field."""

    direction: Direction
    algorithm: Algorithm | None
    packet: object
    length: int


@dataclass(frozen=True, slots=True)
class AuthRefused(Trace):
    """Our verdict on the peer's credentials was no. `algorithm` is None for PAP; `error` is
    MS-CHAP's, whatever the method."""

    algorithm: Algorithm | None
    user: bytes
    reason: str
    error: int = 691


@dataclass(frozen=True, slots=True)
class AuthTimedOut(Trace):
    """No answer to our challenge; `attempt` counts from 1."""

    attempt: int


@dataclass(frozen=True, slots=True)
class MppeOptionsUnknown(Trace):
    """The peer's MPPE option offers more than one thing, or things we do not do: we Nak."""


@dataclass(frozen=True, slots=True)
class KeysGenerated(Trace):
    """MPPE keys were made from what the authentication gave."""

    source: KeySource


@dataclass(frozen=True, slots=True)
class MppeInitialized(Trace):
    bits: int
    stateful: bool


@dataclass(frozen=True, slots=True)
class KeysMissing(Trace):
    """MPPE was agreed on, but the authentication gave no keying material."""

    source: KeySource


@dataclass(frozen=True, slots=True)
class EncryptionMissing(Trace):
    """Encryption that has to be there is not: the link ends."""


@dataclass(frozen=True, slots=True)
class CcpChecked(Trace):
    """A CCP request was held against the authorization's `attributes`."""

    attributes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddressChecked(Trace):
    """An IPCP request was held against the authorization: the peer's address now, ours for it,
    and the attributes processed."""

    hers: IPv4Address
    ours: IPv4Address
    attributes: tuple[str, ...]
    pending: bool = False
    """True: the check goes on after an authorization; only its start is reported here."""
    resumed: bool = False
    """True: the rest of a check reported as pending."""


@dataclass(frozen=True, slots=True)
class PacketDiscarded(Trace):
    """A packet came for a protocol that cannot take it now (LCP is not open)."""

    protocol: Protocol


@dataclass(frozen=True, slots=True)
class FrameMalformed(Trace):
    """A frame could not be decoded; it was dropped and counted."""

    protocol: int | None
    reason: str
    offset: int
