from __future__ import annotations

import asyncio
import io
import os
import signal
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.ios.console_clients import Running, running_console
from tests.ios.vtys import eventually
from vpdn.errors import ConfigError
from vpdn.ios import console_client
from vpdn.nas.events import Event
from vpdn.nas.trace import InterfaceChanged


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    async with running_console(tmp_path / "angela.sock") as made:
        yield made


class Pipe:
    """A session whose lines are written into a pipe; `screen` is what it shows."""

    def __init__(self, running: Running) -> None:
        self._keyboard, self._typist = os.pipe()
        self._screen = io.StringIO()
        path = running.console.path
        self.session = asyncio.create_task(
            asyncio.to_thread(console_client.attach, path, self._keyboard, self._screen)
        )

    def type(self, text: str) -> None:
        os.write(self._typist, text.encode())

    def end(self) -> None:
        os.close(self._typist)

    async def shows(self, text: str) -> None:
        await eventually(lambda: text in self.screen)

    @property
    def screen(self) -> str:
        return self._screen.getvalue()

    async def taken(self) -> bool:
        try:
            return await asyncio.wait_for(self.session, 5)
        finally:
            os.close(self._keyboard)


async def shown(running: Running, text: str) -> tuple[str, bool]:
    """The screen after all these lines, and whether every one was taken."""
    pipe = Pipe(running)
    pipe.type(text)
    pipe.end()
    taken = await pipe.taken()
    return pipe.screen, taken


async def test_lines_stand_behind_their_prompts_until_exit(running: Running) -> None:
    assert await shown(running, "show privilege\ndisable\nexit\nshow clock\n") == (
        "angela#show privilege\nCurrent privilege level is 15\nangela#disable\nangela>exit\n",
        True,
    )


@pytest.mark.parametrize("text", ["disable\n", "disable", "disable\r\n"])
async def test_the_end_of_the_lines_leaves(running: Running, text: str) -> None:
    assert await shown(running, text) == ("angela#disable\nangela>\n", True)
    await eventually(lambda: not running.router.sessions)


async def test_after_a_line_that_is_refused_the_others_are_carried_out_and_it_is_told(
    running: Running,
) -> None:
    screen, taken = await shown(running, "show runing\nshow privilege\n")
    assert not taken
    assert screen == (
        "angela#show runing\n               ^\n% Invalid input detected at '^' marker.\n\n"
        "angela#show privilege\nCurrent privilege level is 15\nangela#\n"
    )


async def test_a_question_that_is_not_answered_is_told(running: Running) -> None:
    assert (await shown(running, "clear vpdn counters\n"))[1] is False
    assert (await shown(running, "clear vpdn counters\ny\n"))[1] is True


async def test_a_debug_line_interrupts_the_line_it_finds_and_comes_while_none_does(
    running: Running,
) -> None:
    pipe = Pipe(running)
    await pipe.shows("angela#")
    running.server.events.publish(Event(0.0, InterfaceChanged(up=True), interface=1))
    await pipe.shows(
        "angela#\n*Jan  1 00:00:00.000: %LINK-3-UPDOWN: Interface Virtual-Access1, "
        "changed state to up"
    )
    pipe.end()
    assert await pipe.taken()


async def test_what_a_command_prints_after_a_log_line_begins_a_line(running: Running) -> None:
    name = "monitor capture CAP"
    screen, _ = await shown(running, f"{name} interface virtual-access 1\n{name} start\n")
    assert "Capture Point CAP enabled.\nStarted capture point : CAP\n" in screen


async def test_a_line_that_is_cleared_ends_it_though_no_line_comes(running: Running) -> None:
    pipe = Pipe(running)
    await pipe.shows("angela#")
    running.router.sessions[0].hang_up()
    with pytest.raises(ConfigError, match="hung up: the line was cleared"):
        await pipe.taken()
    assert pipe.screen == "angela#\n"
    pipe.end()


async def test_a_router_that_is_gone_without_a_word_is_one_clear_error(
    tmp_path: Path,
) -> None:
    async def gone(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b'{"prompt": "angela#"}\n{"out')
        writer.close()

    server = await asyncio.start_unix_server(gone, tmp_path / "gone.sock")
    keyboard, typist = os.pipe()
    with pytest.raises(ConfigError, match=r"hung up$"):
        await asyncio.to_thread(
            console_client.attach, tmp_path / "gone.sock", keyboard, io.StringIO()
        )
    os.close(typist)
    os.close(keyboard)
    server.close()


class Interrupting(io.StringIO):
    """A screen that has Ctrl-C pressed once `text` is on it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def write(self, text: str) -> int:
        written = super().write(text)
        if self._text in self.getvalue():
            self._text = "\0"
            signal.raise_signal(signal.SIGINT)
        return written


def test_control_c_ends_the_command_and_not_the_session(tmp_path: Path) -> None:
    """Signals come to the main thread: the router has the other one."""
    path, ready, done = tmp_path / "angela.sock", threading.Event(), threading.Event()

    async def serve() -> None:
        async with running_console(path) as running:
            running.server.echoes = []
            ready.set()
            await asyncio.to_thread(done.wait)

    router = threading.Thread(target=lambda: asyncio.run(serve()))
    router.start()
    ready.wait(5)
    keyboard, typist = os.pipe()
    os.write(typist, b"ping 192.168.1.47\nshow privilege\n")
    os.close(typist)
    screen = Interrupting("Sending 5")
    try:
        assert console_client.attach(path, keyboard, screen)
    finally:
        os.close(keyboard)
        done.set()
        router.join()
    assert "Success rate is 0 percent (0/1)\nangela#show privilege\n" in screen.getvalue()
