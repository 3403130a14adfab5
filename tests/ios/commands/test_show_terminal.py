from __future__ import annotations

import pytest

from tests.ios.sessions import screen_of
from vpdn.ios.lines import CONSOLE


def test_what_a_vty_was_told() -> None:
    text = "line vty 0 4\n exec-timeout 5 30\n transport input ssh\n no login"
    screen, _, _ = screen_of(text, "show terminal")
    assert screen.startswith('Line 130, Location: "10.1.1.1", Type: ""\nLength: 24 lines')
    assert "\n               00:05:30     never " in screen
    assert screen.endswith("Allowed input transports are ssh.\n")


def test_the_console_has_no_transports_and_may_wait_for_ever() -> None:
    screen, _, _ = screen_of("line con 0\n exec-timeout 0 0", "show terminal", line=CONSOLE)
    assert screen.startswith('Line 0, Location: "", Type: ""\n')
    assert "\n               never        never " in screen
    assert "transports" not in screen


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("terminal length 50", "Length: 50 lines, Width: 80 columns\n"),
        ("terminal width 132", "Length: 24 lines, Width: 132 columns\n"),
        ("terminal history size 33", "History is enabled, history size is 33.\n"),
        ("terminal no history", "History is disabled, size is 0.\n"),
    ],
)
def test_what_was_typed_here_is_shown(typed: str, shown: str) -> None:
    assert shown in screen_of("", typed, "show terminal")[0]
