from __future__ import annotations

import pytest

from vpdn.errors import ConfigError, MisuseError
from vpdn.ios.grammar import Declaration, match
from vpdn.ios.pattern import compile_pattern


def accepts(pattern: str, line: str) -> bool:
    try:
        match([Declaration(compile_pattern(pattern), {}, None)], line)
    except ConfigError:
        return False
    return True


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        ("a b", ["a b", " a  b "], ["a", "b", "a b c"]),
        ("a [b] c", ["a b c", "a c"], ["a b", "a b b c"]),
        ("a <b|c d>", ["a b", "a c d"], ["a", "a c", "a b d"]),
        ("a {b|c (1-9)$n|d}", ["a", "a b", "a d c 1 b"], ["a b b", "a c"]),
        ("a WORD$w...", ["a x", "a x y z"], ["a"]),
        ("a <b|c>$x... d", ["a b d", "a b c c d"], ["a d", "a b"]),
        ("a LINE$l", ["a b  c"], ["a"]),
        ("[no] a / (1-9)$n", ["a 1", "no a", "no a 1"], ["a", "no", "no a x"]),
        ("[no] a b", ["a b", "no a b"], ["no a"]),
        ("a [/all] [b]", ["a", "a b", "a /all", "a /a b"], ["a all", "a / all", "a b /all"]),
    ],
)
def test_the_notation(pattern: str, good: list[str], bad: list[str]) -> None:
    assert [line for line in good if not accepts(pattern, line)] == []
    assert [line for line in bad if accepts(pattern, line)] == []


@pytest.mark.parametrize("pattern", ["a [b", "a b]", "a <b|c", "a $", "a > b"])
def test_what_is_not_in_the_notation_is_a_bug_of_ours(pattern: str) -> None:
    with pytest.raises(MisuseError):
        compile_pattern(pattern)


def test_a_groups_name_goes_to_its_single_words() -> None:
    assert compile_pattern("a <b|c|(1-9)>$x [d e]$y").names == {"x"}


def test_the_head_is_what_does_not_vary() -> None:
    assert compile_pattern("[no] ppp encrypt mppe / <40|128>$bits").head == "ppp encrypt mppe"
    assert compile_pattern("interface INTERFACE$name").head == "interface"


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("show clock", {"show clock"}),
        ("show vpdn tunnel [all]$every", {"show vpdn tunnel"}),
        ("show ip route / WORD$name", {"show ip route"}),
        ("ping A.B.C.D$target", {"ping"}),
        ("<show users|who|systat> [all]$every", {"show users", "who", "systat"}),
        ("clear vpdn <pptp|l2tp>$protocol", {"clear vpdn"}),
        ("[no] debug <all|ppp negotiation>$what", {"debug"}),
        ("[no] terminal monitor", {"terminal monitor"}),
    ],
)
def test_with_which_words_a_command_begins_without_no(text: str, heads: set[str]) -> None:
    assert compile_pattern(text).heads == heads
