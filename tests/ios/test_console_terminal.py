from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import struct
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ios.support import angela
from vpdn.errors import ConfigError
from vpdn.ios.console import serve_console
from vpdn.ios.console_client import attach_terminal
from vpdn.ios.console_terminal import LET_GO, raw, size


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """The descriptors of a terminal's two ends: the user's, and the one a program has."""
    user, program = pty.openpty()
    yield user, program
    os.close(user)
    os.close(program)


def test_the_size_is_the_terminals(terminal: tuple[int, int]) -> None:
    fcntl.ioctl(terminal[1], termios.TIOCSWINSZ, struct.pack("HHHH", 50, 132, 0, 0))
    assert size(terminal[1]) == "50x132"


def test_without_a_size_it_is_that_of_a_vt100(terminal: tuple[int, int]) -> None:
    assert size(terminal[1]) == "24x80"
    with Path(os.devnull).open() as nothing:
        assert size(nothing.fileno()) == "24x80"


def test_the_terminal_is_as_before_afterwards(terminal: tuple[int, int]) -> None:
    before = termios.tcgetattr(terminal[1])
    with pytest.raises(RuntimeError, match="oops"), raw(terminal[1]):
        assert not termios.tcgetattr(terminal[1])[3] & termios.ECHO
        raise RuntimeError("oops")
    assert termios.tcgetattr(terminal[1]) == before


@pytest.mark.parametrize("last", [b"exit\r", bytes([LET_GO])])
async def test_every_key_is_the_routers_until_exit_or_letting_go(
    terminal: tuple[int, int], tmp_path: Path, last: bytes
) -> None:
    user, program = terminal
    router = angela()[1]
    console = await serve_console(tmp_path / "angela.sock", router)
    lent = asyncio.create_task(asyncio.to_thread(attach_terminal, console.path, program, program))
    seen = await _until(user, b"angela#")
    os.write(user, b"sh\tpriv\x01\x05?")
    seen += await _until(user, b"angela#show priv")
    os.write(user, b"\r")
    seen += await _until(user, b"level is 15\r\nangela#")
    os.write(user, last)
    await asyncio.wait_for(lent, 5)
    await console.close()
    assert b"privilege\r\n\r\nangela#show priv" in seen


async def test_a_line_that_is_cleared_gives_the_terminal_back_and_says_so(
    terminal: tuple[int, int], tmp_path: Path
) -> None:
    user, program = terminal
    before = termios.tcgetattr(program)
    router = angela()[1]
    console = await serve_console(tmp_path / "angela.sock", router)
    lent = asyncio.create_task(asyncio.to_thread(attach_terminal, console.path, program, program))
    await _until(user, b"angela#")
    router.sessions[-1].hang_up()
    with pytest.raises(ConfigError, match="hung up: the line was cleared"):
        await asyncio.wait_for(lent, 5)
    assert termios.tcgetattr(program) == before
    await console.close()


async def _until(user: int, text: bytes) -> bytes:
    seen = b""
    while not seen.endswith(text):
        seen += await asyncio.wait_for(asyncio.to_thread(os.read, user, 4096), 5)
    return seen
