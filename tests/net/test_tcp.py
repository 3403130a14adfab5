"""A connection on real sockets, whose peer reads slowly, sends without end, or does neither."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from vpdn.net.tcp import LINGER, READ, Connection


class Noted(Connection):
    """Notes what it gets."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[bytes] = []
        self.heard = asyncio.Event()
        self.lost = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        self.got.append(data)
        self.heard.set()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.lost.set()


@dataclass
class Pair:
    ours: Noted
    theirs: socket.socket
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    loop = asyncio.get_running_loop()
    near, far = socket.socketpair()
    near.setblocking(False)
    far.setblocking(False)
    _, ours = await loop.create_connection(Noted, sock=near)
    yield Pair(ours, far)
    ours.abort()
    far.close()


async def test_what_comes_at_once_is_taken_in_small_pieces(pair: Pair) -> None:
    await pair.loop.sock_sendall(pair.theirs, bytes(20 * READ))
    async with asyncio.timeout(5):
        while sum(map(len, pair.ours.got)) < 20 * READ:
            await pair.ours.heard.wait()
            pair.ours.heard.clear()
    assert max(map(len, pair.ours.got)) <= READ


async def test_who_does_not_read_is_not_read(pair: Pair) -> None:
    pair.ours.write(bytes(4 << 20))
    await pair.loop.sock_sendall(pair.theirs, b"more?")
    await asyncio.sleep(0.05)
    assert pair.ours.got == []
    received = 0
    async with asyncio.timeout(5):
        while received < 4 << 20:
            received += len(await pair.loop.sock_recv(pair.theirs, 1 << 20))
        await pair.ours.heard.wait()
    assert pair.ours.got == [b"more?"]


async def test_last_words_are_sent_before_it_closes(pair: Pair) -> None:
    pair.ours.write(b"farewell")
    pair.ours.close()
    assert await pair.loop.sock_recv(pair.theirs, 100) == b"farewell"
    assert await pair.loop.sock_recv(pair.theirs, 100) == b""


async def test_last_words_nobody_reads_are_given_up(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vpdn.net.tcp.LINGER", 0.05)
    pair.ours.write(bytes(4 << 20))
    pair.ours.close()
    assert not pair.ours.lost.is_set()
    await asyncio.wait_for(pair.ours.lost.wait(), LINGER - 1)


async def test_writing_after_the_end_does_nothing(
    pair: Pair, caplog: pytest.LogCaptureFixture
) -> None:
    pair.ours.abort()
    for _ in range(20):
        pair.ours.write(b"too late")
    await pair.ours.lost.wait()
    assert pair.ours.closing
    assert caplog.records == []
