from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.ios.line_editor import BELL, Action, Ask, Asked, LineEditor, Show
from vpdn.ios.line_history import History


def editor(history: History | None = None) -> LineEditor:
    made = LineEditor()
    assert made.ask("angela#", history) == "angela#"
    return made


def press(line: LineEditor, keys: bytes) -> list[Action]:
    return [action for octet in keys for action in line.key(octet)]


def screen(actions: list[Action]) -> str:
    return "".join(one.text for one in actions if isinstance(one, Show))


def asked(actions: list[Action]) -> list[Asked]:
    return [one for one in actions if isinstance(one, Asked)]


def test_what_is_typed_is_shown_and_handed_on_at_return() -> None:
    actions = press(editor(), b"show\r")
    assert screen(actions) == "show\r\n"
    assert asked(actions) == [Asked(Ask.ENTER, "show")]


@pytest.mark.parametrize("end", [b"\r", b"\n"])
def test_either_line_end_ends_a_line(end: bytes) -> None:
    assert asked(press(editor(), end)) == [Asked(Ask.ENTER, "")]


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (b"ab\x01c", "cab"),
        (b"ab\x02\x02c\x05d", "cabd"),
        (b"ab\x01\x06c", "acb"),
        (b"abc\x08\x7fd", "ad"),
        (b"abc\x02\x02\x04", "ac"),
        (b"show ver\x17int", "show int"),
        (b"show ver\x15x", "x"),
        (b"show ver\x18x", "x"),
        (b"abc\x02\x0b", "ab"),
        (b"abc\x15\x19\x19", "abcabc"),
        (b"ab\x14", "ba"),
        (b"one two\x1bbx", "one xtwo"),
        (b"one two\x01\x1bfx", "onex two"),
        (b"one two\x01\x1bd", " two"),
        (b"ab\x1b[Dc", "acb"),
        (b"ab\x1bODc\x1b[Cd", "acbd"),
        (b"ab\x1b[Hc\x1b[Fd\x1b[1~e\x1b[4~f", "ecabdf"),
        (b"ab\x01\x1b[3~", "b"),
        (b"a\x16?b", "a?b"),
        (b"a\x1b[99;99Xb", "ab"),
        (b"a\x1b\x1bb", "ab"),
        (b"\xc3\xa9\xff\xe9x", "\N{LATIN SMALL LETTER E WITH ACUTE}x"),
        (b"a\x00\x07\x1db", "ab"),
    ],
)
def test_editing_keys(keys: bytes, line: str) -> None:
    assert asked(press(editor(), keys + b"\r")) == [Asked(Ask.ENTER, line)]


def test_earlier_lines_come_back() -> None:
    history = History()
    line = editor(history)
    press(line, b"one\rtwo\r")
    line.ask("angela#", history)
    assert screen(press(line, b"\x10")) == "two"
    assert screen(press(line, b"\x1b[A")) == "\b\b\bone"
    assert screen(press(line, b"\x10")) == BELL
    press(line, b"\x0e\x1b[B")
    assert line.line == ""
    assert screen(press(line, b"\x0e")) == BELL


def test_help_is_asked_about_what_stands_before_the_cursor_and_the_line_stays() -> None:
    line = editor()
    actions = press(line, b"show x\x02?")
    assert actions[-2:] == [Show("?\r\n"), Asked(Ask.HELP, "show ")]
    assert line.redisplay() == "angela#show x\b"


def test_tab_asks_and_the_completed_line_is_shown_anew() -> None:
    line = editor()
    assert press(line, b"sh\t")[-2:] == [Show("\r\n"), Asked(Ask.COMPLETE, "sh")]
    line.replace("show ")
    assert line.redisplay() == "angela#show "


def test_control_z_and_control_c_end_the_line() -> None:
    line = editor()
    assert press(line, b"no x\x1a")[-2:] == [Show("^Z\r\n"), Asked(Ask.END, "no x")]
    assert press(line, b"no x\x03")[-2:] == [Show("\r\n"), Asked(Ask.ABORT, "no x")]
    assert line.line == ""


def test_control_r_shows_the_line_again() -> None:
    assert screen(press(editor(), b"show\x02\x12")) == "show\b\r\nangela#show\b"


def test_a_password_is_neither_shown_nor_remembered() -> None:
    history = History()
    line = editor(history)
    line.ask("Password: ", echo=False)
    actions = press(line, b"se?c\x08ret\r")
    assert screen(actions) == "\r\n"
    assert asked(actions) == [Asked(Ask.ENTER, "se?ret")]
    assert history.lines == ()


@pytest.mark.parametrize("history", [None, History()])
def test_in_a_literal_line_what_asks_for_help_is_text(history: History | None) -> None:
    """A Tab counts as a blank."""
    line = editor()
    assert line.ask("Username: ", history, literal=True) == "Username: "
    actions = press(line, b"who?\tme\x08y\r")
    assert screen(actions) == "who? me\b \by\r\n"
    assert asked(actions) == [Asked(Ask.ENTER, "who? my")]


@pytest.mark.parametrize(("key", "what"), [(b"\x03", Ask.ABORT), (b"\x1a", Ask.END)])
def test_the_keys_that_end_things_end_a_literal_line(key: bytes, what: Ask) -> None:
    line = editor()
    line.ask("", literal=True)
    assert asked(press(line, b"text" + key)) == [Asked(what, "text")]


def test_after_a_literal_line_help_is_help_again() -> None:
    line = editor()
    line.ask("", literal=True)
    press(line, b"?\r")
    line.ask("angela#")
    assert asked(press(line, b"?")) == [Asked(Ask.HELP, "")]


def test_a_tab_in_a_password_is_a_blank_that_is_not_shown() -> None:
    line = editor()
    line.ask("Password: ", echo=False)
    actions = press(line, b"a\tb\r")
    assert screen(actions) == "\r\n"
    assert asked(actions) == [Asked(Ask.ENTER, "a b")]


def test_a_full_line_rings() -> None:
    actions = press(editor(), b"x" * 255)
    assert screen(actions).endswith(BELL)


def test_a_long_line_stays_in_its_row_of_the_screen() -> None:
    shown = screen(press(editor(), b"x" * 200))
    assert "\r" not in shown
    assert "$" in shown


@given(st.binary(max_size=200), st.integers(0, 100))
def test_no_octets_are_too_hostile(octets: bytes, width: int) -> None:
    line = LineEditor(width)
    line.ask("angela(config)#", History())
    press(line, octets)
    line.redisplay()
    press(line, b"\x1b" * 20 + b"\r")
