from __future__ import annotations

import pytest

from tests.ios.support import loaded, refused, written
from vpdn.nas.line_settings import LineSettings, Login


def vty(*lines: str) -> LineSettings:
    [made] = loaded("\n ".join(("line vty 0 4", *lines))).config.lines
    return made


def test_lines_are_written_console_first_and_vty_last() -> None:
    lines = ["line vty 0 4", "line aux 0", "line 33 50", "line con 0"]
    assert written("\n".join(lines)) == lines[::-1]
    assert [one.kind for one in loaded("\n".join(lines)).config.lines] == ["con", "", "aux", "vty"]


@pytest.mark.parametrize("typed", ["line con 0", "line console 0", "line c 0"])
def test_the_console_has_its_whole_name_and_is_written_by_the_short_one(typed: str) -> None:
    assert written(typed) == ["line con 0"]
    assert written(f"line con 0\n exec-timeout 0 0\n{typed}\n length 0") == [
        "line con 0",
        " exec-timeout 0 0",
        " length 0",
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((), LineSettings("vty", 0, 4)),
        (("exec-timeout 5 30",), LineSettings("vty", 0, 4, exec_timeout=330)),
        (("no exec-timeout",), LineSettings("vty", 0, 4, exec_timeout=0)),
        (("password 7 104F0D140C19",), LineSettings("vty", 0, 4, password="admin")),
        (("password",), LineSettings("vty", 0, 4)),
        (("login",), LineSettings("vty", 0, 4, Login.LINE)),
        (("login local",), LineSettings("vty", 0, 4, Login.LOCAL)),
        (("no login",), LineSettings("vty", 0, 4, Login.NONE)),
        (("login authentication ops",), LineSettings("vty", 0, 4, authentication="ops")),
        (("access-class 10 in",), LineSettings("vty", 0, 4, access_class="10")),
        (("access-class OPS in",), LineSettings("vty", 0, 4, access_class="OPS")),
        (("transport input ssh",), LineSettings("vty", 0, 4, transport_input=("ssh",))),
        (("privilege level 15",), LineSettings("vty", 0, 4, privilege=15)),
        (("length 0", "width 132"), LineSettings("vty", 0, 4, length=0, width=132)),
        (("history size 50",), LineSettings("vty", 0, 4, history=50)),
        (("session-timeout 3",), LineSettings("vty", 0, 4)),
        (("transport output none",), LineSettings("vty", 0, 4)),
        (("autocommand show users",), LineSettings("vty", 0, 4, autocommand="show users")),
        (("logging synchronous",), LineSettings("vty", 0, 4, synchronous=True)),
        (
            ("authorization commands 15 ops", "authorization commands 1 default"),
            LineSettings("vty", 0, 4, command_lists={15: "ops", 1: "default"}),
        ),
        (
            ("authorization commands 15 ops", "no authorization commands 15"),
            LineSettings("vty", 0, 4),
        ),
        (("authorization exec ops",), LineSettings("vty", 0, 4, exec_list="ops")),
        (("authorization exec ops", "authorization exec default"), LineSettings("vty", 0, 4)),
        (("authorization reverse-access ops",), LineSettings("vty", 0, 4)),
    ],
)
def test_what_a_line_is_told(lines: tuple[str, ...], expected: LineSettings) -> None:
    assert vty(*lines) == expected


@pytest.mark.parametrize(
    ("line", "canonical"),
    [
        ("exec-timeout 10", []),
        ("exec-timeout 0", [" exec-timeout 0 0"]),
        ("no exec-timeout", [" exec-timeout 0 0"]),
        ("password 0 admin", [" password admin"]),
        ("password 0 7 up", [" password 0 7 up"]),
        ("no login", [" no login"]),
        ("history size 10", []),
    ],
)
def test_how_it_is_written(line: str, canonical: list[str]) -> None:
    assert written(f"line con 0\n {line}") == ["line con 0", *canonical]


def test_lines_inside_stand_in_ios_order() -> None:
    lines = [" exec-timeout 0 0", " password x", " login local", " transport input telnet ssh"]
    assert written("\n".join(["line vty 0 4", *lines[::-1]])) == ["line vty 0 4", *lines]


def test_one_of_each_kind_of_transport() -> None:
    text = "line con 0\n transport input none\n transport output all\n transport input telnet"
    assert written(text) == ["line con 0", " transport input telnet", " transport output all"]


def test_a_password_that_is_not_type_7_is_refused() -> None:
    assert "Invalid encrypted password" in refused("line vty 0 4\n password 7 zz")[0]


def test_the_password_of_a_line_is_hidden_with_the_others() -> None:
    text = "service password-encryption\nline vty 0 4\n password admin"
    assert "admin" not in loaded(text).running.text()
    assert loaded(text).config.lines[0].password == "admin"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "line vty 0 4\n password a\nline vty 0\n password b",
            ["line vty 0", " password b", "line vty 1 4", " password a"],
        ),
        (
            "line vty 0 4\n password a\nline vty 0 9\n login",
            ["line vty 0 4", " password a", " login", "line vty 5 9", " login"],
        ),
        (
            "line vty 0 4\n password a\nline vty 5 15\n password b\nline vty 3 7\n login local",
            [
                *("line vty 0 2", " password a"),
                *("line vty 3 4", " password a", " login local"),
                *("line vty 5 7", " password b", " login local"),
                *("line vty 8 15", " password b"),
            ],
        ),
        (
            "line vty 0 15\n login local\nno line vty 5 15",
            ["line vty 0 4", " login local"],
        ),
        (
            "line vty 0 4\n password a\nline vty 0 2\n no password\nline con 0",
            ["line con 0", "line vty 0 2", "line vty 3 4", " password a"],
        ),
    ],
)
def test_a_line_is_told_by_every_command_that_names_it(text: str, lines: list[str]) -> None:
    assert written(text) == lines
    assert written("\n".join(lines)) == lines
