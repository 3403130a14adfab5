"""`vpdn lab`: names it does not know. The lab itself is played in tests/lab."""

from __future__ import annotations

from click.testing import CliRunner

from vpdn.cli import main
from vpdn.lab.topology import names


def test_a_lab_nobody_drew_is_one_line() -> None:
    done = CliRunner().invoke(main, ["lab", "atlantis"])
    assert done.exit_code == 1
    [line] = done.stderr.splitlines()
    assert line.startswith("vpdn: ")
    assert "atlantis" in line


def test_all_labs_are_listed_with_their_titles() -> None:
    done = CliRunner().invoke(main, ["lab", "--list"])
    assert done.exit_code == 0
    listed = [line.split(maxsplit=1) for line in done.stdout.splitlines()]
    assert [name for name, _ in listed] == names()
    assert ["wrong-password", "Error 691: the password is wrong"] in listed
