"""`vpdn lab`: names it does not know. The lab itself is played in tests/lab."""

from __future__ import annotations

from click.testing import CliRunner

from vpdn.cli import main


def test_a_lab_nobody_drew_is_one_line() -> None:
    done = CliRunner().invoke(main, ["lab", "atlantis"])
    assert done.exit_code == 1
    [line] = done.stderr.splitlines()
    assert line.startswith("vpdn: ")
    assert "atlantis" in line
