from __future__ import annotations

import asyncio
import socket
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.ios.console_clients import Client, Running, running_console
from tests.ios.support import angela
from vpdn.errors import ConfigError
from vpdn.ios import console
from vpdn.ios.console import serve_console


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    async with running_console(tmp_path / "run" / "angela.sock") as made:
        yield made


async def test_a_session_that_vanishes_leaves_nothing(running: Running) -> None:
    client = await running.connect()
    client.writer.close()
    await client.writer.wait_closed()
    await asyncio.wait_for(asyncio.gather(*running.console._tasks), 5)
    assert running.router.sessions == []


async def test_only_the_owner_may_open_it(running: Running) -> None:
    assert stat.S_IMODE(running.console.path.stat().st_mode) == 0o600


async def test_closing_ends_the_sessions_in_order_and_removes_the_socket(running: Running) -> None:
    client = await running.connect()
    await running.console.close()
    assert await client.end() == {"bye": True}
    assert not running.console.path.exists()


async def test_one_too_many_is_told_so_and_the_others_stay(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "MOST", 2)
    one, other = await running.connect(), await running.connect()
    third = Client(*await asyncio.open_unix_connection(str(running.console.path)))
    assert await third.end() == {"bye": "it has 2 sessions already"}
    other.send({"line": "exit"})
    assert await other.end() == {"bye": True}
    await running.connect()
    assert await one.reply("show privilege") != []


async def test_a_console_in_use_is_not_taken(running: Running) -> None:
    with pytest.raises(ConfigError, match="another router has it"):
        await serve_console(running.console.path, running.router)
    await running.connect()


async def test_what_a_dead_router_left_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "angela.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    async with running_console(path) as running:
        await running.connect()


async def test_a_file_that_is_no_socket_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "angela.sock"
    path.write_text("precious")
    with pytest.raises(ConfigError, match="no socket"):
        await serve_console(path, angela()[1])
    assert path.read_text() == "precious"


async def test_a_folder_that_cannot_be_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot open the console at"):
        await serve_console(tmp_path / "file" / "angela.sock", angela()[1])
