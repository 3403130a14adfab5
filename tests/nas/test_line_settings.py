from __future__ import annotations

import pytest

from vpdn.nas.line_settings import LineSettings, Login


@pytest.mark.parametrize(
    ("kind", "login", "asks"),
    [
        ("vty", None, Login.LINE),
        ("con", None, Login.NONE),
        ("vty", Login.NONE, Login.NONE),
        ("con", Login.LOCAL, Login.LOCAL),
    ],
)
def test_a_vty_that_was_told_nothing_wants_a_password(
    kind: str, login: Login | None, asks: Login
) -> None:
    assert LineSettings(kind, 0, 4, login).asks is asks


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (None, {"telnet", "ssh"}),
        (("all",), {"telnet", "ssh"}),
        (("ssh",), {"ssh"}),
        (("telnet", "ssh"), {"telnet", "ssh"}),
        (("none",), set()),
    ],
)
def test_what_transport_input_lets_in(given: tuple[str, ...] | None, taken: set[str]) -> None:
    line = LineSettings("vty", 0, 4, transport_input=given)
    assert {protocol for protocol in ("telnet", "ssh") if line.takes(protocol)} == taken
