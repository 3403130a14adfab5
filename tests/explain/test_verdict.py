from __future__ import annotations

from tests.explain.support import document, only
from vpdn.explain.verdict import judge


def test_the_words_of_a_rule_name_the_user_and_the_server() -> None:
    rows = ['Vi1 MS-CHAP: I RESPONSE id 20 len 57 from "tac"']
    rows += ["RADIUS: Initial Transmit Virtual-Access1 id 116 10.200.20.245:1645"]
    refused = judge(only([*rows, 'Vi1 MS-CHAP: O FAILURE id 21 len 13 msg is "E=691 R=0"']))
    assert refused.diagnosis.cause == "the user name or the password is wrong (user tac)"
    silent = judge(only([*rows, "RADIUS: No response for id 116"]))
    assert "no RADIUS server answered at 10.200.20.245, " in silent.diagnosis.cause
    assert (
        silent.diagnosis.lines[0]
        == "radius-server host 10.200.20.245 auth-port 1645 acct-port 1646"
    )


def test_the_errors_of_the_document_are_the_ones_that_its_pc_shows() -> None:
    for name, number in [
        ("691-bad-password", 691),
        ("734-no-keys", 734),
        ("742-ccp-rejected", 742),
    ]:
        error = judge(only(document(f"error-{name}"))).diagnosis.error
        assert error is not None
        assert error.number == number


def test_a_success_has_no_error_and_its_weaknesses() -> None:
    verdict = judge(only(document("connect")))
    assert verdict.diagnosis.error is None
    assert [one.name for one in verdict.weaknesses] == ["MS-CHAPv1", "40 bit", "PPTP"]


def test_braces_in_a_name_are_no_format() -> None:
    row = 'Vi1 MS-CHAP: I RESPONSE id 20 len 57 from "{user.__class__}"'
    refused = judge(only([row, 'Vi1 MS-CHAP: O FAILURE id 21 len 13 msg is "E=691 R=0"']))
    assert "{user.__class__}" in refused.diagnosis.cause


def test_the_pc_shows_the_number_that_it_was_sent() -> None:
    rows = ['Vi1 MS-CHAP: O CHALLENGE id 20 len 21 from "angela"', "Vi1 AUTH: Timeout 1"]
    refusal = 'Vi1 MS-CHAP: O FAILURE id 20 len 13 msg is "E=691 R=0"'
    for log, number in [(rows, 718), ([refusal], 691), ([refusal.replace("691", "930")], 930)]:
        diagnosis = judge(only(log)).diagnosis
        assert diagnosis.error is not None
        assert diagnosis.error.number == number
