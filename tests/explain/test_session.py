from __future__ import annotations

from tests.explain.support import only
from vpdn.explain.session import STEPS


def test_a_fact_keeps_its_first_and_last_line_and_their_count() -> None:
    session = only(["Vi1 LCP: TIMEout: State Listen", "!", "Vi1 LCP: TIMEout: State REQsent"])
    shown = session.facts["LCP TIMEout"]
    assert (shown.first.number, shown.last.number, shown.count) == (1, 3, 2)


def test_the_same_again_is_one_step() -> None:
    rows = [f"Vi1 LCP: I ECHOREP [Open] id {number} len 12" for number in range(1, 101)]
    [step] = only(rows).steps
    assert (step.label, step.number, step.count) == ("LCP ECHOREP", 1, 100)


def test_options_are_drawn_with_their_packet() -> None:
    rows = ["Vi1 LCP: O CONFREQ [Listen] id 7 len 15", "Vi1 LCP:    AuthProto MS-CHAP (0x0305)"]
    assert [step.label for step in only(rows).steps] == ["LCP CONFREQ MS-CHAP"]


def test_a_long_call_keeps_its_beginning_and_its_end() -> None:
    rows = ["Vi1 LCP: O CONFREQ [Open] id 1 len 4", "Vi1 LCP: I CONFACK [Open] id 1 len 4"] * 500
    session = only([*rows, "Vi1 PPP: Phase is DOWN"])
    assert len(session.steps) == len(session.late) == STEPS
    assert session.late[-1].label == "PPP down"
    assert session.left_out == 1001 - 2 * STEPS


def test_the_error_that_windows_sends_is_a_fact() -> None:
    row = "Vi2 LCP: I TERMREQ [Open] id 7 len 16 (0x79127FBE003CCD74000002E6)"
    assert only([row]).shows("PC says 742")


def test_a_call_has_a_name_even_without_an_interface() -> None:
    assert only(["Tnl 29 PPTP: Tunnel created; peer initiated"]).name == "tunnel 29"
    assert only(["RADIUS: Retransmit id 141"]).name == "a call without a name"
    assert only(["ppp61 AUTH: Timeout 1"]).name == "ppp61"
