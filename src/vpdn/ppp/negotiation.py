"""The negotiation engine: RFC 1661 sections 4 and 5 for LCP and every NCP.

`vpdn.ppp.fsm` says which actions an event asks for; here they are carried out: packets,
identifiers, the restart timer, Max-Configure, Max-Terminate and Max-Failure. What is asked for
and what is granted is a small `Policy` of each protocol. The engine does not know any option,
and it does not decide what a protocol's opening or ending means to the link: it says
`LayerUp`, `LayerDown`, `LayerFinished` and `LayerFailed` to its owner, among its other outputs.
"""

from __future__ import annotations

from collections.abc import Callable

from vpdn.errors import DecodeError
from vpdn.ppp.convergence import Answer, Convergence, valid_refusal
from vpdn.ppp.fsm import Action, Event, State, step
from vpdn.ppp.outputs import LinkOutput, Send
from vpdn.ppp.policy import (
    Ask,
    LayerDown,
    LayerFailed,
    LayerFinished,
    LayerOutput,
    LayerUp,
    Policy,
    Received,
    Refusal,
)
from vpdn.ppp.timing import Counters, Identifiers
from vpdn.ppp.trace import ControlPacket, Direction, FrameMalformed, StateChanged, TimedOut
from vpdn.wire import cp
from vpdn.wire.ppp import Frame, Protocol

MAXIMUM_REJECT = 122
"""Octets of a packet that are sent back in a Code-Reject or Protocol-Reject: with the six before
them they must fit the peer's MRU (RFC 1661 sections 5.6 and 5.7), and LCP grants none below 128."""


Decoder = Callable[[bytes], cp.Packet]


