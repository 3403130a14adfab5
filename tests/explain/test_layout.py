from __future__ import annotations

from vpdn.explain.layout import folded


def test_a_long_line_goes_on_further_in() -> None:
    assert folded("  " + "word " * 12, 42, 6) == [
        "  word word word word word word word word",
        "      word word word word",
    ]
    assert folded("", 80) == [""]


def test_a_narrow_screen_breaks_no_more_than_forty_columns_do() -> None:
    assert folded("a" * 30 + " " + "b" * 9, 10) == ["a" * 30 + " " + "b" * 9]
