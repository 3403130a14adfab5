from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vpdn.ios.pager import ERASE, MORE, Pager

LINES = "".join(f"line {n}\n" for n in range(1, 9))


def test_the_prompt_and_its_erasure_are_exact() -> None:
    assert MORE == " --More-- "
    assert ERASE == "\b\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b\b"


def test_space_gives_a_page_and_return_a_line() -> None:
    pager = Pager(length=4)
    assert pager.write(LINES) == "line 1\nline 2\nline 3\n" + MORE
    assert pager.waiting
    assert pager.key("\r") == ERASE + "line 4\n" + MORE
    assert pager.key(" ") == ERASE + "line 5\nline 6\nline 7\n" + MORE
    assert pager.key(" ") == ERASE + "line 8\n"
    assert not pager.waiting


def test_any_other_key_drops_the_rest() -> None:
    for key in "qx\x03":
        pager = Pager(length=4)
        pager.write(LINES)
        assert pager.key(key) == ERASE
        assert (pager.waiting, pager.stopped) == (False, True)
        assert pager.write(LINES) == ""


def test_a_page_that_just_fits_is_not_asked_about() -> None:
    pager = Pager(length=4)
    assert pager.write("a\nb\nc\n") == "a\nb\nc\n"
    assert not pager.waiting
    assert pager.write("d\n") == MORE


def test_long_lines_count_as_the_screen_lines_they_take() -> None:
    pager = Pager(length=4, width=10)
    assert pager.write("x" * 25 + "\ny\n") == "x" * 25 + "\n" + MORE


def test_length_0_never_pauses() -> None:
    assert Pager(length=0).write(LINES * 100) == LINES * 100


def test_a_slash_skips_to_a_line_that_has_the_text() -> None:
    pager = Pager(length=4)
    pager.write(LINES)
    assert pager.key("/") == ERASE + "/"
    assert pager.key("6") + pager.key("7") + pager.key("\x7f") == "67\b \b"
    assert pager.key("\r") == "\nfiltering...\nline 6\nline 7\nline 8\n"


@given(st.lists(st.text("ab\n", max_size=20)), st.integers(1, 5), st.integers(0, 7))
def test_page_by_page_everything_is_shown_once(pieces: list[str], length: int, width: int) -> None:
    pager = Pager(length, width)
    shown = ""
    for piece in pieces:
        shown += pager.write(piece)
        while pager.waiting:
            shown += pager.key(" ")
    assert shown.replace(MORE, "").replace(ERASE, "") == "".join(pieces)
