"""Connections of one machine, found by their sockets; the other end is the real attendant."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from vpdn.client import running
from vpdn.client.attendant import Attendant
from vpdn.client.errors import DialError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VPDN_RUN", str(tmp_path))
    return tmp_path


def begin(name: str, *, exactly: bool = True) -> tuple[str, socket.socket]:
    return running.open_socket(name, exactly=exactly)


async def test_a_connection_tells_how_it_stands() -> None:
    name, listening = begin("Virtual Private Connection")
    async with Attendant(listening, lambda: {"name": name, "state": "up"}, lambda: None):
        assert list(running.names()) == [name]
        assert await asyncio.to_thread(running.statuses) == [{"name": name, "state": "up"}]


async def test_hanging_up_is_answered_at_the_end() -> None:
    _, listening = begin("angela")
    told = asyncio.Event()
    async with Attendant(listening, lambda: {"state": "over"}, told.set):
        asking = asyncio.create_task(asyncio.to_thread(running.ask, "angela", "hangup"))
        await asyncio.wait_for(told.wait(), 5)
        assert not asking.done()
    assert await asking == {"state": "over"}


def test_a_name_is_had_by_one_at_a_time() -> None:
    _, listening = begin("angela")
    with listening, pytest.raises(DialError, match="756"):
        begin("angela")


def test_a_server_dialled_twice_gets_a_number() -> None:
    _, first = begin("10.9.0.2", exactly=False)
    name, second = begin("10.9.0.2", exactly=False)
    assert name == "10.9.0.2-2"
    first.close()
    second.close()


def test_a_name_is_had_by_one_of_all_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service has it, and a person with a session of his own dials it; but not who cannot ask."""
    system = tmp_path / "system"
    monkeypatch.delenv("VPDN_RUN")
    monkeypatch.setattr(running, "SYSTEM", system)
    monkeypatch.setenv("XDG_RUNTIME_DIR", "")
    _, of_service = begin("angela")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "session"))
    with pytest.raises(DialError, match="756"):
        begin("angela")
    assert [path.parent for path in running.paths_of("angela")] == running.folders()
    of_service.close()
    begin("angela")[1].close()


def test_a_killed_one_is_found_until_what_it_left_is_taken_back(folder: Path) -> None:
    """Whoever looks meanwhile."""
    begin("angela")[1].close()
    for _ in range(2):
        assert running.statuses() == []
        assert running.ask("angela", "status") is None
        assert list(running.names()) == ["angela"]
    running.forget("angela")
    assert list(running.names()) == []
    assert list(folder.iterdir()) == []


def test_one_that_runs_is_not_forgotten(folder: Path) -> None:
    _, listening = begin("angela")
    running.forget("angela")
    assert list(running.names()) == ["angela"]
    listening.close()


def test_only_what_can_be_asked_is_known_to_be_over(folder: Path) -> None:
    path = running.path_of("angela")
    assert running.is_over(path)
    _, listening = begin("angela")
    assert not running.is_over(path)
    listening.close()
    assert running.is_over(path)
    path.unlink()
    path.write_text("no socket")
    assert not running.runs(path)
    assert not running.is_over(path)


def test_a_name_cannot_leave_the_folder(folder: Path) -> None:
    assert running.path_of("../../etc/passwd").parent == folder


def test_a_program_that_says_no_json_is_none_of_ours(folder: Path) -> None:
    (folder / "file.sock").write_text("no socket")
    assert running.statuses() == []


def test_new_ones_are_the_users_and_those_of_services_are_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("VPDN_RUN")
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/user/7")
    assert running.folders() == [Path("/run/user/7/vpdn/dial"), running.SYSTEM]
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert running.folders() == [running.SYSTEM]
