from __future__ import annotations

from tests.explain.support import only
from vpdn.explain.rule import Rule, derived, shows

SESSION = only(["Vi1 LCP: O CONFREQ [Listen] id 7 len 15", "Vi1 LCP: TIMEout: State REQsent"])


def test_a_rule_needs_all_that_must_be_seen_one_of_the_others_and_nothing_that_must_not() -> None:
    def holds(*seen: str, any_of: tuple[str, ...] = (), unseen: tuple[str, ...] = ()) -> bool:
        return Rule("r", seen, "", "", any_of=any_of, unseen=unseen).holds(SESSION)

    assert holds("LCP O CONFREQ", "LCP TIMEout")
    assert not holds("LCP O CONFREQ", "up")
    assert holds(any_of=("up", "LCP TIMEout"))
    assert not holds(any_of=("up", "down"))
    assert not holds("LCP O CONFREQ", unseen=("LCP TIMEout",))
    assert holds(unseen=("up",))


def test_evidence_is_each_line_once_in_its_order() -> None:
    rule = Rule("r", ("LCP TIMEout", "LCP O CONFREQ"), "", "", any_of=("LCP TIMEout", "up"))
    assert [shown.last.number for shown in rule.evidence(SESSION)] == [1, 2]


def test_what_no_line_shows_is_said_in_words() -> None:
    assert derived(Rule("r", ("PC silent",), "", ""), SESSION) == [
        "nothing of PPP came from the PC"
    ]
    assert derived(Rule("r", ("LCP TIMEout",), "", ""), SESSION) == []


def test_strengths_differ_when_both_are_known_and_none_is_common() -> None:
    def session(pc: str, router: str) -> bool:
        rows = [
            "Vi1 CCP: I CONFREQ [REQsent] id 1 len 10",
            f"Vi1 CCP:    MS-PPC supported bits {pc}",
            "Vi1 CCP: O CONFREQ [REQsent] id 1 len 10",
            f"Vi1 CCP:    MS-PPC supported bits {router}",
        ]
        return shows(only(rows), "strengths differ")

    assert session("0x01000040", "0x01000020")
    assert not session("0x010000F1", "0x01000020")
    assert not session("0x0100", "0x01000020")
