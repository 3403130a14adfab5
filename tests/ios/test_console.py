from __future__ import annotations

import asyncio
import json
import socket
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.ios.support import FakeServer, angela
from vpdn.errors import ConfigError
from vpdn.ios.console import ConsoleServer, serve_console
from vpdn.ios.frames import Frame, decode, encode
from vpdn.ios.router import Router
from vpdn.nas.events import Event
from vpdn.nas.trace import InterfaceChanged
from vpdn.net.icmp import Ping


class Client:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def next(self) -> Frame:
        return decode(await asyncio.wait_for(self.reader.readline(), 5))

    def send(self, frame: Frame) -> None:
        self.writer.write(encode(frame))


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[tuple[FakeServer, Router, ConsoleServer]]:
    server, router, shell = angela()
    router.sessions.remove(shell.session)
    console = await serve_console(tmp_path / "run" / "angela.sock", router)
    yield server, router, console
    await console.close()


Running = tuple[FakeServer, Router, ConsoleServer]


async def connect(console: ConsoleServer) -> Client:
    client = Client(*await asyncio.open_unix_connection(str(console.path)))
    assert await client.next() == {"prompt": "angela#"}
    return client


async def test_a_line_is_answered_and_the_next_one_asked_for(running: Running) -> None:
    client = await connect(running[2])
    client.send({"line": "show privilege"})
    assert await client.next() == {"out": "Current privilege level is 15\n"}
    assert await client.next() == {"prompt": "angela#"}


async def test_a_line_may_ask_for_json(running: Running) -> None:
    client = await connect(running[2])
    client.send({"line": "sh priv", "json": True})
    document = json.loads(str((await client.next())["json"]))
    assert document == {"command": "show privilege", "data": {"level": 15}}
    assert await client.next() == {"prompt": "angela#"}


async def test_json_that_there_is_not_is_refused_and_the_session_goes_on(running: Running) -> None:
    client = await connect(running[2])
    client.send({"line": "ping 10.0.0.1", "json": True})
    assert await client.next() == {"refused": '"ping 10.0.0.1": it has no form in JSON'}
    assert await client.next() == {"prompt": "angela#"}


async def test_json_is_given_to_who_may_give_the_command(running: Running) -> None:
    """The console is asked only when it shall be."""
    client = await connect(running[2])
    for line, out in (
        ("configure terminal", "Enter configuration commands"),
        ("aaa authorization commands 1 default local", ""),
        ("aaa authorization console", ""),
        ("end", ""),
    ):
        client.send({"line": line})
        while "prompt" not in (frame := await client.next()):
            assert out in str(frame)
    client.send({"line": "show privilege", "json": True})
    assert await client.next() == {"refused": '"show privilege": Command authorization failed'}
    client.send({"line": "show privilege"})
    assert (await client.next()).keys() == {"prompt"}
    assert await client.next() == {"out": "Command authorization failed.\n\n"}


async def test_debug_lines_come_live(running: Running) -> None:
    server, _, console = running
    client = await connect(console)
    server.events.publish(Event(0.0, InterfaceChanged(up=True), interface=1))
    frame = await client.next()
    assert str(frame["log"]).endswith("Interface Virtual-Access1, changed state to up")


async def test_an_interrupt_ends_the_command_not_the_session(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, _, console = running

    async def never(*args: object, **options: object) -> Ping:
        return await asyncio.Future()

    monkeypatch.setattr(server, "ping", never)
    client = await connect(console)
    client.send({"line": "ping 192.168.1.47"})
    assert "Sending 5" in str((await client.next())["out"])
    client.send({"interrupt": True})
    assert await client.next() == {"out": "\nSuccess rate is 0 percent (0/1)\n"}
    assert await client.next() == {"prompt": "angela#"}


async def test_exit_says_goodbye_and_the_session_is_gone(running: Running) -> None:
    _, router, console = running
    client = await connect(console)
    assert len(router.sessions) == 1
    client.send({"line": "exit"})
    assert await client.next() == {"bye": True}
    assert await client.reader.read() == b""
    assert router.sessions == []


@pytest.mark.parametrize("octets", [b"hello\n", b"x" * 200_000, b"[]\n"])
async def test_who_speaks_otherwise_is_hung_up_on(running: Running, octets: bytes) -> None:
    client = await connect(running[2])
    client.writer.write(octets)
    assert await asyncio.wait_for(client.reader.read(), 5) == b""
    await connect(running[2])


async def test_a_session_that_vanishes_leaves_nothing(running: Running) -> None:
    _, router, console = running
    client = await connect(console)
    client.writer.close()
    await client.writer.wait_closed()
    await asyncio.wait_for(asyncio.gather(*console._tasks), 5)
    assert router.sessions == []


async def test_only_the_owner_may_open_it(running: Running) -> None:
    assert stat.S_IMODE(running[2].path.stat().st_mode) == 0o600


async def test_closing_ends_the_sessions_and_removes_the_socket(running: Running) -> None:
    console = running[2]
    client = await connect(console)
    await console.close()
    assert await client.reader.read() == b""
    assert not console.path.exists()


async def test_a_console_in_use_is_not_taken(running: Running) -> None:
    _, router, console = running
    with pytest.raises(ConfigError, match="another router has it"):
        await serve_console(console.path, router)
    await connect(console)


async def test_what_a_dead_router_left_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "angela.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    console = await serve_console(path, angela()[1])
    await connect(console)
    await console.close()


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
