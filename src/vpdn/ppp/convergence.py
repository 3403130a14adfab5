"""Does a negotiation come to an end? A policy's answers under Max-Failure, RFC 1661 section 4.6.

Too many Naks without an Ack turn into Rejects, those we send and those we get. Knows packets,
but no states and no time.
"""

from __future__ import annotations

from dataclasses import dataclass

from vpdn.machine import Trace
from vpdn.ppp.policy import Ack, Ask, Nak, Options, Policy, Refusal, Reject
from vpdn.wire.cp import ConfigureAck, ConfigureNak, ConfigureReject, ConfigureRequest, RawOption

ERROR_NOT_CONVERGING = 732


@dataclass(frozen=True, slots=True)
class Answer:
    """The packet that answers a Configure-Request, and records to stand before it."""

    packet: ConfigureAck | ConfigureNak | ConfigureReject
    notes: tuple[Trace, ...]


class Convergence:
    __slots__ = (
        "_max_failure",
        "_naks_received",
        "_naks_sent",
        "_policy",
    )

    def __init__(self, policy: Policy, max_failure: int) -> None:
        self._policy = policy
        self._max_failure = max_failure
        self._naks_sent = 0
        self._naks_received = 0

    def answer(self, request: ConfigureRequest) -> Answer | Ask | Refusal:
        """What the peer's request gets."""
        judgement = self._policy.judge(request.options)
        match judgement:
            case Ack(notes):
                return self._ack(request, notes)
            case Nak(options, notes):
                return self._nak(request, options, notes)
            case Reject(options, notes):
                return Answer(ConfigureReject(request.identifier, options), notes)
            case _:
                return judgement

    def acked(self) -> None:
        """The peer took our request."""
        self._naks_received = 0

    def refused(
        self, packet: ConfigureNak | ConfigureReject, asked: ConfigureRequest
    ) -> Refusal | None:
        """The peer did not take `asked`: let the policy change its mind."""
        ours = _named(asked.options, packet.options)
        if isinstance(packet, ConfigureReject):
            return self._policy.rejected(ours)
        self._naks_received += 1
        if self._naks_received <= self._max_failure:
            return self._policy.naked(_well_formed(packet.options))
        if not ours:
            return Refusal("the negotiation does not converge", ERROR_NOT_CONVERGING)
        return self._policy.rejected(ours)

    def _ack(self, request: ConfigureRequest, notes: tuple[Trace, ...]) -> Answer:
        self._naks_sent = 0
        return Answer(ConfigureAck(request.identifier, request.options), notes)

    def _nak(self, request: ConfigureRequest, options: Options, notes: tuple[Trace, ...]) -> Answer:
        """One too many is a Reject of what the peer itself asked; of what it did not ask,
        nothing is left to say."""
        if self._naks_sent < self._max_failure:
            self._naks_sent += 1
            return Answer(ConfigureNak(request.identifier, options), notes)
        rejects = _named(request.options, options)
        if not rejects:
            return self._ack(request, notes)
        return Answer(ConfigureReject(request.identifier, rejects), notes)


def valid_refusal(packet: ConfigureNak | ConfigureReject, asked: ConfigureRequest) -> bool:
    """It names something; a Reject something we asked for, a Nak perhaps what we did not."""
    if isinstance(packet, ConfigureNak):
        return bool(packet.options)
    return bool(_named(asked.options, packet.options))


def _well_formed(hints: Options) -> Options:
    """Those that can be taken: what stayed raw is unknown to us, or of a wrong length."""
    return tuple(hint for hint in hints if not isinstance(hint, RawOption))


def _named(options: Options, names: Options) -> Options:
    """Those of `options` whose type is among `names`."""
    types = {option.type for option in names}
    return tuple(option for option in options if option.type in types)
