from __future__ import annotations

import re
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.errors import DecodeError
from vpdn.ios.expression import Expression


@pytest.mark.parametrize(
    ("expression", "found", "missed"),
    [
        ("angela", ["angela", "hostname angela!"], ["angel", "Angela", ""]),
        ("^interface", ["interface Ethernet0"], [" interface", "no interface"]),
        ("shutdown$", [" shutdown", "no shutdown"], ["shutdown now"]),
        ("^$", [""], [" ", "x"]),
        ("^ip|^aaa", ["ip route", "aaa new-model"], [" ip"]),
        ("^(ip|aaa) ", ["ip route", "aaa new-model"], ["ipx x"]),
        ("a.c", ["abc", "a c"], ["ac"]),
        ("ab*c", ["ac", "abbbc"], ["adc"]),
        ("ab+c", ["abc"], ["ac"]),
        ("ab?c", ["ac", "abc"], ["abbc"]),
        ("[0-9]+/[0-9]", ["Ethernet0/0"], ["Loopback0"]),
        ("[^0-9 ]", ["1a"], ["1 2"]),
        ("[]x]", ["]", "x"], ["["]),
        ("[a-]", ["-"], ["b"]),
        (r"1\.1", ["1.1"], ["1x1"]),
        (r"a\\", ["a\\"], ["a"]),
        ("_100_", ["100", "1 100 2", "1,100", "(100)"], ["1001", "x100"]),
        ("tac_user", ["tac_user"], ["tacuser"]),
        ("", ["", "x"], []),
        ("x|", ["y"], []),
    ],
)
def test_what_is_found_and_what_is_not(
    expression: str, found: list[str], missed: list[str]
) -> None:
    made = Expression(expression)
    assert [line for line in found if not made.search(line)] == []
    assert [line for line in missed if made.search(line)] == []


@pytest.mark.parametrize(
    "expression", ["(", ")", "a)", "[", "[a", "*", "+a", "a|*", "(" * 60, "x" * 300]
)
def test_what_is_no_expression(expression: str) -> None:
    with pytest.raises(DecodeError):
        Expression(expression)


@pytest.mark.parametrize("expression", ["(a+)+$", "(a|a)*$", ".*.*.*.*.*.*.*.*x$", "(a?)*" * 40])
def test_no_expression_takes_long(expression: str) -> None:
    started = time.process_time()
    Expression(expression).search("a" * 2000 + "!")
    assert time.process_time() - started < 2


pieces = st.recursive(
    st.sampled_from(["a", "b", ".", "[ab]", "[^a]", "^", "$"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from("*+?")).map(lambda two: f"({two[0]}){two[1]}"),
    ),
    max_leaves=8,
)


@given(pieces, st.text(st.sampled_from("abc"), max_size=8))
def test_it_agrees_with_another_matcher(expression: str, line: str) -> None:
    assert Expression(expression).search(line) == bool(re.search(expression, line))


@given(st.text(), st.text())
def test_any_text_is_an_expression_or_is_not(expression: str, line: str) -> None:
    with suppress(DecodeError):
        Expression(expression).search(line)
