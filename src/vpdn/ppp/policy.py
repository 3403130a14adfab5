"""Between the negotiation engine and its neighbours: what a policy answers it, what it says up.

A policy is what one protocol wants and grants (RFC 1661 sections 4 to 6); it knows no states,
timers or identifiers. The layer signals are RFC 1661 section 4.4's, for the engine's owner.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from vpdn.machine import Trace
from vpdn.ppp.fsm import State
from vpdn.ppp.outputs import LinkOutput
from vpdn.wire.cp import Option, Packet

Options = tuple[Option, ...]

# --- what a policy answers ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ack:
    notes: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class Nak:
    """`options` are the values we would take, also of options the peer left out."""

    options: Options
    notes: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class Reject:
    options: Options
    notes: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """The answer has to be waited for: keep the request until `Negotiation.resume`."""

    outputs: tuple[LinkOutput, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """The protocol cannot come up this way. `error` is a Windows error number, or 0."""

    reason: str
    error: int = 0


Judgement = Ack | Nak | Reject | Ask | Refusal


class Policy(Protocol):
    """What one protocol wants, and what it grants."""

    def request(self) -> Options:
        """The options of our next Configure-Request, in order."""

    def judge(self, asked: Options) -> Judgement:
        """The whole of the peer's list at once: rejects only, else naks only, else an ack."""

    def naked(self, hints: Options) -> Refusal | None:
        """The peer would take these values of what we asked."""

    def rejected(self, options: Options) -> Refusal | None:
        """The peer does not do these options of our last request: ask no more for them."""


# --- what the engine tells its owner, beside LinkOutput --------------------------------------


@dataclass(frozen=True, slots=True)
class LayerUp:
    pass


@dataclass(frozen=True, slots=True)
class LayerDown:
    pass


@dataclass(frozen=True, slots=True)
class LayerFinished:
    """The protocol has come to rest, out of the state `was`; nothing more is sent for it."""

    was: State


@dataclass(frozen=True, slots=True)
class LayerFailed:
    """The policy refused: close what has to be closed."""

    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Received:
    """A packet beyond RFC 1661's negotiation (echo, identification, reset …)."""

    packet: Packet


LayerOutput = LinkOutput | LayerUp | LayerDown | LayerFinished | LayerFailed | Received


@dataclass(frozen=True, slots=True)
class EndLink:
    """Said to the link by its parts: it cannot go on. `error` is a Windows error number, or 0."""

    reason: str
    error: int = 0
