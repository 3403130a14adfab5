"""`vpdn explain --pcap`: text, JSON, the file for Wireshark, and bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from scapy.utils import rdpcap

from tests.explain.captures import negotiated, ping
from vpdn.cli import main
from vpdn.explain.capture_story import Side


@pytest.fixture
def file(tmp_path: Path) -> Path:
    talk = negotiated()
    for number in range(3):
        talk.carry(Side.PC, ping(number))
    made = tmp_path / "call.pcap"
    made.write_bytes(talk.line.file)
    return made


def explain(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["explain", *map(str, words)])


def test_a_capture_is_told(file: Path) -> None:
    done = explain("--pcap", file, "--password", "admin")
    assert done.exit_code == 0, done.output
    assert "  Inside (3 packets)" in done.output.splitlines()


def test_what_was_inside_is_written_for_others_to_read(file: Path, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("admin\n")
    out = tmp_path / "inner.pcap"
    done = explain("--pcap", file, "--password-file", tmp_path / "password", "--write", out)
    assert done.exit_code == 0, done.output
    assert [bytes(packet) for packet in rdpcap(str(out))] == [ping(number) for number in range(3)]


def test_programs_get_one_document(file: Path) -> None:
    document = json.loads(explain("--pcap", file, "--json").output)
    assert document["file"] == str(file)
    assert len(document["calls"]) == 1


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    bad = tmp_path / "bad.pcap"
    bad.write_text("no capture")
    for path, reason in ((bad, "neither pcap nor pcapng"), (tmp_path / "no", "cannot read")):
        done = explain("--pcap", path)
        assert done.exit_code == 1
        [line] = done.stderr.splitlines()
        assert line.startswith("vpdn: ")
        assert reason in line


def test_a_cut_file_is_told_as_far_as_it_goes(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-2])
    done = explain("--pcap", file)
    assert done.exit_code == 0
    assert "the file ends in the middle of it" in done.output
