"""Authentication methods as they are typed, and the places a password may be in."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import click
import pytest

from tests.pseudo_terminal import Program
from vpdn.cli.calling import AuthMethods, password
from vpdn.errors import ConfigError
from vpdn.ppp.auth.method import AuthMethod


def read(text: str) -> tuple[AuthMethod, ...]:
    return AuthMethods().convert(text, None, None)


@pytest.mark.parametrize("text", ["ms-chap-v2,pap", "ms-chap-v2 pap", "ms-chap-v2, pap"])
def test_methods_stand_in_the_order_they_are_liked(text: str) -> None:
    assert read(text) == (AuthMethod.MS_CHAP_V2, AuthMethod.PAP)


@pytest.mark.parametrize(("text", "named"), [("pap,ntlm", "'ntlm'"), ("", "'nothing'")])
def test_an_unknown_method_is_named(text: str, named: str) -> None:
    with pytest.raises(click.BadParameter, match=f"^{named} is none of pap, "):
        read(text)


def test_the_first_line_of_a_file_goes_before_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VPDN_PASSWORD", "other")
    file = tmp_path / "password"
    file.write_text("admin\nnot this\n")
    assert password(file) == "admin"
    assert password(None) == "other"
    file.write_text("")
    assert password(file) == ""


@pytest.mark.parametrize(("octets", "why"), [(b"\xff", "not UTF-8"), (None, "No such file")])
def test_a_file_that_cannot_be_read_is_said_so(
    tmp_path: Path, octets: bytes | None, why: str
) -> None:
    file = tmp_path / "password"
    if octets is not None:
        file.write_bytes(octets)
    with pytest.raises(ConfigError, match=why):
        password(file)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_prompt_that_is_ended_leaves_a_terminal_that_shows_what_is_typed(number: int) -> None:
    dial = (sys.executable, "-m", "vpdn", "dial", "192.0.2.1", "--user", "tac")
    without = {name: text for name, text in os.environ.items() if name != "VPDN_PASSWORD"}
    program = Program(dial, without)
    program.until("Password: ")
    assert not program.echoes()
    program.interrupt(number)
    program.until("Aborted!")
    assert program.echoes()
    assert program.end() == 1
    program.close()
