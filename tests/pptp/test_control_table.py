"""The table of the control connection against the figures of RFC 2637 section 3.1."""

from __future__ import annotations

import pytest

from vpdn.pptp.control_table import ERRORS, TABLE, ControlAction
from vpdn.pptp.outputs import ControlEvent, ControlState

# Section 3.1.1, arrow by arrow. Our machine ends (closed) where the figure goes back to idle.
ORIGINATOR = """
idle             open            wait_ctl_reply   SEND_REQUEST
wait_ctl_reply   collision-lost  closed           DESTROY
wait_ctl_reply   SCCRP-ok        established
wait_ctl_reply   SCCRP-bad       wait_stop_reply  SEND_STOP_VERSION
established      close           wait_stop_reply  SEND_STOP
established      StopCCRQ        closed           END_CALLS SEND_STOP_REPLY DESTROY
wait_stop_reply  StopCCRP        closed           DESTROY
"""

# Section 3.1.2.
RECEIVER = """
idle             SCCRQ-ok        established      SEND_REPLY
idle             SCCRQ-bad       closed           SEND_VERSION_REFUSED DESTROY
established      close           wait_stop_reply  SEND_STOP
established      StopCCRQ        closed           END_CALLS SEND_STOP_REPLY DESTROY
wait_stop_reply  StopCCRP        closed           DESTROY
"""

# Section 3.1.4, and section 3.2.1 for calls.
TIMERS = """
idle             timeout         closed           DESTROY
wait_ctl_reply   timeout         closed           DESTROY
wait_stop_reply  timeout         closed           DESTROY
established      timeout         established      SEND_ECHO
established      echo-timeout    closed           END_CALLS DESTROY
established      call-timeout    closed           END_CALLS DESTROY
"""

LIVE = set(ControlState) - {ControlState.CLOSED}


@pytest.mark.parametrize("figure", [ORIGINATOR, RECEIVER, TIMERS])
def test_every_arrow_of_the_figures_is_a_row(figure: str) -> None:
    for line in figure.split("\n")[1:-1]:
        state, event, new, *actions = line.split()
        row = TABLE[ControlState(state), ControlEvent(event)]
        assert row == (ControlState(new), tuple(ControlAction[name] for name in actions)), line


@pytest.mark.parametrize("state", LIVE)
@pytest.mark.parametrize("event", [ControlEvent.BAD_MESSAGE, ControlEvent.TCP_LOST])
def test_a_bad_message_or_a_lost_connection_ends_any_state(
    state: ControlState, event: ControlEvent
) -> None:
    assert TABLE[state, event] == (
        ControlState.CLOSED,
        (ControlAction.END_CALLS, ControlAction.DESTROY),
    )


def test_nothing_moves_a_closed_connection() -> None:
    assert not [state for state, _ in TABLE if state is ControlState.CLOSED]


def test_a_row_that_closes_destroys_and_one_that_destroys_closes() -> None:
    both_stopped = (ControlState.WAIT_STOP_REPLY, ControlEvent.STOP_CCRQ)
    for key, (new, actions) in TABLE.items():
        closes = new is ControlState.CLOSED or key == both_stopped
        assert closes == (ControlAction.DESTROY in actions), key


def test_leaving_established_for_good_ends_the_calls() -> None:
    for (old, event), (new, actions) in TABLE.items():
        if old is ControlState.ESTABLISHED and new is ControlState.CLOSED:
            assert actions[0] is ControlAction.END_CALLS, event


def test_an_orderly_end_is_no_error() -> None:
    assert not ERRORS & {
        ControlEvent.STOP_CCRQ,
        ControlEvent.STOP_CCRP,
        ControlEvent.CLOSE,
        ControlEvent.NO_SESSION,
        ControlEvent.TCP_LOST,
    }
