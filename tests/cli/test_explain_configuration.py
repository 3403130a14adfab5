"""`vpdn explain --config`: text, JSON and bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.cli.program import ANGELA
from vpdn.cli import main


def explain(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["explain", *map(str, words)])


def test_a_configuration_is_told() -> None:
    done = explain("--config", ANGELA)
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[0] == f"{ANGELA}: 3 faults"


def test_programs_get_one_document() -> None:
    document = json.loads(explain("--config", ANGELA, "--json").output)
    assert [one["error"] for one in document["findings"]] == [742, 919, 720]


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    done = explain("--config", tmp_path / "no.cfg")
    assert done.exit_code == 1
    [line] = done.stderr.splitlines()
    assert line == f"vpdn: cannot read {tmp_path / 'no.cfg'}: No such file or directory"


def test_binary_data_is_no_configuration(tmp_path: Path) -> None:
    file = tmp_path / "any.cfg"
    file.write_bytes(b"hostname angela\n\0\1\2\xff\n")
    done = explain("--config", file)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == f"vpdn: {file}:2: no text but binary data\n"


@pytest.mark.parametrize("octets", [b"", b"\1\2\xff" * 50])
def test_any_text_is_a_configuration(octets: bytes, tmp_path: Path) -> None:
    file = tmp_path / "any.cfg"
    file.write_bytes(octets)
    assert explain("--config", file).exit_code == 0
