"""RFC 2637 section 3.1 as data: what moves a control connection, and what it does then.

The figures of sections 3.1.1 (originator) and 3.1.2 (receiver) share their states, so they share
one table; sections 3.1.3 and 3.1.4 add collisions and timers. What has no row is not legal.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import auto

from vpdn.machine import Word
from vpdn.pptp.outputs import ControlEvent, ControlState


class ControlAction(Word):
    SEND_REQUEST = auto()
    SEND_REPLY = auto()
    SEND_VERSION_REFUSED = auto()
    SEND_STOP = auto()
    SEND_STOP_VERSION = auto()
    SEND_STOP_REPLY = auto()
    SEND_ECHO = auto()
    END_CALLS = auto()
    DESTROY = auto()


_S, _E, _A = ControlState, ControlEvent, ControlAction

TABLE: Mapping[
    tuple[ControlState, ControlEvent], tuple[ControlState, tuple[ControlAction, ...]]
] = {
    # The originator, figure of section 3.1.1.
    (_S.IDLE, _E.OPEN): (_S.WAIT_CTL_REPLY, (_A.SEND_REQUEST,)),
    (_S.WAIT_CTL_REPLY, _E.COLLISION_LOST): (_S.CLOSED, (_A.DESTROY,)),
    (_S.WAIT_CTL_REPLY, _E.SCCRP_OK): (_S.ESTABLISHED, ()),
    (_S.WAIT_CTL_REPLY, _E.SCCRP_BAD): (_S.WAIT_STOP_REPLY, (_A.SEND_STOP_VERSION,)),
    # The receiver, figure of section 3.1.2. A refused peer's connection is not used again.
    (_S.IDLE, _E.SCCRQ_OK): (_S.ESTABLISHED, (_A.SEND_REPLY,)),
    (_S.IDLE, _E.SCCRQ_BAD): (_S.CLOSED, (_A.SEND_VERSION_REFUSED, _A.DESTROY)),
    # Both.
    (_S.ESTABLISHED, _E.STOP_CCRQ): (
        _S.CLOSED,
        (_A.END_CALLS, _A.SEND_STOP_REPLY, _A.DESTROY),
    ),
    (_S.ESTABLISHED, _E.CLOSE): (_S.WAIT_STOP_REPLY, (_A.SEND_STOP,)),
    (_S.ESTABLISHED, _E.NO_SESSION): (_S.WAIT_STOP_REPLY, (_A.SEND_STOP,)),
    (_S.WAIT_STOP_REPLY, _E.STOP_CCRP): (_S.CLOSED, (_A.DESTROY,)),
    # Both ends stopped at once; the record keeps the state, as IOS shows it.
    (_S.WAIT_STOP_REPLY, _E.STOP_CCRQ): (
        _S.WAIT_STOP_REPLY,
        (_A.SEND_STOP_REPLY, _A.DESTROY),
    ),
    # Keep-alives and timers, section 3.1.4; calls that make no progress, section 3.2.1.
    (_S.ESTABLISHED, _E.TIMEOUT): (_S.ESTABLISHED, (_A.SEND_ECHO,)),
    (_S.ESTABLISHED, _E.ECHO_LOST): (_S.CLOSED, (_A.END_CALLS, _A.DESTROY)),
    (_S.ESTABLISHED, _E.CALL_STUCK): (_S.CLOSED, (_A.END_CALLS, _A.DESTROY)),
    (_S.IDLE, _E.TIMEOUT): (_S.CLOSED, (_A.DESTROY,)),
    (_S.WAIT_CTL_REPLY, _E.TIMEOUT): (_S.CLOSED, (_A.DESTROY,)),
    (_S.WAIT_STOP_REPLY, _E.TIMEOUT): (_S.CLOSED, (_A.DESTROY,)),
    # A refusal, and ends without ceremony.
    (_S.WAIT_CTL_REPLY, _E.SCCRP_REFUSED): (_S.CLOSED, (_A.DESTROY,)),
    (_S.IDLE, _E.STOP_CCRQ): (_S.CLOSED, (_A.SEND_STOP_REPLY, _A.DESTROY)),
    (_S.WAIT_CTL_REPLY, _E.STOP_CCRQ): (_S.CLOSED, (_A.SEND_STOP_REPLY, _A.DESTROY)),
    (_S.IDLE, _E.CLOSE): (_S.CLOSED, (_A.DESTROY,)),
    (_S.WAIT_CTL_REPLY, _E.CLOSE): (_S.CLOSED, (_A.DESTROY,)),
    # Section 3.1.3: the winner says nothing on the loser's connection and waits for its end.
    (_S.IDLE, _E.COLLISION_WON): (_S.WAIT_STOP_REPLY, ()),
    **{
        (state, event): (_S.CLOSED, (_A.END_CALLS, _A.DESTROY))
        for state in (_S.IDLE, _S.WAIT_CTL_REPLY, _S.ESTABLISHED, _S.WAIT_STOP_REPLY)
        for event in (_E.BAD_MESSAGE, _E.TCP_LOST)
    },
}

ERRORS = frozenset(
    {_E.SCCRQ_BAD, _E.SCCRP_REFUSED, _E.TIMEOUT, _E.ECHO_LOST, _E.CALL_STUCK, _E.BAD_MESSAGE}
)
"""Ends that are failures."""
