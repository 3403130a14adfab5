"""Link control: LCP's automaton with everything LCP does beside negotiating.

Passive open and its wait, the delayed first request of some clients, keepalive, loop detection
in echoes, Identification, Protocol-Reject both ways (RFC 1661 sections 5.7 to 5.9, RFC 1570
section 2). Does not know what comes up after LCP, nor why the link is to be closed.
"""

from __future__ import annotations

from dataclasses import dataclass

from vpdn.machine import Entropy, earliest
from vpdn.ppp.fsm import State
from vpdn.ppp.keepalive import Keepalive
from vpdn.ppp.lcp import LcpPolicy
from vpdn.ppp.negotiation import MAXIMUM_REJECT, Negotiation
from vpdn.ppp.outputs import LinkOutput, LinkUp
from vpdn.ppp.policy import (
    EndLink,
    LayerDown,
    LayerFailed,
    LayerFinished,
    LayerOutput,
    LayerUp,
    Received,
)
from vpdn.ppp.settings import LinkSettings
from vpdn.ppp.timing import Identifiers
from vpdn.ppp.trace import (
    ControlPacket,
    Direction,
    EchoAnswered,
    Establishing,
    KeepaliveLost,
    LoopDetected,
    StateChanged,
    TimedOut,
)
from vpdn.wire import cp, lcp
from vpdn.wire.ppp import Protocol

ERROR_NO_RESPONSE = 721


@dataclass(frozen=True, slots=True)
class ProtocolRejected:
    """The peer does not do this protocol."""

    protocol: int


ControlOutput = LinkOutput | LayerUp | LayerDown | LayerFinished | EndLink | ProtocolRejected


class LinkControl:
    __slots__ = (
        "_identifiers",
        "_keepalive",
        "_lcp",
        "_listening",
        "_settings",
        "policy",
        "terminated_by_peer",
    )

    def __init__(self, settings: LinkSettings, identifiers: Identifiers, entropy: Entropy) -> None:
        self.policy = LcpPolicy(settings, entropy)
        self.terminated_by_peer: cp.TerminateRequest | None = None
        self._settings = settings
        self._identifiers = identifiers
        self._listening: float | None = None
        self._keepalive = Keepalive(settings.keepalive, settings.keepalive_retries)
        state = State.STOPPED if settings.passive else State.INITIAL
        self._lcp = Negotiation(
            Protocol.LCP, lcp.decode, self.policy, identifiers, settings.counters, state
        )

    @property
    def state(self) -> State:
        return self._lcp.state

    @property
    def deadline(self) -> float | None:
        return earliest(self._lcp.deadline, self._listening, self._keepalive.deadline)

    def up(self, now: float) -> list[ControlOutput]:
        if self._settings.passive:
            self._listening = now + self._settings.lcp_delay
            return [Establishing(passive=True), StateChanged(Protocol.LCP, State.STOPPED)]
        self._lcp.quiet_until = now + self._settings.personality.request_delay
        started = [*self._lcp.open(now), *self._lcp.up(now)]
        return [Establishing(passive=False), *self.policy.grant(), *self._noted(started, now)]

    def down(self, now: float) -> list[ControlOutput]:
        self._listening = None
        return self._noted(self._lcp.down(now), now)

    def close(self, error: int, now: float) -> list[ControlOutput]:
        """`error` is the Windows error number some peers are told."""
        self._listening = None
        mark = self._settings.personality.terminate_mark
        if mark is not None:
            magic = self.policy.magic.to_bytes(4, "big")
            self._lcp.terminate_data = magic + mark + error.to_bytes(4, "big")
        return self._noted(self._lcp.close(now), now)

    def receive(self, data: bytes, now: float) -> list[ControlOutput]:
        outputs = self._noted(self._lcp.receive(data, now), now)
        if self._lcp.state is not State.STOPPED:
            self._listening = None
        return outputs

    def tick(self, now: float) -> list[ControlOutput]:
        outputs = [*self._end_listening(now), *self._noted(self._lcp.tick(now), now)]
        match self._keepalive.tick(self.policy.magic, now):
            case lcp.EchoRequest() as request:
                outputs += self._lcp.send(request)
            case KeepaliveLost() as lost:
                outputs += [lost, EndLink("keepalives had no answer", ERROR_NO_RESPONSE)]
        return outputs

    def reject_protocol(self, protocol: int, information: bytes) -> list[LinkOutput]:
        """RFC 1661 section 5.7: only while LCP is open."""
        if self._lcp.state is not State.OPENED:
            return []
        identifier = self._identifiers.take()
        reject = lcp.ProtocolReject(identifier, protocol, information[:MAXIMUM_REJECT])
        return self._lcp.send(reject)

    def _end_listening(self, now: float) -> list[ControlOutput]:
        if self._listening is None or now < self._listening:
            return []
        self._listening = None
        timed_out = TimedOut(Protocol.LCP, self._lcp.state)
        return [timed_out, *self.policy.grant(), *self._noted(self._lcp.restart(now), now)]

    def _noted(self, outputs: list[LayerOutput], now: float) -> list[ControlOutput]:
        """Add to the engine's outputs what LCP does beside negotiating."""
        noted: list[ControlOutput] = []
        for output in outputs:
            match output:
                case LayerUp():
                    noted += self._opened(now)
                case LayerDown():
                    self._keepalive.stop()
                    noted.append(output)
                case LayerFailed(refusal):
                    noted.append(EndLink(refusal.reason, refusal.error))
                case Received(packet):
                    noted += self._received(packet)
                case ControlPacket(Direction.IN, packet=cp.TerminateRequest() as request):
                    self.terminated_by_peer = request
                    noted.append(output)
                case _:
                    noted.append(output)
        return noted

    def _opened(self, now: float) -> list[ControlOutput]:
        policy = self.policy
        self._keepalive.start(now)
        outputs: list[ControlOutput] = [LinkUp(policy.peer_mru, policy.peer_pfc, policy.peer_acfc)]
        for text in self._settings.personality.identification:
            identifier = self._identifiers.take()
            outputs += self._lcp.send(lcp.Identification(identifier, policy.magic, text))
        return [*outputs, LayerUp()]

    def _received(self, packet: cp.Packet) -> list[ControlOutput]:
        match packet:
            case lcp.ProtocolReject():
                return [ProtocolRejected(packet.protocol)]
            case lcp.EchoRequest() if self._lcp.state is State.OPENED:
                return self._answer_echo(packet)
            case lcp.EchoReply() if self._lcp.state is State.OPENED:
                return [self._echo_answered(packet)]
        return []

    def _answer_echo(self, request: lcp.EchoRequest) -> list[ControlOutput]:
        if self._is_ours(request.magic):
            return [LoopDetected(request.magic)]
        reply = lcp.EchoReply(request.identifier, self.policy.magic, request.data)
        return [*self._lcp.send(reply)]

    def _echo_answered(self, reply: lcp.EchoReply) -> EchoAnswered | LoopDetected:
        """A reply with our own number is our request come back, not the peer."""
        if self._is_ours(reply.magic):
            return LoopDetected(reply.magic)
        return self._keepalive.answered(reply)

    def _is_ours(self, magic: int) -> bool:
        return magic != 0 and magic == self.policy.magic
