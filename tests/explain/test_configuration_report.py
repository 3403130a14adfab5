from __future__ import annotations

import json

import pytest

from tests.explain.configs import reading
from tests.ios.support import ANGELA
from vpdn.explain.configuration import read
from vpdn.explain.configuration_report import all_findings, facts, lines, readable


@pytest.mark.parametrize("width", [80, 120])
def test_a_report_fits_the_screen(width: int) -> None:
    assert max(map(len, lines(read(ANGELA.read_text()), "angela.cfg", width))) <= width


def test_the_documents_configuration_keeps_out_newer_pcs_and_the_eleventh() -> None:
    found = all_findings(read(ANGELA.read_text()))
    assert [(one.rule, one.error) for one in found] == [
        ("40 bit", 742),
        ("MS-CHAPv1", 919),
        ("pool too small", 720),
    ]
    assert "call 11 gets none" in found[-1].why


def test_faults_that_a_pc_sees_come_first() -> None:
    changes = [("aaa authorization network default group radius\n", ""), (" key cisco", "")]
    assert [one.error for one in all_findings(reading(*changes))] == [691, 0]


def test_the_first_line_counts_and_says_what_was_not_understood() -> None:
    [first, *_] = lines(read("crypto map X 1\nvpdn enable\n"), "a.cfg", 120)
    assert first == "a.cfg: 1 fault, 1 lines not understood (`vpdn check` shows them)"
    [first, *_] = lines(reading(), "a.cfg", 120)
    assert first == "a.cfg: no faults"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("username a password 0 x", "username a password 0 …: the password is in the clear"),
        ("enable password x", "enable password …: the password is in the clear"),
        (
            "username a password 7 02050D480809",
            "username a password 7 …: the password is of type 7, which anybody turns back",
        ),
        ("radius-server key cisco", "radius-server key …: the key is in the clear"),
    ],
)
def test_passwords_that_can_be_read_are_named_and_not_shown(line: str, said: str) -> None:
    assert list(readable(read(line))) == [f"line 1: {said}"]


def test_a_secret_that_is_hashed_is_not_named() -> None:
    assert list(readable(read("enable secret x\ninterface Ethernet0\n description key x"))) == []


def test_programs_get_the_same() -> None:
    document = json.loads(json.dumps(facts(reading(("vpdn enable\n", "")), "a.cfg")))
    assert document["findings"] == [
        {
            "rule": "VPDN off",
            "error": 808,
            "why": "VPDN is not enabled",
            "evidence": [],
            "cure": ["vpdn enable"],
        }
    ]
    assert document["not_understood"] == []
    assert any("line 4: username tac" in said for said in document["insecure"])
