from __future__ import annotations

from tests.ios.support import loaded, written


def test_lines_are_written_console_first_and_vty_last() -> None:
    lines = ["line vty 0 4", "line aux 0", "line 33 50", "line con 0"]
    assert written("\n".join(lines)) == lines[::-1]


def test_what_stands_inside_is_kept_and_noted() -> None:
    text = "line vty 0 4\n exec-timeout 0 0\n password\n login local\n transport input telnet ssh"
    assert written(text) == text.splitlines()
    assert len(loaded(text).running.notes()) >= 5


def test_one_of_each_kind_of_setting() -> None:
    text = "line con 0\n transport input none\n transport output all\n transport input telnet"
    assert written(text) == ["line con 0", " transport input telnet", " transport output all"]
