"""`vpdn explain`: files, standard input, a router's buffer, and what is no log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.cli.program import ROOT
from tests.explain.support import DOCUMENT
from vpdn.cli import explain_log as command
from vpdn.cli import main
from vpdn.ios.console_client import Answer

CCP_REJECTED = DOCUMENT / "error-742-ccp-rejected.log"


def explain(*arguments: str | Path, typed: bytes = b"") -> Result:
    return CliRunner().invoke(main, ["explain", *map(str, arguments)], input=typed)


def test_a_file_is_explained() -> None:
    done = explain(CCP_REJECTED)
    assert done.exit_code == 0, done.output
    assert "Error 742: " in done.stdout
    assert done.stderr == ""


def test_standard_input_is_a_dash() -> None:
    assert explain("-", typed=CCP_REJECTED.read_bytes()).stdout == explain(CCP_REJECTED).stdout


def test_each_call_is_one_json_document_a_line() -> None:
    typed = CCP_REJECTED.read_bytes() + (DOCUMENT / "connect.log").read_bytes()
    said = [json.loads(line) for line in explain("-", "--json", typed=typed).stdout.splitlines()]
    assert [one["diagnosis"]["name"] for one in said] == ["MPPE is not configured", "up"]


def test_a_running_routers_buffer_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[str] = []

    def run(path: Path, commands: list[str]) -> Iterator[Answer]:
        asked.extend([str(path), *commands])
        yield Answer("")
        yield Answer("Log Buffer (4096 bytes):\n\n" + CCP_REJECTED.read_text())

    monkeypatch.setattr(command, "run", run)
    done = explain("--router", tmp_path / "angela.sock")
    assert asked == [str(tmp_path / "angela.sock"), "terminal length 0", "show logging"]
    assert "Error 742: " in done.stdout


@pytest.mark.parametrize(
    ("octets", "told"),
    [
        (b"", "the log is empty"),
        (b"hello\nworld\n", "nothing of PPTP or PPP in 2 lines"),
        (b"hello\n", "TCP port 1723 is blocked on the path"),
        (b"\x7fELF\x02\x01\x01\x00\x00", "no text but binary data"),
    ],
)
def test_what_is_no_log_is_one_line_and_status_1(octets: bytes, told: str, tmp_path: Path) -> None:
    file = tmp_path / "router.log"
    file.write_bytes(octets)
    done = explain(file)
    assert done.exit_code == 1
    [line] = done.stderr.splitlines()
    assert line.startswith(f"vpdn: {file}")
    assert told in line


def test_a_file_that_is_not_there_is_named() -> None:
    done = explain("/nowhere/router.log")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "vpdn: /nowhere/router.log: No such file or directory\n"


def test_no_router_at_the_socket_is_told(tmp_path: Path) -> None:
    done = explain("--router", tmp_path / "no.sock")
    assert done.exit_code == 1
    assert f"no router's console at {tmp_path / 'no.sock'}" in done.stderr


@pytest.mark.parametrize("name", ["error-742-ccp-rejected", "error-691-bad-password"])
def test_the_guides_pictures_are_what_it_prints(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    printed = explain(DOCUMENT / f"{name}.log").stdout.rstrip()
    indented = "\n".join(f"    {line}" if line else "" for line in printed.splitlines())
    assert indented in (ROOT / "docs" / "explain.md").read_text()


def test_standard_input_is_named_in_words() -> None:
    assert explain("-").stderr == "vpdn: standard input: the log is empty\n"