class Negotiation:
    """One protocol's automaton.

    `state` STOPPED at the start is a passive open (RFC 1661 section 4.2): wait for the peer.
    An end that is not ready yet makes no Configure-Request before `quiet_until`; the peer's
    packets are answered all the same.
    """

    __slots__ = (
        "_convergence",
        "_counters",
        "_decode",
        "_identifiers",
        "_kept",
        "_outstanding",
        "_policy",
        "_restarts",
        "deadline",
        "protocol",
        "quiet_until",
        "state",
        "terminate_data",
    )

    def __init__(
        self,
        protocol: Protocol,
        decode: Decoder,
        policy: Policy,
        identifiers: Identifiers,
        counters: Counters,
        state: State = State.INITIAL,
    ) -> None:
        self.protocol = protocol
        self.state = state
        self.deadline: float | None = None
        self.terminate_data = b""
        self.quiet_until = 0.0
        self._decode = decode
        self._policy = policy
        self._convergence = Convergence(policy, counters.max_failure)
        self._identifiers = identifiers
        self._counters = counters
        self._restarts = 0
        self._outstanding: cp.ConfigureRequest | None = None
        self._kept: cp.ConfigureRequest | None = None

    # --- events from above and below ---

    def up(self, now: float) -> list[LayerOutput]:
        return self._event(Event.UP, now)

    def down(self, now: float) -> list[LayerOutput]:
        """The lower layer is gone; nothing happens when it was never there."""
        if self.state in _WITHOUT_LOWER_LAYER:
            return []
        return self._event(Event.DOWN, now)

    def open(self, now: float) -> list[LayerOutput]:
        return self._event(Event.OPEN, now)

    def close(self, now: float) -> list[LayerOutput]:
        return self._event(Event.CLOSE, now)

    def abandon(self, now: float) -> list[LayerOutput]:
        """Come to rest without a word to the peer."""
        return [*self.down(now), *self.close(now)]

    def restart(self, now: float) -> list[LayerOutput]:
        """The restart option of the Open event: negotiate from the beginning."""
        before = self.state
        done = [] if before in _WITHOUT_LOWER_LAYER else self._event(Event.DOWN, now)
        return [*done, *self._event(Event.UP, now, shown=before)]

    def resume(self, now: float) -> list[LayerOutput]:
        """What a kept request waited for is there: judge it again."""
        if self._kept is None:
            return []
        return self._judge(self._kept, now)

    def tick(self, now: float) -> list[LayerOutput]:
        if self.deadline is None or now < self.deadline:
            return []
        self.deadline = None
        event = Event.TO_PLUS if self._restarts > 0 else Event.TO_MINUS
        return [TimedOut(self.protocol, self.state), *self._event(event, now)]

    # --- packets ---

    def receive(self, data: bytes, now: float) -> list[LayerOutput]:
        try:
            packet = self._decode(data)
        except DecodeError as error:
            return [FrameMalformed(self.protocol, error.reason, error.offset)]
        trace = ControlPacket(Direction.IN, self.protocol, self.state, packet)
        if self.state in _WITHOUT_LOWER_LAYER:
            return [trace]
        return [trace, *self._received(packet, now)]

    def send(self, packet: cp.Packet, shown: State | None = None) -> list[LinkOutput]:
        """Put a packet on the link, with its trace before it."""
        state = shown or self.state
        return [
            ControlPacket(Direction.OUT, self.protocol, state, packet),
            Send(Frame(self.protocol, packet.encode())),
        ]

    def _received(self, packet: cp.Packet, now: float) -> list[LayerOutput]:
        match packet:
            case cp.ConfigureRequest():
                return self._judge(packet, now)
            case cp.ConfigureAck():
                return self._acked(packet, now)
            case cp.ConfigureNak() | cp.ConfigureReject():
                return self._refused(packet, now)
            case cp.TerminateRequest():
                return self._event(Event.RTR, now, packet)
            case cp.TerminateAck():
                return self._event(Event.RTA, now, packet)
            case cp.CodeReject():
                return self._code_rejected(packet, now)
            case cp.UnknownCode():
                return self._event(Event.RUC, now, packet)
            case _:
                return [Received(packet)]

    def _judge(self, packet: cp.ConfigureRequest, now: float) -> list[LayerOutput]:
        self._kept = None
        if self.state not in _JUDGING:
            return self._event(Event.RCR_PLUS, now, packet)
        answer = self._convergence.answer(packet)
        match answer:
            case Ask(outputs):
                self._kept = packet
                return list(outputs)
            case Refusal():
                return [LayerFailed(answer)]
            case Answer(packet=reply, notes=notes):
                granted = isinstance(reply, cp.ConfigureAck)
                event = Event.RCR_PLUS if granted else Event.RCR_MINUS
                return [*notes, *self._event(event, now, reply)]

    def _acked(self, packet: cp.ConfigureAck, now: float) -> list[LayerOutput]:
        """Anything but an exact echo of our outstanding request is silently discarded."""
        if self.state in _REQUESTING:
            asked = self._asked(packet.identifier)
            if asked is None or packet.options != asked.options:
                return []
            self._outstanding = None
            self._convergence.acked()
        return self._event(Event.RCA, now, packet)

    def _refused(
        self, packet: cp.ConfigureNak | cp.ConfigureReject, now: float
    ) -> list[LayerOutput]:
        if self.state in _REQUESTING:
            asked = self._asked(packet.identifier)
            if asked is None or not valid_refusal(packet, asked):
                return []
            self._outstanding = None
            refusal = self._convergence.refused(packet, asked)
            if refusal is not None:
                return [LayerFailed(refusal)]
        return self._event(Event.RCN, now, packet)

    def _asked(self, identifier: int) -> cp.ConfigureRequest | None:
        """Our outstanding request, when this is its identifier."""
        asked = self._outstanding
        return asked if asked is not None and asked.identifier == identifier else None

    def _code_rejected(self, packet: cp.CodeReject, now: float) -> list[LayerOutput]:
        """Rejecting one of RFC 1661's basic seven codes is catastrophic."""
        basic = packet.rejected[:1] and packet.rejected[0] <= cp.Code.CODE_REJECT
        return self._event(Event.RXJ_MINUS if basic else Event.RXJ_PLUS, now, packet)

    # --- the automaton ---

    def _event(
        self,
        event: Event,
        now: float,
        packet: cp.Packet | None = None,
        shown: State | None = None,
    ) -> list[LayerOutput]:
        before = shown or self.state
        actions, self.state = step(self.state, event)
        if self.state not in _NEGOTIABLE:
            self._kept = None
        outputs: list[LayerOutput] = []
        for action in actions:
            outputs += self._act(action, packet, before, now)
        if self.state not in _TIMED:
            self.deadline = None
        return outputs

    def _act(
        self, action: Action, packet: cp.Packet | None, before: State, now: float
    ) -> list[LayerOutput]:
        match action:
            case Action.THIS_LAYER_UP:
                return [StateChanged(self.protocol, State.OPENED), LayerUp()]
            case Action.THIS_LAYER_DOWN:
                return [LayerDown()]
            case Action.THIS_LAYER_FINISHED:
                return [LayerFinished(before)]
            case Action.THIS_LAYER_STARTED | Action.SEND_ECHO_REPLY:
                return []
            case Action.INITIALIZE_RESTART_COUNT:
                closing = self.state in _ENDING
                limits = self._counters
                self._restarts = limits.max_terminate if closing else limits.max_configure
                return []
            case Action.ZERO_RESTART_COUNT:
                self._restarts = 0
                self.deadline = now + self._counters.restart
                return []
            case Action.SEND_CONFIGURE_REQUEST:
                return self._send_request(before, now)
            case Action.SEND_TERMINATE_REQUEST:
                self._timed(now)
                request = cp.TerminateRequest(self._identifiers.take(), self.terminate_data)
                return [*self.send(request, before)]
            case _:
                return [*self._reply(action, packet, before)]

    def _reply(self, action: Action, packet: cp.Packet | None, before: State) -> list[LinkOutput]:
        assert packet is not None, "only a received packet is answered"
        match action:
            case Action.SEND_TERMINATE_ACK:
                return self.send(cp.TerminateAck(packet.identifier), before)
            case Action.SEND_CODE_REJECT:
                rejected = packet.encode()[:MAXIMUM_REJECT]
                return self.send(cp.CodeReject(self._identifiers.take(), rejected), before)
            case _:
                return self.send(packet, before)

    def _send_request(self, before: State, now: float) -> list[LayerOutput]:
        if now < self.quiet_until:
            self.deadline = self.quiet_until
            return []
        self._timed(now)
        self._outstanding = cp.ConfigureRequest(self._identifiers.take(), self._policy.request())
        return [*self.send(self._outstanding, before)]

    def _timed(self, now: float) -> None:
        self._restarts -= 1
        self.deadline = now + self._counters.restart


_WITHOUT_LOWER_LAYER = frozenset({State.INITIAL, State.STARTING})
_ENDING = frozenset({State.CLOSING, State.STOPPING})
_REQUESTING = frozenset({State.REQ_SENT, State.ACK_RCVD, State.ACK_SENT, State.OPENED})
_NEGOTIABLE = _REQUESTING | {State.STOPPED}
_JUDGING = _NEGOTIABLE
_TIMED = frozenset({State.REQ_SENT, State.ACK_RCVD, State.ACK_SENT}) | _ENDING
