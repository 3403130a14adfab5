from __future__ import annotations

import asyncio

import pytest

from vpdn.lab.expectation import Expectation, Witness, stands_in


def test_lines_are_expected_in_order_of_each_part_alone() -> None:
    witness = Witness()
    for who, line in (("r", "one"), ("pc", "late"), ("r", "two"), ("r", "three")):
        witness.see(who, line)
    assert witness.missing(Expectation({"r": ("one", "three"), "pc": ("late",)})) == []
    assert witness.missing(Expectation({"r": ("three", "one"), "pc": ("one",)})) == [
        "r: one",
        "pc: one",
    ]


def test_one_line_serves_one_expectation() -> None:
    witness = Witness()
    witness.see("r", "O CONFREQ")
    assert witness.missing(Expectation({"r": ("CONFREQ", "CONFREQ")})) == ["r: CONFREQ"]


def test_somebody_who_printed_nothing_misses_the_first_line() -> None:
    assert Witness().missing(Expectation({"pc": ("Error 691", "more")})) == ["pc: Error 691"]


@pytest.mark.parametrize(
    ("text", "line", "stands"),
    [
        ("CCP:  State", "Vi1 CCP: State is Open", True),
        ("E=6.1", "E=691 R=0", False),
        ("/E=6.1/", "E=691 R=0", True),
        ("/^E/", "an E", False),
        ("/", "a/b", True),
    ],
)
def test_a_text_is_plain_unless_it_stands_between_slashes(
    text: str, line: str, stands: bool
) -> None:
    assert stands_in(text, line) is stands


def test_blanks_of_what_is_printed_count_as_one() -> None:
    witness = Witness()
    witness.see("r", "CCP:    MS-PPC\n\nsecond")
    assert witness.missing(Expectation({"r": ("CCP: MS-PPC", "second")})) == []


async def test_what_comes_in_time_is_waited_for() -> None:
    witness = Witness()
    asyncio.get_running_loop().call_soon(witness.see, "r", "one")
    assert await witness.wait(Expectation({"r": ("one",)}, within=30)) == []


async def test_what_never_comes_is_given_up() -> None:
    assert await Witness().wait(Expectation({"r": ("one",)}, within=0)) == ["r: one"]


def test_the_last_error_is_remembered() -> None:
    witness = Witness()
    assert witness.error is None
    witness.see("pc", "Error 1: a\nError 2: b")
    witness.see("r", "*an Error 3: c")
    assert witness.error == "Error 2: b"
    witness.see("pc 2", "Error 4: d")
    witness.see("pc", "Error 5: e")
    assert witness.error == "Error 5: e"


def test_an_error_is_over_once_its_pc_has_connected() -> None:
    witness = Witness()
    witness.see("pc", "Error 648: expired")
    witness.see("pc 2", "Connected. 10.0.0.1")
    assert witness.error == "Error 648: expired"
    witness.see("pc", "Connected. 10.0.0.2")
    assert witness.error is None
