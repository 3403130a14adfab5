"""The option negotiation automaton: RFC 1661 section 4.1, the table and nothing else.

Ten states, sixteen events, thirteen actions. What an action does, when the restart timer runs
and what a packet means is the business of `vpdn.ppp.negotiation`. The footnotes p, r and x of
the printed table are implementation options and are not in it.
"""

from __future__ import annotations

from vpdn.errors import MisuseError
from vpdn.machine import Word


class State(Word):
    """RFC 1661 section 4.2, with the table's own numbers."""

    INITIAL = 0
    STARTING = 1
    CLOSED = 2
    STOPPED = 3
    CLOSING = 4
    STOPPING = 5
    REQ_SENT = 6
    ACK_RCVD = 7
    ACK_SENT = 8
    OPENED = 9


class Event(Word):
    """RFC 1661 section 4.3, with the table's own names."""

    UP = "Up"
    DOWN = "Down"
    OPEN = "Open"
    CLOSE = "Close"
    TO_PLUS = "TO+"
    TO_MINUS = "TO-"
    RCR_PLUS = "RCR+"
    RCR_MINUS = "RCR-"
    RCA = "RCA"
    RCN = "RCN"
    RTR = "RTR"
    RTA = "RTA"
    RUC = "RUC"
    RXJ_PLUS = "RXJ+"
    RXJ_MINUS = "RXJ-"
    RXR = "RXR"


class Action(Word):
    """RFC 1661 section 4.4, with the table's own names."""

    THIS_LAYER_UP = "tlu"
    THIS_LAYER_DOWN = "tld"
    THIS_LAYER_STARTED = "tls"
    THIS_LAYER_FINISHED = "tlf"
    INITIALIZE_RESTART_COUNT = "irc"
    ZERO_RESTART_COUNT = "zrc"
    SEND_CONFIGURE_REQUEST = "scr"
    SEND_CONFIGURE_ACK = "sca"
    SEND_CONFIGURE_NAK = "scn"
    SEND_TERMINATE_REQUEST = "str"
    SEND_TERMINATE_ACK = "sta"
    SEND_CODE_REJECT = "scj"
    SEND_ECHO_REPLY = "ser"


Transition = tuple[tuple[Action, ...], State]


def step(state: State, event: Event) -> Transition:
    """The actions to take, in order, and the state that follows.

    Raises MisuseError for an event the table calls illegal in `state`.
    """
    transition = TABLE[event][state.value]
    if transition is None:
        raise MisuseError(f"event {event.value} cannot happen in {state.name}")
    return transition


def _to(state: int, *actions: Action) -> Transition:
    return actions, State(state)


_TLU = Action.THIS_LAYER_UP
_TLD = Action.THIS_LAYER_DOWN
_TLS = Action.THIS_LAYER_STARTED
_TLF = Action.THIS_LAYER_FINISHED
_IRC = Action.INITIALIZE_RESTART_COUNT
_ZRC = Action.ZERO_RESTART_COUNT
_SCR = Action.SEND_CONFIGURE_REQUEST
_SCA = Action.SEND_CONFIGURE_ACK
_SCN = Action.SEND_CONFIGURE_NAK
_STR = Action.SEND_TERMINATE_REQUEST
_STA = Action.SEND_TERMINATE_ACK
_SCJ = Action.SEND_CODE_REJECT
_SER = Action.SEND_ECHO_REPLY

TABLE: dict[Event, tuple[Transition | None, ...]] = {
    # Columns: Initial, Starting, Closed, Stopped, Closing, Stopping,
    #          Req-Sent, Ack-Rcvd, Ack-Sent, Opened. None is the table's dash.
    Event.UP: (
        _to(2), _to(6, _IRC, _SCR), None, None, None, None,
        None, None, None, None,
    ),
    Event.DOWN: (
        None, None, _to(0), _to(1, _TLS), _to(0), _to(1),
        _to(1), _to(1), _to(1), _to(1, _TLD),
    ),
    Event.OPEN: (
        _to(1, _TLS), _to(1), _to(6, _IRC, _SCR), _to(3), _to(5), _to(5),
        _to(6), _to(7), _to(8), _to(9),
    ),
    Event.CLOSE: (
        _to(0), _to(0, _TLF), _to(2), _to(2), _to(4), _to(4),
        _to(4, _IRC, _STR), _to(4, _IRC, _STR), _to(4, _IRC, _STR), _to(4, _TLD, _IRC, _STR),
    ),
    Event.TO_PLUS: (
        None, None, None, None, _to(4, _STR), _to(5, _STR),
        _to(6, _SCR), _to(6, _SCR), _to(8, _SCR), None,
    ),
    Event.TO_MINUS: (
        None, None, None, None, _to(2, _TLF), _to(3, _TLF),
        _to(3, _TLF), _to(3, _TLF), _to(3, _TLF), None,
    ),
    Event.RCR_PLUS: (
        None, None, _to(2, _STA), _to(8, _IRC, _SCR, _SCA), _to(4), _to(5),
        _to(8, _SCA), _to(9, _SCA, _TLU), _to(8, _SCA), _to(8, _TLD, _SCR, _SCA),
    ),
    Event.RCR_MINUS: (
        None, None, _to(2, _STA), _to(6, _IRC, _SCR, _SCN), _to(4), _to(5),
        _to(6, _SCN), _to(7, _SCN), _to(6, _SCN), _to(6, _TLD, _SCR, _SCN),
    ),
    Event.RCA: (
        None, None, _to(2, _STA), _to(3, _STA), _to(4), _to(5),
        _to(7, _IRC), _to(6, _SCR), _to(9, _IRC, _TLU), _to(6, _TLD, _SCR),
    ),
    Event.RCN: (
        None, None, _to(2, _STA), _to(3, _STA), _to(4), _to(5),
        _to(6, _IRC, _SCR), _to(6, _SCR), _to(8, _IRC, _SCR), _to(6, _TLD, _SCR),
    ),
    Event.RTR: (
        None, None, _to(2, _STA), _to(3, _STA), _to(4, _STA), _to(5, _STA),
        _to(6, _STA), _to(6, _STA), _to(6, _STA), _to(5, _TLD, _ZRC, _STA),
    ),
    Event.RTA: (
        None, None, _to(2), _to(3), _to(2, _TLF), _to(3, _TLF),
        _to(6), _to(6), _to(8), _to(6, _TLD, _SCR),
    ),
    Event.RUC: (
        None, None, _to(2, _SCJ), _to(3, _SCJ), _to(4, _SCJ), _to(5, _SCJ),
        _to(6, _SCJ), _to(7, _SCJ), _to(8, _SCJ), _to(9, _SCJ),
    ),
    Event.RXJ_PLUS: (
        None, None, _to(2), _to(3), _to(4), _to(5),
        _to(6), _to(6), _to(8), _to(9),
    ),
    Event.RXJ_MINUS: (
        None, None, _to(2, _TLF), _to(3, _TLF), _to(2, _TLF), _to(3, _TLF),
        _to(3, _TLF), _to(3, _TLF), _to(3, _TLF), _to(5, _TLD, _IRC, _STR),
    ),
    Event.RXR: (
        None, None, _to(2), _to(3), _to(4), _to(5),
        _to(6), _to(7), _to(8), _to(9, _SER),
    ),
}  # fmt: skip
