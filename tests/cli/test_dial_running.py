"""`--list`, `--status` and `--hangup` where nothing runs; with connections, in `test_dial`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vpdn.cli import main
from vpdn.client import running
from vpdn.net.local_socket import listening_socket

BOOK = '[angela]\nserver = "10.200.20.2"\nuser = "tac"\n'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "vpdn"
    folder.mkdir()
    (folder / "phonebook.toml").write_text(BOOK)
    return tmp_path


def vpdn(home: Path, *words: str) -> Result:
    places = {"XDG_CONFIG_HOME": str(home), "VPDN_RUN": str(home / "run")}
    return CliRunner().invoke(main, ["dial", *words], env=places)


def test_entries_are_listed_for_people_and_programs(home: Path) -> None:
    assert vpdn(home, "--list").output == "angela: 10.200.20.2, not connected\n"
    assert json.loads(vpdn(home, "--list", "--json").output) == [
        {"name": "angela", "server": "10.200.20.2", "user": "tac", "state": "not connected"}
    ]


def test_without_a_phonebook_there_is_nothing_to_list(tmp_path: Path) -> None:
    done = vpdn(tmp_path, "--list")
    assert (done.exit_code, done.output) == (0, "")


def test_a_phonebook_that_is_wrong_is_told_in_one_line(home: Path) -> None:
    path = home / "vpdn" / "phonebook.toml"
    path.write_text(BOOK + "mtu = 1\n")
    done = vpdn(home, "--list")
    assert done.exit_code == 1
    assert done.output == (
        f"vpdn: {path}: angela.mtu: Input should be greater than or equal to 576 (at line 4)\n"
    )


def test_what_does_not_run_has_no_status_and_cannot_be_hung_up(home: Path) -> None:
    assert json.loads(vpdn(home, "--status", "--json").output) == []
    for verb in ("--status", "--hangup"):
        done = vpdn(home, verb, "angela")
        assert (done.exit_code, done.output) == (1, "vpdn: angela is not connected\n")
    done = vpdn(home, "--hangup", "--all")
    assert (done.exit_code, done.output) == (0, "")


def test_one_that_does_not_answer_keeps_no_other_from_being_ended(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "HANGING_UP", 0.1)
    listening_socket(home / "run" / "boris.sock").close()
    with listening_socket(home / "run" / "angela.sock"):
        done = vpdn(home, "--hangup", "--all")
    assert (done.exit_code, done.output) == (1, "vpdn: angela does not answer\n")
    assert [path.name for path in (home / "run").iterdir()] == ["angela.sock"]
