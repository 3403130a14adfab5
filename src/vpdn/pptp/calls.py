"""All calls of one control connection: RFC 2637 sections 2.7 to 2.15 and 3.2.

Messages about calls come in, outputs go out. A call is found by our own Call ID where the
message carries it, else by the one the peer assigned; an id of nobody's moves nothing. The state
of the control connection is its owner's business.
"""

from __future__ import annotations

from collections.abc import Container

from vpdn.machine import Entropy
from vpdn.pptp import messages
from vpdn.pptp.call import Call, CallAction, Side
from vpdn.pptp.call_table import CallTable
from vpdn.pptp.messages import Codes, transmit
from vpdn.pptp.outputs import (
    CallConnected,
    CallEnded,
    CallEvent,
    CallRequested,
    CallState,
    EndCause,
    LinkInfo,
    MessageRefused,
    PptpOutput,
)
from vpdn.pptp.settings import ControlSettings
from vpdn.wire import pptp

CAUSES = {
    CallEvent.CLEAR_REQUEST: EndCause.CLEARED_BY_PEER,
    CallEvent.DISCONNECT_NOTIFY: EndCause.DISCONNECTED_BY_PEER,
    CallEvent.REPLY_BAD: EndCause.REFUSED_BY_PEER,
    CallEvent.CLOSE: EndCause.CLEARED_BY_US,
    CallEvent.TIMEOUT: EndCause.CLEARED_BY_US,
}

_NO_CODES: Codes = (0, 0, 0)


