"""One call of a control connection: RFC 2637 section 3.2, its four figures as four tables.

A call knows its state, its two ids and its deadline. It sends nothing: a step gives the actions
of the table's row, and `calls` does them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import auto

from vpdn.machine import Word
from vpdn.pptp.outputs import CallChanged, CallEvent, CallState


class Side(Word):
    """Which figure of section 3.2 a call follows at this end."""

    PAC_INCOMING = "3.2.3.1"
    PNS_INCOMING = "3.2.3.2"
    PAC_OUTGOING = "3.2.4.1"
    PNS_OUTGOING = "3.2.4.2"


class CallAction(Word):
    SEND_REQUEST = auto()
    """Outgoing-Call-Request as a PNS, Incoming-Call-Request as a PAC."""
    SEND_ACCEPTANCE = auto()
    SEND_REFUSAL = auto()
    SEND_CONNECTED = auto()
    SEND_CLEAR = auto()
    SEND_DISCONNECT = auto()
    CONNECT = auto()
    """Tell the owner that packets may flow."""
    END = auto()
    """Tell the owner that the call is over."""


Row = tuple[CallState, tuple[CallAction, ...]]
Table = Mapping[tuple[CallState, CallEvent], Row]

_S, _E, _A = CallState, CallEvent, CallAction

PAC_INCOMING: Table = {
    (_S.IDLE, _E.OPEN): (_S.WAIT_REPLY, (_A.SEND_REQUEST,)),
    (_S.WAIT_REPLY, _E.REPLY_BAD): (_S.CLOSED, (_A.END,)),
    (_S.WAIT_REPLY, _E.REPLY_OK): (_S.ESTABLISHED, (_A.SEND_CONNECTED, _A.CONNECT)),
    (_S.WAIT_REPLY, _E.CLOSE): (_S.CLOSED, (_A.SEND_DISCONNECT, _A.END)),
    (_S.ESTABLISHED, _E.CLEAR_REQUEST): (_S.CLOSED, (_A.SEND_DISCONNECT, _A.END)),
    (_S.ESTABLISHED, _E.CLOSE): (_S.CLOSED, (_A.SEND_DISCONNECT, _A.END)),
}

# Between request and reply stands WAIT_ANSWER: the owner is asked.
PNS_INCOMING: Table = {
    (_S.IDLE, _E.REQUEST): (_S.WAIT_ANSWER, ()),
    (_S.WAIT_ANSWER, _E.ANSWERED): (_S.WAIT_CONNECT, (_A.SEND_ACCEPTANCE,)),
    (_S.WAIT_ANSWER, _E.REFUSED): (_S.CLOSED, (_A.SEND_REFUSAL,)),
    (_S.WAIT_ANSWER, _E.DISCONNECT_NOTIFY): (_S.CLOSED, (_A.END,)),
    (_S.WAIT_ANSWER, _E.CLOSE): (_S.CLOSED, (_A.SEND_REFUSAL, _A.END)),
    (_S.WAIT_ANSWER, _E.TIMEOUT): (_S.CLOSED, (_A.SEND_REFUSAL, _A.END)),
    (_S.WAIT_CONNECT, _E.CONNECTED): (_S.ESTABLISHED, (_A.CONNECT,)),
    (_S.WAIT_CONNECT, _E.DISCONNECT_NOTIFY): (_S.CLOSED, (_A.END,)),
    (_S.WAIT_CONNECT, _E.CLOSE): (_S.WAIT_DISCONNECT, (_A.SEND_CLEAR,)),
    (_S.ESTABLISHED, _E.DISCONNECT_NOTIFY): (_S.CLOSED, (_A.END,)),
    (_S.ESTABLISHED, _E.CLOSE): (_S.WAIT_DISCONNECT, (_A.SEND_CLEAR,)),
    (_S.WAIT_DISCONNECT, _E.DISCONNECT_NOTIFY): (_S.CLOSED, (_A.END,)),
    # Not in the figure: our clear and the peer's message crossed.
    (_S.WAIT_DISCONNECT, _E.CONNECTED): (_S.WAIT_DISCONNECT, ()),
    # Not in the figure: a peer that clears from the PAC's end gets its call cleared.
    (_S.ESTABLISHED, _E.CLEAR_REQUEST): (_S.CLOSED, (_A.SEND_DISCONNECT, _A.END)),
    (_S.WAIT_DISCONNECT, _E.CLEAR_REQUEST): (_S.CLOSED, (_A.SEND_DISCONNECT, _A.END)),
}

# WAIT_ANSWER is the figure's wait_cs_ans: our "telephone network" is the owner.
PAC_OUTGOING: Table = {
    (_S.IDLE, _E.REQUEST): (_S.WAIT_ANSWER, ()),
    (_S.WAIT_ANSWER, _E.ANSWERED): (_S.ESTABLISHED, (_A.SEND_ACCEPTANCE, _A.CONNECT)),
    (_S.WAIT_ANSWER, _E.REFUSED): (_S.CLOSED, (_A.SEND_REFUSAL,)),
    (_S.WAIT_ANSWER, _E.CLEAR_REQUEST): (_S.CLOSED, (_A.SEND_DISCONNECT, _A.END)),
    (_S.WAIT_ANSWER, _E.CLOSE): (_S.CLOSED, (_A.SEND_REFUSAL, _A.END)),
    (_S.WAIT_ANSWER, _E.TIMEOUT): (_S.CLOSED, (_A.SEND_REFUSAL, _A.END)),
    (_S.ESTABLISHED, _E.CLEAR_REQUEST): (_S.CLOSED, (_A.SEND_DISCONNECT, _A.END)),
    (_S.ESTABLISHED, _E.CLOSE): (_S.CLOSED, (_A.SEND_DISCONNECT, _A.END)),
}

PNS_OUTGOING: Table = {
    (_S.IDLE, _E.OPEN): (_S.WAIT_REPLY, (_A.SEND_REQUEST,)),
    (_S.WAIT_REPLY, _E.REPLY_BAD): (_S.CLOSED, (_A.END,)),
    (_S.WAIT_REPLY, _E.REPLY_OK): (_S.ESTABLISHED, (_A.CONNECT,)),
    (_S.WAIT_REPLY, _E.CLOSE): (_S.WAIT_DISCONNECT, (_A.SEND_CLEAR,)),
    (_S.ESTABLISHED, _E.DISCONNECT_NOTIFY): (_S.CLOSED, (_A.END,)),
    (_S.ESTABLISHED, _E.CLOSE): (_S.WAIT_DISCONNECT, (_A.SEND_CLEAR,)),
    (_S.WAIT_DISCONNECT, _E.DISCONNECT_NOTIFY): (_S.CLOSED, (_A.END,)),
    # Not in the figure: our clear and the peer's reply crossed.
    (_S.WAIT_DISCONNECT, _E.REPLY_OK): (_S.WAIT_DISCONNECT, ()),
    (_S.WAIT_DISCONNECT, _E.REPLY_BAD): (_S.CLOSED, (_A.END,)),
    # Not in the figure: a peer that clears from the PAC's end gets its call cleared.
    (_S.ESTABLISHED, _E.CLEAR_REQUEST): (_S.CLOSED, (_A.SEND_DISCONNECT, _A.END)),
    (_S.WAIT_DISCONNECT, _E.CLEAR_REQUEST): (_S.CLOSED, (_A.SEND_DISCONNECT, _A.END)),
}

TABLES: Mapping[Side, Table] = {
    Side.PAC_INCOMING: PAC_INCOMING,
    Side.PNS_INCOMING: PNS_INCOMING,
    Side.PAC_OUTGOING: PAC_OUTGOING,
    Side.PNS_OUTGOING: PNS_OUTGOING,
}

TIMED = frozenset({_S.WAIT_REPLY, _S.WAIT_ANSWER, _S.WAIT_CONNECT, _S.WAIT_DISCONNECT})
"""States no call may stand in for more than a minute (section 3.2.1)."""


class Call:
    """`peer_call_id` is None until the peer told it; `window` is the peer's, in packets."""

    __slots__ = ("call_id", "deadline", "peer_call_id", "serial", "side", "state", "window")

    def __init__(self, side: Side, call_id: int, serial: int, peer_call_id: int | None) -> None:
        self.side = side
        self.call_id = call_id
        self.serial = serial
        self.peer_call_id = peer_call_id
        self.window = 1
        self.state = CallState.IDLE
        self.deadline: float | None = None

    def allows(self, event: CallEvent) -> bool:
        return (self.state, event) in TABLES[self.side]

    def step(self, event: CallEvent, deadline: float) -> tuple[CallChanged, tuple[CallAction, ...]]:
        """Take the table's row; the event must be allowed. `deadline` is for a timed state."""
        old = self.state
        self.state, actions = TABLES[self.side][old, event]
        self.deadline = deadline if self.state in TIMED else None
        return CallChanged(self.call_id, event, old, self.state), actions
