"""The tables of a call against the figures of RFC 2637 section 3.2."""

from __future__ import annotations

import pytest

from vpdn.pptp.call import TABLES, TIMED, Call, CallAction, Side
from vpdn.pptp.outputs import CallChanged, CallEvent, CallState

# Arrow by arrow; where a figure goes back to idle our call ends (closed), and its owner is told
# (END). wait_answer is the owner's turn: wait_cs_ans of 3.2.4.1, no state of its own in 3.2.3.2.
FIGURES = {
    "3.2.3.1": """
idle             open        wait_reply       SEND_REQUEST
wait_reply       reply-bad   closed           END
wait_reply       close       closed           SEND_DISCONNECT END
wait_reply       reply-ok    established      SEND_CONNECTED CONNECT
established      ClearReq    closed           SEND_DISCONNECT END
established      close       closed           SEND_DISCONNECT END
""",
    "3.2.3.2": """
idle             request     wait_answer
wait_answer      answered    wait_connect     SEND_ACCEPTANCE
wait_answer      refused     closed           SEND_REFUSAL
wait_connect     connected   established      CONNECT
wait_connect     DiscNotify  closed           END
established      DiscNotify  closed           END
established      close       wait_disconnect  SEND_CLEAR
wait_disconnect  DiscNotify  closed           END
""",
    "3.2.4.1": """
idle             request     wait_answer
wait_answer      refused     closed           SEND_REFUSAL
wait_answer      ClearReq    closed           SEND_DISCONNECT END
wait_answer      answered    established      SEND_ACCEPTANCE CONNECT
established      ClearReq    closed           SEND_DISCONNECT END
established      close       closed           SEND_DISCONNECT END
""",
    "3.2.4.2": """
idle             open        wait_reply       SEND_REQUEST
wait_reply       reply-bad   closed           END
wait_reply       reply-ok    established      CONNECT
wait_reply       close       wait_disconnect  SEND_CLEAR
established      DiscNotify  closed           END
established      close       wait_disconnect  SEND_CLEAR
wait_disconnect  DiscNotify  closed           END
""",
}

# What the figures leave open: messages that crossed, an owner that hangs up or does not answer.
BEYOND = {
    "3.2.3.1": set(),
    "3.2.3.2": {
        "wait_answer DiscNotify", "wait_answer close", "wait_answer timeout",
        "wait_connect close", "wait_disconnect connected",
        "established ClearReq", "wait_disconnect ClearReq",
    },
    "3.2.4.1": {"wait_answer close", "wait_answer timeout"},
    "3.2.4.2": {
        "wait_disconnect reply-ok", "wait_disconnect reply-bad",
        "established ClearReq", "wait_disconnect ClearReq",
    },
}  # fmt: skip


def lines(figure: str) -> list[list[str]]:
    return [line.split() for line in figure.strip().split("\n")]


@pytest.mark.parametrize("side", Side)
def test_every_arrow_of_the_figure_is_a_row(side: Side) -> None:
    for state, event, new, *actions in lines(FIGURES[side.value]):
        row = TABLES[side][CallState(state), CallEvent(event)]
        assert row == (CallState(new), tuple(CallAction[name] for name in actions))


@pytest.mark.parametrize("side", Side)
def test_rows_that_no_figure_has_are_the_known_ones(side: Side) -> None:
    rows = {f"{state.value} {event.value}" for state, event in TABLES[side]}
    drawn = {f"{state} {event}" for state, event, *_ in lines(FIGURES[side.value])}
    assert rows - drawn == BEYOND[side.value]


@pytest.mark.parametrize("side", Side)
def test_a_call_ends_once_and_says_so_unless_we_refused_it(side: Side) -> None:
    for (_, event), (new, actions) in TABLES[side].items():
        told = CallAction.END in actions
        assert told == (new is CallState.CLOSED and event is not CallEvent.REFUSED)


@pytest.mark.parametrize("side", Side)
def test_every_state_but_idle_and_established_is_timed(side: Side) -> None:
    """Section 3.2.1."""
    states = {new for new, _ in TABLES[side].values()} - {CallState.CLOSED}
    assert states - TIMED == {CallState.ESTABLISHED}


def test_a_step_gives_its_record_and_arms_or_clears_the_deadline() -> None:
    call = Call(Side.PAC_OUTGOING, 7, 1, 0)
    assert call.allows(CallEvent.REQUEST)
    assert not call.allows(CallEvent.ANSWERED)
    call.step(CallEvent.REQUEST, 60.0)
    assert call.deadline == 60.0
    changed, actions = call.step(CallEvent.ANSWERED, 99.0)
    assert changed == CallChanged(
        7, CallEvent.ANSWERED, CallState.WAIT_ANSWER, CallState.ESTABLISHED
    )
    assert actions == (CallAction.SEND_ACCEPTANCE, CallAction.CONNECT)
    assert call.deadline is None
