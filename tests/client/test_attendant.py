"""Who asks a connection, whatever they ask."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from vpdn.client.attendant import Attendant
from vpdn.net.local_socket import listening_socket


async def ask(path: Path, question: bytes) -> bytes:
    reader, writer = await asyncio.open_unix_connection(path)
    writer.write(question)
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    return answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (b"status\n", b'{"state": "up"}'),
        (b"reboot\n", b""),
        (b"\xff\n", b""),
        (b"x" * 100_000, b""),
    ],
)
async def test_a_question_is_answered_or_the_caller_left(
    tmp_path: Path, question: bytes, answer: bytes
) -> None:
    path = tmp_path / "one.sock"
    async with Attendant(listening_socket(path), lambda: {"state": "up"}, lambda: None):
        try:
            told = await ask(path, question)
        except ConnectionError:
            told = b""
        assert told == answer
        assert await ask(path, b"status\n") == b'{"state": "up"}'
