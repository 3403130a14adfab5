"""What `vpdn dial` asks at a terminal, against a router that lets try again, and one that has the
password changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.client.lab import ROUTER, Lab, bare, served
from tests.net.conftest import NamespaceMaker, namespace
from tests.pseudo_terminal import Program
from vpdn.cli import questions
from vpdn.client.errors import DialError
from vpdn.net import namespaces
from vpdn.ppp.outputs import NewPassword

__all__ = ["namespace"]

PATIENT = ROUTER.replace(" ppp authentication", " ppp max-bad-auth 3\n ppp authentication")
AGING = ROUTER.replace(
    "aaa authentication ppp default local",
    "aaa authentication ppp default passwd-expiry group radius local\n"
    "radius-server host 127.0.0.1 auth-port 1645 acct-port 1646 key cisco",
)
IAS = """\
clients = [{ name = "angela", address = "127.0.0.1", secret = "cisco" }]
[[users]]
name = "tac"
password = "admin"
dialin = "allow"
password_expires = 2001-03-01
[[policies]]
name = "everybody"
permission = "grant"
"""


@pytest.fixture
def lab(namespace: NamespaceMaker, tmp_path: Path) -> Lab:
    return bare(namespace, tmp_path)


def dialling(lab: Lab, password: str) -> Program:
    command = lab.dial()
    (lab.folder / "password").write_text(f"{password}\n")
    return Program(namespaces.command(lab.pc, command))


def ended(program: Program) -> None:
    program.interrupt()
    program.until("Disconnected.")
    assert program.end() == 0


def test_a_wrong_password_is_asked_for_again_and_not_shown(lab: Lab) -> None:
    with served(lab, PATIENT):
        program = dialling(lab, "guess")
        assert "Error 691" in program.until("User name [tac]: ")
        program.type("\n")
        program.until("Password: ")
        program.type("guess again\n")
        program.until("User name [tac]: ")
        program.type("tac\n")
        program.until("Password: ")
        program.type("admin\n")
        assert "Verifying username and password..." in program.until("Connected.")
        assert "guess again" not in program.text
        ended(program)


@pytest.mark.parametrize("number", [691, 631])
def test_giving_up_leaves_the_machine_as_it_was(lab: Lab, number: int) -> None:
    """By the end of input, or by Ctrl-C."""
    before = lab.state()
    with served(lab, PATIENT):
        program = dialling(lab, "guess")
        program.until("User name [tac]: ")
        program.type("\n")
        program.until("Password: ")
        if number == 691:
            program.type("\x04")
        else:
            program.interrupt()
        program.until(f"Error {number}: ")
        assert program.end() == 1
        assert program.echoes()
    assert lab.state() == before


def test_an_expired_password_is_changed_and_the_new_one_outlives_the_server(lab: Lab) -> None:
    ias = lab.folder / "ias.toml"
    ias.write_text(IAS)
    with served(lab, AGING, "--radius", str(ias)):
        program = dialling(lab, "admin")
        assert "Error 648" in program.until("New password: ")
        program.type("one\n")
        program.until("Confirm new password: ")
        program.type("other\n")
        program.until("The two passwords are not the same.")
        for prompt in ("New password: ", "Confirm new password: "):
            program.until(prompt)
            program.type("secret\n")
        program.until("Connected.")
        ended(program)
    with served(lab, AGING, "--radius", str(ias)):
        program = dialling(lab, "secret")
        program.until("Connected.")
        ended(program)


def test_without_a_terminal_a_file_has_the_new_password(lab: Lab) -> None:
    ias = lab.folder / "ias.toml"
    ias.write_text(IAS)
    (lab.folder / "new").write_text("secret\n")
    with served(lab, AGING, "--radius", str(ias)):
        call = lab.start(*lab.dial("--new-password-file", str(lab.folder / "new")))
        assert call.stderr is not None
        assert any(line.startswith("Connected.") for line in call.stderr)
        call.terminate()
        assert call.wait(30) == 0
        call.stderr.close()
        program = dialling(lab, "secret")
        program.until("Connected.")
        ended(program)


async def test_a_new_password_answers_an_expired_one_and_only_once() -> None:
    answers = questions.Answers("secret", person=False)
    assert await answers(DialError(648), "tac") == NewPassword("secret")
    assert await answers(DialError(648), "tac") is None


async def test_a_new_password_answers_nothing_else() -> None:
    assert await questions.Answers("secret", person=False)(DialError(691), "tac") is None


async def test_what_no_answer_mends_is_not_asked_about() -> None:
    assert await questions.ask(DialError(647), "tac") is None


def test_a_pipe_is_nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (tmp_path / "file").open("w") as file:
        monkeypatch.setattr("sys.stdin", file)
        assert not questions.somebody_is_there()
