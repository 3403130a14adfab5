from __future__ import annotations

import pytest

from tests.ios.sessions import screen_of
from vpdn.ios.lines import CONSOLE


@pytest.mark.parametrize(
    ("text", "lines", "screen", "prompt"),
    [
        ("enable password cisco", ["enable", "cisco"], "", "Router#"),
        ("enable password cisco", ["enable"], "", "Password: "),
        ("enable password level 5 five", ["enable 5", "five"], "", "Router#"),
        ("", ["enable"], "% No password set\n", "Router>"),
        ("enable password cisco", ["enable", "x", "cisco"], "", "Router#"),
        ("enable password cisco", ["enable", "x", "y", "z"], "% Bad passwords\n", "Router>"),
        ("aaa new-model\nenable password cisco", ["enable", "x"], "% Access denied\n", "Router>"),
        ("aaa new-model", ["enable", "x"], "% Error in authentication.\n", "Router>"),
        ("aaa new-model\naaa authentication enable default none", ["enable"], "", "Router#"),
    ],
)
def test_up(text: str, lines: list[str], screen: str, prompt: str) -> None:
    assert screen_of(text, *lines)[:2] == (screen, prompt)


def test_three_wrong_passwords_take_six_seconds() -> None:
    assert screen_of("enable password cisco", "enable", "x", "y", "z")[2] == pytest.approx(6.0)


def test_at_the_console_nobody_is_asked_where_there_is_no_password() -> None:
    assert screen_of("", "enable", line=CONSOLE)[:2] == ("", "Router#")
    assert screen_of("enable password cisco", "enable", line=CONSOLE)[1] == "Password: "


@pytest.mark.parametrize(
    ("line", "screen", "prompt"),
    [
        ("disable", "Current privilege level is 1\n", "Router>"),
        ("disable 5", "Current privilege level is 5\n", "Router#"),
        ("enable 7", "Current privilege level is 7\n", "Router#"),
        ("enable 0", "", "Router>"),
    ],
)
def test_down_nobody_is_asked(line: str, screen: str, prompt: str) -> None:
    lines = [line] if line == "enable 0" else [line, "show privilege"]
    assert screen_of("enable password cisco", *lines, privilege=15)[:2] == (screen, prompt)


def test_disable_goes_down_only() -> None:
    screen, prompt, _ = screen_of("", "disable 7", privilege=5)
    assert screen == "New privilege level must be less than current privilege level\n"
    assert prompt == "Router#"
