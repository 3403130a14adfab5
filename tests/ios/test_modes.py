from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ios.lines import line
from vpdn.errors import ConfigError
from vpdn.ios.grammar import Declaration, declare, match
from vpdn.ios.modes import GLOBAL, Mode
from vpdn.ios.pattern import compile_pattern
from vpdn.ios.setting import Setting


def made(*patterns: str) -> Mode[str]:
    mode: Mode[str] = Mode("#", "")
    for text in patterns:
        mode.add(declared(text))
    return mode


def declared(text: str) -> Declaration[str]:
    return declare(compile_pattern(text), "show  x\nsystat  x\nmtu  x\nword  x", text)


def texts(mode: Mode[str], typed: str) -> list[str]:
    return [one.target for one in mode.beginning(typed)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("  Show", ["show", "systat", "WORD$word"]),
        ("m", ["[no] mtu", "WORD$word"]),
        ("no mtu", ["[no] mtu", "WORD$word"]),
        ("x", ["WORD$word"]),
        ("", ["show", "systat", "[no] mtu", "WORD$word"]),
    ],
)
def test_a_line_is_read_by_what_can_begin_with_its_letter(typed: str, found: list[str]) -> None:
    assert texts(made("show", "systat", "[no] mtu", "WORD$word"), typed) == found


def test_a_declaration_that_comes_later_is_found_too() -> None:
    mode = made("show")
    assert texts(mode, "s") == ["show"]
    mode.add(declared("systat"))
    assert texts(mode, "s") == ["show", "systat"]


@given(st.one_of(st.sampled_from(GLOBAL.declarations).flatmap(line), st.text(max_size=12)))
def test_those_understand_a_line_as_all_do(typed: str) -> None:
    def outcome(declarations: list[Declaration[Setting]]) -> object:
        try:
            return match(declarations, typed)
        except ConfigError as error:
            return (error.reason, error.column)

    assert outcome(GLOBAL.beginning(typed)) == outcome(GLOBAL.declarations)
