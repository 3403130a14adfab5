from __future__ import annotations

import pytest

from vpdn.ios.line_buffer import LONGEST, LineBuffer


def buffer(marked: str) -> LineBuffer:
    """`|` marks the cursor."""
    made = LineBuffer()
    made.set(marked.replace("|", ""))
    made.cursor = marked.index("|")
    return made


def marked(line: LineBuffer) -> str:
    return f"{line.text[: line.cursor]}|{line.text[line.cursor :]}"


@pytest.mark.parametrize(
    ("before", "edit", "after"),
    [
        ("show ve|r", LineBuffer.home, "|show ver"),
        ("|show ver", LineBuffer.end, "show ver|"),
        ("show| ver", LineBuffer.left, "sho|w ver"),
        ("|show", LineBuffer.left, "|show"),
        ("sho|w", LineBuffer.right, "show|"),
        ("show|", LineBuffer.right, "show|"),
        ("show ver |", LineBuffer.word_left, "show |ver "),
        ("show| ver x", LineBuffer.word_right, "show ver| x"),
        ("sho|w", LineBuffer.backspace, "sh|w"),
        ("|show", LineBuffer.backspace, "|show"),
        ("sho|w", LineBuffer.delete, "sho|"),
        ("show|", LineBuffer.delete, "show|"),
        ("show v|er", LineBuffer.kill_left, "|er"),
        ("show v|er", LineBuffer.kill_right, "show v|"),
        ("show ver |x", LineBuffer.kill_word_left, "show |x"),
        ("show| ver x", LineBuffer.kill_word_right, "show| x"),
        ("sh|wo", LineBuffer.transpose, "swh|o"),
        ("shwo|", LineBuffer.transpose, "show|"),
        ("s|", LineBuffer.transpose, "s|"),
        ("|show ver", LineBuffer.capitalize, "Show| ver"),
        ("|SHOW ver", LineBuffer.lower, "show| ver"),
        ("show| ver", LineBuffer.upper, "show VER|"),
        ("|\N{LATIN SMALL LETTER SHARP S}", LineBuffer.upper, "\N{LATIN SMALL LETTER SHARP S}|"),
    ],
)
def test_what_a_key_does(before: str, edit: object, after: str) -> None:
    line = buffer(before)
    assert callable(edit)
    edit(line)
    assert marked(line) == after


def test_what_was_deleted_comes_back_newest_first() -> None:
    line = buffer("show version|")
    line.kill_word_left()
    line.kill_left()
    line.yank()
    assert marked(line) == "show |"
    line.yank_next()
    assert marked(line) == "version|"
    line.yank_next()
    assert marked(line) == "show |"


def test_nothing_deleted_gives_nothing_back() -> None:
    line = buffer("show|")
    line.yank()
    line.yank_next()
    assert marked(line) == "show|"


def test_a_line_has_its_longest() -> None:
    line = LineBuffer()
    assert line.insert("x" * LONGEST)
    assert not line.insert("y")
    assert line.text == "x" * LONGEST
