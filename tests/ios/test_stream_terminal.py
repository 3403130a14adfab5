from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from tests.ios.screens import Paper
from tests.ios.support import FakeServer, angela
from tests.virtual_loop import run
from vpdn.ios.config import RunningConfig, merge
from vpdn.ios.keyboard import BREATH
from vpdn.ios.router import Router
from vpdn.ios.stream_terminal import CHUNK, StreamScreen, serve
from vpdn.ios.telnet import Options
from vpdn.ios.terminal import Terminal
from vpdn.wire.telnet import IAC, Command

Client = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Line:
    """Terminals of the document's router on a loopback port."""

    def __init__(self) -> None:
        self.server: FakeServer
        self.router: Router
        self.server, self.router, shell = angela()
        self.router.sessions.remove(shell.session)
        self.ended = asyncio.Event()
        self.unread = 0

    async def open(self) -> None:
        self.listening = await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection: socket.socket = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        with suppress(ConnectionError):
            await serve(Terminal(self.router, StreamScreen(writer), (0, 80)), reader)
        self.unread = writer.transport.get_write_buffer_size()
        writer.close()
        self.ended.set()

    async def call(self) -> Client:
        return await asyncio.open_connection(*self.listening.sockets[0].getsockname())


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    made = Line()
    await made.open()
    yield made
    made.listening.close()


async def until(reader: asyncio.StreamReader, text: bytes) -> bytes:
    return await asyncio.wait_for(reader.readuntil(text), 5)


async def test_a_session_until_exit(line: Line) -> None:
    reader, writer = await line.call()
    assert await until(reader, b"#") == b"angela#"
    writer.write(b"show privilege\r\n")
    assert await until(reader, b"angela#") == (
        b"show privilege\r\nCurrent privilege level is 15\r\nangela#"
    )
    writer.write(b"exit\r\n")
    assert await asyncio.wait_for(reader.read(), 5) == b"exit\r\n"
    writer.close()


async def test_commands_of_a_script_are_carried_out_after_its_end(line: Line) -> None:
    reader, writer = await line.call()
    writer.write(b"show privilege\n" * 3)
    writer.write_eof()
    assert (await asyncio.wait_for(reader.read(), 5)).count(b"level is 15") == 3
    writer.close()


async def test_a_user_who_vanishes_leaves_nothing(line: Line) -> None:
    reader, writer = await line.call()
    await until(reader, b"#")
    writer.transport.abort()
    await asyncio.wait_for(line.ended.wait(), 5)
    assert line.router.sessions == []


async def test_a_user_who_does_not_read_is_not_waited_for_by_others(line: Line) -> None:
    _, stalled = await line.call()
    stalled.write(b"show running-config\n" * 2000)
    reader, writer = await line.call()
    await until(reader, b"#")
    writer.write(b"show privilege\r")
    await until(reader, b"angela#")
    writer.close()
    stalled.transport.abort()


async def test_a_user_who_never_reads_is_idle_and_his_line_is_free_again(line: Line) -> None:
    tree, _ = merge(line.router.running.tree, "line con 0\n exec-timeout 0 1\n")
    line.router.load(RunningConfig(tree))
    with socket.socket() as stalled:
        stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stalled.connect(line.listening.sockets[0].getsockname())
        stalled.sendall(b"show running-config\n" * 200)
        await asyncio.wait_for(line.ended.wait(), 5)
        assert line.router.sessions == []
        assert 0 < line.unread < 1 << 18


def test_between_pieces_of_what_is_not_typed_there_is_a_pause() -> None:
    """A flood of telnet's options, which give no keys, does not keep the others waiting."""
    pieces = 10

    async def main() -> float:
        reader = asyncio.StreamReader()
        reader.feed_data(bytes((IAC, Command.NOP)) * (CHUNK // 2 * pieces))
        reader.feed_eof()
        options = Options(lambda size: None, lambda octets: None)
        await serve(Terminal(angela()[1], Paper(), (0, 80)), reader, options.typed)
        return asyncio.get_running_loop().time()

    assert run(main()) == pytest.approx(pieces * BREATH)
