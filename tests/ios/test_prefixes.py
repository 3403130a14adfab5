from __future__ import annotations

import pytest

from vpdn.ios.prefixes import DEFAULT, DO, PREFIX, blanked


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("do show clock", "   show clock"),
        ("  DO show", "     show"),
        ("dot", "dot"),
        ("do", "do"),
    ],
)
def test_do_is_blanked_and_carets_stay_where_they_belong(line: str, left: str) -> None:
    assert blanked(DO, line) == left
    assert len(blanked(DO, line)) == len(line)


@pytest.mark.parametrize("word", ["defa", "defau", "defaul", "default", " DEFAULT"])
def test_default_may_be_cut_short(word: str) -> None:
    assert blanked(DEFAULT, f"{word} mtu") == f"{'':{len(word)}} mtu"
    assert PREFIX.fullmatch(word)


@pytest.mark.parametrize("line", ["def mtu", "defaults mtu", "d"])
def test_what_is_no_prefix_stays(line: str) -> None:
    assert blanked(DEFAULT, line) == blanked(DO, line) == line