class Calls:
    """`taken` holds the call ids that other control connections have in use."""

    __slots__ = (
        "_calls",
        "_serial",
        "_settings",
    )

    def __init__(self, settings: ControlSettings, entropy: Entropy, taken: Container[int]) -> None:
        self._settings = settings
        self._calls = CallTable(entropy, taken, settings.first_call_id)
        self._serial = int.from_bytes(entropy(2), "big")

    def __len__(self) -> int:
        return len(self._calls)

    @property
    def deadline(self) -> float | None:
        return self._calls.deadline

    def states(self) -> dict[int, CallState]:
        """The state of every call, by our Call ID."""
        return self._calls.states()

    # --- what the owner wants ---------------------------------------------------------------

    def place(self, side: Side, now: float) -> list[PptpOutput]:
        """Ask the peer for a call, as its PNS or its PAC."""
        self._serial = (self._serial + 1) % 0x10000
        call = self._calls.add(side, self._serial, None)
        return self._step(call, CallEvent.OPEN, now)

    def answer(
        self, call_id: int, accepted: bool, now: float, codes: Codes | None
    ) -> list[PptpOutput]:
        """Our answer to a CallRequested; nothing when the peer has given the call up."""
        call = self._calls.get(call_id)
        if call is None:
            return []
        if accepted:
            return self._if_allowed(call, CallEvent.ANSWERED, now, codes or messages.ACCEPTED)
        return self._if_allowed(call, CallEvent.REFUSED, now, codes or messages.refusal(call.side))

    def clear(self, call_id: int, now: float, codes: Codes) -> list[PptpOutput]:
        """End a call; nothing when it is over or ending."""
        call = self._calls.get(call_id)
        if call is None:
            return []
        if call.state is CallState.WAIT_ANSWER:
            codes = messages.refusal(call.side)
        return self._if_allowed(call, CallEvent.CLOSE, now, codes)

    def set_link_info(self, call_id: int, send: int, receive: int) -> list[PptpOutput]:
        call = self._calls.get(call_id)
        if call is None or call.state is not CallState.ESTABLISHED or call.peer_call_id is None:
            return []
        return transmit(pptp.SetLinkInfo(call.peer_call_id, send, receive))

    def drop(self, cause: EndCause) -> list[PptpOutput]:
        """Forget every call: the control connection that carried them is gone or stopping."""
        return [CallEnded(call_id, cause) for call_id in self._calls.clear()]

    # --- time -------------------------------------------------------------------------------

    def tick(self, now: float) -> list[PptpOutput]:
        """Turn away the peer's calls that our owner did not answer in time."""
        outputs: list[PptpOutput] = []
        for call in self._calls.overdue(now):
            if call.allows(CallEvent.TIMEOUT):
                codes = messages.refusal(call.side, timed_out=True)
                outputs += self._step(call, CallEvent.TIMEOUT, now, codes)
        return outputs

    def stuck(self, now: float) -> bool:
        """The peer owes us a message for too long: section 3.2.1 gives the whole connection up."""
        return any(not call.allows(CallEvent.TIMEOUT) for call in self._calls.overdue(now))

    # --- what the peer says -----------------------------------------------------------------

    def receive(self, message: pptp.Message, now: float) -> list[PptpOutput]:
        """A message about a call."""
        match message:
            case pptp.OutgoingCallRequest() | pptp.IncomingCallRequest():
                return self._requested(message, now)
            case pptp.OutgoingCallReply() | pptp.IncomingCallReply():
                return self._replied(message, now)
            case pptp.IncomingCallConnected(peer_call_id=call_id, window=window):
                return self._event(self._calls.get(call_id), CallEvent.CONNECTED, now, window)
            case pptp.CallClearRequest(call_id):
                call, event = self._calls.of_peer(call_id), CallEvent.CLEAR_REQUEST
                return self._event(call, event, now, codes=(pptp.DisconnectResult.REQUEST, 0, 0))
            case pptp.CallDisconnectNotify(call_id, result, error, cause):
                call = self._calls.of_peer(call_id) or self._calls.aborted()
                codes = (result, error, cause)
                return self._event(call, CallEvent.DISCONNECT_NOTIFY, now, codes=codes)
            case pptp.SetLinkInfo(call_id, send, receive) if call_id in self._calls:
                return [LinkInfo(call_id, send, receive)]
            case pptp.WanErrorNotify(call_id) if call_id in self._calls:
                return []
        return [_refused(message)]

    def _requested(
        self, message: pptp.OutgoingCallRequest | pptp.IncomingCallRequest, now: float
    ) -> list[PptpOutput]:
        if isinstance(message, pptp.IncomingCallRequest):
            side, number, window = Side.PNS_INCOMING, message.dialed_number, 1
        else:
            side, number, window = Side.PAC_OUTGOING, message.phone_number, message.window
        error = self._objection(message.call_id)
        if error:
            codes = (pptp.OutgoingCallResult.GENERAL_ERROR, error, 0)
            return [
                MessageRefused(f"{type(message).__name__}: {error.name}"),
                *transmit(messages.reply(self._settings, side, 0, message.call_id, codes)),
            ]
        call = self._calls.add(side, message.serial, message.call_id)
        call.window = max(1, window)
        incoming = side is Side.PNS_INCOMING
        call.step(CallEvent.REQUEST, now + self._settings.reply_timeout)
        self._calls.moved(call)
        return [
            CallRequested(
                call.call_id, message.call_id, call.window, incoming, message.serial, number
            )
        ]

    def _objection(self, peer_call_id: int) -> pptp.ErrorCode:
        if self._calls.of_peer(peer_call_id) is not None:
            return pptp.ErrorCode.BAD_CALL_ID
        if len(self._calls) >= self._settings.maximum_calls:
            return pptp.ErrorCode.NO_RESOURCE
        return pptp.ErrorCode.NONE

    def _replied(
        self, reply: pptp.OutgoingCallReply | pptp.IncomingCallReply, now: float
    ) -> list[PptpOutput]:
        if isinstance(reply, pptp.OutgoingCallReply):
            side, cause = Side.PNS_OUTGOING, reply.cause
        else:
            side, cause = Side.PAC_INCOMING, 0
        call = self._calls.get(reply.peer_call_id)
        if call is None or call.side is not side:
            return [_refused(reply)]
        # Both kinds of reply call success 1.
        if reply.result == pptp.OutgoingCallResult.CONNECTED:
            if call.peer_call_id is None:
                self._calls.name(call, reply.call_id)
            return self._event(call, CallEvent.REPLY_OK, now, reply.window)
        codes = (reply.result, reply.error, cause)
        return self._event(call, CallEvent.REPLY_BAD, now, codes=codes)

    # --- the calls --------------------------------------------------------------------------

    def _event(
        self,
        call: Call | None,
        event: CallEvent,
        now: float,
        window: int | None = None,
        codes: Codes = _NO_CODES,
    ) -> list[PptpOutput]:
        """What the peer did to a call, if there is such a call and it may be done now."""
        if call is None or not call.allows(event):
            state = "no call" if call is None else call.state.value
            return [MessageRefused(f"{event.value} for {state}")]
        if window is not None:
            call.window = max(1, window)
        return self._step(call, event, now, codes)

    def _if_allowed(
        self, call: Call, event: CallEvent, now: float, codes: Codes
    ) -> list[PptpOutput]:
        return self._step(call, event, now, codes) if call.allows(event) else []

    def _step(
        self, call: Call, event: CallEvent, now: float, codes: Codes = _NO_CODES
    ) -> list[PptpOutput]:
        waited = call.state is CallState.WAIT_DISCONNECT
        changed, actions = call.step(event, now + self._settings.reply_timeout)
        outputs: list[PptpOutput] = [] if changed.old is CallState.IDLE else [changed]
        for action in actions:
            outputs += self._perform(action, call, codes)
        if CallAction.END in actions:
            cause = EndCause.CLEARED_BY_US if waited else CAUSES[event]
            outputs.append(CallEnded(call.call_id, cause, codes[0], codes[1]))
        self._calls.moved(call)
        return outputs

    def _perform(self, action: CallAction, call: Call, codes: Codes) -> list[PptpOutput]:
        ours = self._settings
        peer_call_id = call.peer_call_id or 0
        match action:
            case CallAction.SEND_REQUEST:
                return transmit(messages.request(ours, call.side, call.call_id, call.serial))
            case CallAction.SEND_ACCEPTANCE | CallAction.SEND_REFUSAL:
                reply = messages.reply(ours, call.side, call.call_id, peer_call_id, codes)
                return transmit(reply)
            case CallAction.SEND_CONNECTED:
                return transmit(messages.connected(ours, peer_call_id))
            case CallAction.SEND_CLEAR:
                return transmit(pptp.CallClearRequest(call.call_id))
            case CallAction.SEND_DISCONNECT:
                result, error, cause = codes
                return transmit(pptp.CallDisconnectNotify(call.call_id, result, error, cause))
            case CallAction.CONNECT:
                return [CallConnected(call.call_id, peer_call_id, call.window)]
            case CallAction.END:
                return []


def _refused(message: pptp.Message) -> MessageRefused:
    return MessageRefused(f"{type(message).__name__} for no call of its kind")
