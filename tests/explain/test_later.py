"""Whole logs of later IOS are explained, in whatever dress they come."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import zip_longest

import pytest

from tests.explain.later import CASES, ERAS, STAMP, delayed, mixed, renamed, rows, seconds
from tests.explain.support import causes, document, explained, only
from tests.explain.test_rules import CAUSES
from vpdn.explain.verdict import judge

LOGS = [(era, case) for era in ERAS for case in CASES]


OTHERS = """*Nov 27 06:00:00.000: %OSPF-5-ADJCHG: Process 1, Nbr 10.0.0.1 on Vi9 from FULL to DOWN
*Nov 27 06:00:00.000: NTP: xmit packet to 10.0.0.9: leap 0, mode 3, version 3, stratum 4, ppoll 64
  Line       User       Host(s)              Idle       Location"""


def _bare(row: str) -> str:
    return STAMP.sub("", row)


def _uptime(row: str) -> str:
    return f"0{timedelta(seconds=int(seconds(row)) + 3600)}: {_bare(row)}"


DRESSES: dict[str, Callable[[int, str], str]] = {
    "no stamps": lambda number, row: _bare(row),
    "uptime": lambda number, row: _uptime(row),
    "long uptime": lambda number, row: STAMP.sub("2w3d: ", row),
    "no milliseconds": lambda number, row: re.sub(r"\.\d{3}: ", ": ", row, count=1),
    "year and zone": lambda number, row: STAMP.sub(r"Nov 27 2026 06:00:\1 MEST: ", row),
    "sequence numbers": lambda number, row: f"{number:06}: {row}",
    "syslog": lambda number, row: f"Nov 27 07:00:00 angela: {number:06}: {row}",
    "syslog with address": lambda number, row: f"Nov 27 07:00:00 10.0.0.2 {number}: {row}",
    "syslog in ISO": lambda number, row: f"2026-11-27T07:00:00.123456+00:00 angela {number}: {row}",
    "syslog on the wire": lambda number, row: f"<191>{number}: {row}",
    "syslog, no stamps": lambda number, row: f"Nov 27 07:00:00 angela {number}: {_bare(row)}",
    "CR LF": lambda number, row: f"{row}\r",
    "cut at 80 columns": lambda number, row: row[:80],
    "behind a prompt": lambda number, row: f"angela#{row}",
    "prompts between": lambda number, row: row + "\nangela#\nangela#show users" * (number % 7 == 3),
    "other debugs between": lambda number, row: f"{row}\n{OTHERS}",
    "wrapped at 80 columns": lambda number, row: "\n".join(
        row[start : start + 80] for start in range(0, len(row), 80)
    ),
}  # fmt: skip


@pytest.mark.parametrize(("era", "case"), LOGS)
def test_session_ladder_diagnosis_error_and_cure_are_found(era: str, case: str) -> None:
    session, expected = only(rows(era, case)), CASES[case]
    assert (session.values["user"], session.values["server"]) == ("tac", "10.99.1.2")
    let_in = case in ("up", "734", "742")
    assert session.name == ({"12.4": "Vi3", "15": "Vi2.1"}[era] if let_in else "ppp61")
    assert session.tunnel == "29"
    labels = iter(step.label for step in session.steps)
    assert all(label in labels for label in expected.ladder), expected.ladder
    diagnosis = judge(session).diagnosis
    assert diagnosis.name == expected.rule
    assert (diagnosis.error.number if diagnosis.error else 0) == expected.error
    assert not expected.cure or expected.cure in diagnosis.lines
    assert diagnosis.cure or case == "up"
    assert diagnosis.evidence


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize(("era", "case"), LOGS)
def test_however_it_is_dressed(era: str, case: str, dress: str) -> None:
    log = [DRESSES[dress](number, row) for number, row in enumerate(rows(era, case), 1)]
    session = only("\n".join(log).split("\n"))
    assert judge(session).diagnosis.name == CASES[case].rule
    assert (session.values["user"], session.tunnel) == ("tac", "29")


@pytest.mark.parametrize("stamps", [True, False])
@pytest.mark.parametrize(("era", "case"), LOGS)
def test_two_on_one_interface_one_after_another(era: str, case: str, stamps: bool) -> None:
    two = rows(era, case) + list(delayed(renamed(rows(era, case), 1, interface=False), 30_000))
    sessions = explained(two if stamps else map(_bare, two))
    half = len(two) // 2
    assert [(one.first, one.values["user"]) for one in sessions] == [(2, "tac"), (half + 2, "tac1")]
    assert [judge(one).diagnosis.name for one in sessions] == [CASES[case].rule] * 2


@pytest.mark.parametrize("first", [1, 30, 60])
@pytest.mark.parametrize(("era", "case"), LOGS)
def test_lines_cut_at_the_start_and_the_end(era: str, case: str, first: int) -> None:
    log = rows(era, case)
    log = [log[first][40:], *log[first + 1 : -1], log[-1][:31]]
    assert judge(only(log)).diagnosis.name == CASES[case].rule


@pytest.mark.parametrize("step", [0, 1, 3, 40])
@pytest.mark.parametrize("era", ERAS)
def test_many_calls_that_are_mixed_are_told_apart(era: str, step: int) -> None:
    """So many milliseconds one behind the other; each line names one call, or follows one that
    does."""
    logs = [
        list(delayed(renamed(rows(era, case), number), number * step))
        for number, case in enumerate([*CASES, *CASES, *CASES, *CASES], 1)
    ]
    sessions = explained(mixed(*logs))
    found = {one.values["user"]: judge(one).diagnosis.name for one in sessions}
    wanted = [CASES[case].rule for case in [*CASES, *CASES, *CASES, *CASES]]
    assert found == {f"tac{number}": rule for number, rule in enumerate(wanted, 1)}
    assert len(sessions) == len(wanted)


@pytest.mark.parametrize("name", CAUSES)
@pytest.mark.parametrize(("era", "case"), LOGS)
def test_logs_of_several_eras_that_were_laid_into_one_are_told_apart(
    era: str, case: str, name: str
) -> None:
    """Line by line with one of the document's."""
    pairs = zip_longest(rows(era, case), document(name), fillvalue="")
    assert causes(row for pair in pairs for row in pair) == sorted([CASES[case].rule, CAUSES[name]])


def test_a_router_that_was_given_a_newer_ios_has_both_in_its_log() -> None:
    later = mixed(rows("12.4", "up"), renamed(rows("15", "691"), 1))
    assert causes(later) == ["up", "wrong user name or password"]


@pytest.mark.parametrize(("era", "case"), LOGS)
def test_the_logs_that_were_composed_go_forward_in_time(era: str, case: str) -> None:
    times = [seconds(row) for row in rows(era, case)]
    assert times == sorted(times)
