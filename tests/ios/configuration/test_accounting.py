from __future__ import annotations

import pytest

from tests.ios.support import loaded, refused, written
from vpdn.aaa.settings import AccountingList, AccountingSettings


@pytest.mark.parametrize(
    ("line", "made"),
    [
        (
            "aaa accounting network default start-stop group radius",
            AccountingList("default", "network", "start-stop", ("group radius",)),
        ),
        (
            "aaa accounting exec vty stop-only group tacacs+ group radius",
            AccountingList("vty", "exec", "stop-only", ("group tacacs+", "group radius")),
        ),
        (
            "aaa accounting connection default wait-start group IAS",
            AccountingList("default", "connection", "wait-start", ("group IAS",)),
        ),
        ("aaa accounting system default none", AccountingList("default", "system", "none")),
        (
            "aaa accounting commands 15 default stop-only group tacacs+",
            AccountingList("default", "commands 15", "stop-only", ("group tacacs+",)),
        ),
    ],
)
def test_what_is_recorded_of_a_service_and_to_whom(line: str, made: AccountingList) -> None:
    assert loaded(line).config.aaa.accounting.lists == {(made.service, made.name): made}
    assert written(line) == [line]


def test_the_older_spelling_of_a_group_is_rewritten() -> None:
    assert written("aaa accounting network default start-stop radius") == [
        "aaa accounting network default start-stop group radius"
    ]


def test_lists_are_told_apart_by_service_level_and_name() -> None:
    lines = [
        "aaa accounting network default none",
        "aaa accounting network vpn none",
        "aaa accounting commands 1 default none",
        "aaa accounting commands 15 default none",
    ]
    assert sorted(written("\n".join(lines))) == sorted(lines)
    left = written("\n".join([*lines, "no aaa accounting commands 1 default"]))
    assert sorted(left) == sorted(line for line in lines if "commands 1 " not in line)


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("aaa accounting update newinfo", AccountingSettings(newinfo=True)),
        ("aaa accounting update periodic 5", AccountingSettings(periodic=5)),
        (
            "aaa accounting update newinfo periodic 5",
            AccountingSettings(newinfo=True, periodic=5),
        ),
        ("aaa accounting delay-start", AccountingSettings(delay_start=True)),
        ("aaa accounting suppress null-username", AccountingSettings(suppress_null_username=True)),
        (
            "aaa accounting send stop-record authentication failure",
            AccountingSettings(stop_on_failure=True),
        ),
    ],
)
def test_when_records_are_sent(line: str, made: AccountingSettings) -> None:
    assert loaded(line).config.aaa.accounting == made
    assert written(line) == [line]
    assert loaded(f"{line}\nno {line}").config.aaa.accounting == AccountingSettings()


@pytest.mark.parametrize(
    "line",
    [
        "aaa accounting network default start-stop",
        "aaa accounting network default none group radius",
        "aaa accounting network default start-stop local",
        "aaa accounting commands 16 default none",
        "aaa accounting update",
        "aaa accounting update periodic 0",
    ],
)
def test_lines_that_say_too_little_or_too_much(line: str) -> None:
    assert len(refused(line)) == 1


def test_each_line_is_noted_until_records_are_sent() -> None:
    text = "aaa accounting network default start-stop group radius\naaa accounting delay-start"
    notes = [note for note in loaded(text).running.notes() if note.number]
    assert [note.line for note in notes] == text.splitlines()
    assert {note.reason for note in notes} == {"no accounting records are sent"}
