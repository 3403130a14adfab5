"""`vpdn explain`: one thing to read is named. The twins of `explain_*` read each kind."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from vpdn.cli import main

INPUTS = (("file",), ("-",), ("--router", "socket"), ("--pcap", "file"), ("--config", "file"))


@pytest.mark.parametrize("arguments", [(), *((*one, "--config", "x") for one in INPUTS[:4])])
def test_one_input_is_named(arguments: tuple[str, ...]) -> None:
    done = CliRunner().invoke(main, ["explain", *arguments])
    assert done.exit_code == 2
    assert "--router PATH, --pcap FILE or --config FILE" in " ".join(done.output.split())


@pytest.mark.parametrize("option", ["--password", "--password-file", "--user", "--write"])
def test_what_is_a_captures_goes_with_a_capture(option: str) -> None:
    done = CliRunner().invoke(main, ["explain", "file", option, "x"])
    assert done.exit_code == 2
    assert "go with --pcap" in " ".join(done.output.split())


@pytest.mark.parametrize("arguments", INPUTS[2:])
def test_what_is_not_there_is_one_line_and_status_1(arguments: tuple[str, ...]) -> None:
    done = CliRunner().invoke(main, ["explain", *arguments[:1], "/nowhere"])
    assert done.exit_code == 1
    assert "/nowhere" in done.stderr
