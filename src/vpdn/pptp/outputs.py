"""What a PPTP control connection says to its owner, and the records of what happened in it.

RFC 2637 section 3. One control connection carries calls; a call is known to its owner by our
own Call ID, which is also the key of the GRE packets the peer sends us.
"""

from __future__ import annotations

from dataclasses import dataclass

from vpdn.machine import Trace, Word
from vpdn.wire.pptp import Message


class Role(Word):
    """RFC 2637 section 1.2. The one who sends Outgoing-Call-Request is the PNS."""

    PNS = "pns"
    PAC = "pac"


class ControlState(Word):
    """RFC 2637 section 3.1.1 and 3.1.2 (both tables use these states)."""

    IDLE = "idle"
    WAIT_CTL_REPLY = "wait_ctl_reply"
    ESTABLISHED = "established"
    WAIT_STOP_REPLY = "wait_stop_reply"
    CLOSED = "closed"


class CallState(Word):
    """RFC 2637 section 3.2."""

    IDLE = "idle"
    WAIT_REPLY = "wait_reply"
    WAIT_ANSWER = "wait_answer"
    """The peer asked for a call and our owner has not answered yet."""
    WAIT_CONNECT = "wait_connect"
    WAIT_DISCONNECT = "wait_disconnect"
    ESTABLISHED = "established"
    CLOSED = "closed"


class EchoState(Word):
    IDLE = "idle"
    WAIT_REPLY = "wait_reply"


# --- things to do ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Transmit:
    """Write these octets to the TCP connection."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Connected:
    """The control connection is established; names are as the peer sent them."""

    host_name: bytes
    vendor: bytes
    firmware: int


@dataclass(frozen=True, slots=True)
class CallRequested:
    """The peer asks for a call: answer with `ControlConnection.answer`.

    `call_id` is ours (already chosen, unpredictable), `peer_call_id` the peer's (0 is legal).
    `window` is the peer's receive window in packets; in an incoming call it is known only once
    the call is connected, and 1 until then. `incoming` tells Incoming-Call-Request from
    Outgoing-Call-Request.
    """

    call_id: int
    peer_call_id: int
    window: int
    incoming: bool
    serial: int
    phone_number: bytes = b""


@dataclass(frozen=True, slots=True)
class CallConnected:
    """GRE may flow. Both ids and the peer's receive window, in packets."""

    call_id: int
    peer_call_id: int
    window: int


@dataclass(frozen=True, slots=True)
class LinkInfo:
    """Set-Link-Info for one of our calls: the ACCMs to use."""

    call_id: int
    send_accm: int
    receive_accm: int


class EndCause(Word):
    """Why a call ended."""

    CLEARED_BY_PEER = "cleared by peer"
    DISCONNECTED_BY_PEER = "disconnected by peer"
    CLEARED_BY_US = "cleared by us"
    REFUSED_BY_PEER = "refused by peer"
    CONTROL_LOST = "control connection lost"


@dataclass(frozen=True, slots=True)
class CallEnded:
    """A call is over. `result` and `error` are the wire's codes (0 where there are none)."""

    call_id: int
    cause: EndCause
    result: int = 0
    error: int = 0


@dataclass(frozen=True, slots=True)
class Disconnect:
    """The control connection is over: close the TCP connection. Every call has been ended.

    `error` tells a failure from an orderly stop."""

    reason: str
    error: bool = False


# --- records --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TunnelCreated(Trace):
    peer_initiated: bool


class ControlEvent(Word):
    """What moves a control connection."""

    OPEN = "open"
    SCCRQ_OK = "SCCRQ-ok"
    SCCRQ_BAD = "SCCRQ-bad"
    SCCRP_OK = "SCCRP-ok"
    SCCRP_BAD = "SCCRP-bad"
    SCCRP_REFUSED = "SCCRP-refused"
    STOP_CCRQ = "StopCCRQ"
    STOP_CCRP = "StopCCRP"
    ECHO_RQ = "EchoRQ"
    TIMEOUT = "timeout"
    ECHO_LOST = "echo-timeout"
    CALL_STUCK = "call-timeout"
    BAD_MESSAGE = "bad-message"
    COLLISION_WON = "collision-won"
    COLLISION_LOST = "collision-lost"
    NO_SESSION = "no-sess"
    CLOSE = "close"
    TCP_LOST = "TCP lost"


@dataclass(frozen=True, slots=True)
class ControlChanged(Trace):
    """`event` came in `old`; the state afterwards is `new` (which may be the same)."""

    event: ControlEvent
    old: ControlState
    new: ControlState


@dataclass(frozen=True, slots=True)
class EchoChanged(Trace):
    event: ControlEvent
    old: EchoState
    new: EchoState


class CallEvent(Word):
    """What moves a call."""

    OPEN = "open"
    REQUEST = "request"
    ANSWERED = "answered"
    REFUSED = "refused"
    REPLY_OK = "reply-ok"
    REPLY_BAD = "reply-bad"
    CONNECTED = "connected"
    CLEAR_REQUEST = "ClearReq"
    DISCONNECT_NOTIFY = "DiscNotify"
    CLOSE = "close"
    TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True)
class CallChanged(Trace):
    call_id: int
    event: CallEvent
    old: CallState
    new: CallState


@dataclass(frozen=True, slots=True)
class TunnelDestroyed(Trace):
    pass


@dataclass(frozen=True, slots=True)
class ControlMessage(Trace):
    """One control message; `outgoing` when we sent it."""

    outgoing: bool
    message: Message


@dataclass(frozen=True, slots=True)
class MessageRefused(Trace):
    """A control message that was malformed, or forbidden in the state it came in."""

    reason: str


PptpOutput = (
    Transmit | Connected | CallRequested | CallConnected | LinkInfo | CallEnded | Disconnect | Trace
)
