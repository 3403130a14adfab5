from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.explain.captures import PC, SERVER, Line, negotiated, only_call, ping
from vpdn.errors import ConfigError
from vpdn.explain.capture_reading import read
from vpdn.explain.capture_story import Secret, Side
from vpdn.net.capture_file import CaptureFile
from vpdn.net.records import Record

TALK = negotiated()
TALK.carry(Side.PC, ping())
TALK.carry(Side.SERVER, ping(2))


def test_who_challenges_is_the_server_though_heard_first(tmp_path: Path) -> None:
    file, line = tmp_path / "gre.pcap", Line(TALK.line.packets[8:])
    file.write_bytes(line.file)
    assert only_call(line).ends.pc == SERVER, "nothing tells, so far"
    [call] = read(file, Secret("admin"))[0].calls
    assert (call.ends.pc, call.ends.server) == (PC, SERVER)
    assert [one.sender for one in call.inner] == [Side.PC, Side.SERVER]


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.pcap"
    file.write_bytes(TALK.line.file[:-3])
    seen, trouble = read(file, Secret("admin"))
    assert [one.packet for one in seen.calls[0].inner] == [ping()]
    assert trouble.endswith("the file ends in the middle of it")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "call.pcap"
    made.write_bytes(TALK.line.file)
    return made


def test_of_the_packets_inside_as_many_are_kept_as_are_asked_for(file: Path) -> None:
    [call] = read(file, Secret("admin"), keep=1)[0].calls
    assert ([one.packet for one in call.inner], call.inside.count) == ([ping()], 2)


def test_all_are_written(file: Path, tmp_path: Path) -> None:
    """Once, though the file is read twice: who is the server was not clear at first."""
    out = tmp_path / "inner.pcap"
    file.write_bytes(Line(TALK.line.packets[8:]).file)
    read(file, Secret("admin"), keep=0, out=out)
    assert [one.octets for one in CaptureFile(out)] == [ping(), ping(2)]


def test_the_capture_itself_is_not_written_over(file: Path) -> None:
    with pytest.raises(ConfigError, match="it is the capture that is read"):
        read(file, Secret("admin"), out=file)
    assert file.read_bytes() == TALK.line.file


def test_who_waits_sees_all_packets_pass(file: Path) -> None:
    passed: list[int] = []

    def watch(records: Iterable[Record]) -> Iterator[Record]:
        for one in records:
            passed.append(one.number)
            yield one

    capture, _ = read(file, watch=watch)
    assert len(passed) == capture.records == len(TALK.line.packets)
