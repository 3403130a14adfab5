from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.ios.support import FakeServer, angela
from vpdn.errors import ConfigError
from vpdn.ios import console_client
from vpdn.ios.console import serve_console
from vpdn.nas.events import Event
from vpdn.nas.trace import InterfaceChanged


@pytest.fixture
async def console(tmp_path: Path) -> AsyncIterator[tuple[FakeServer, Path]]:
    server, router, _ = angela()
    served = await serve_console(tmp_path / "angela.sock", router)
    yield server, served.path
    await served.close()


async def test_commands_run_in_order_and_print_no_prompts(
    console: tuple[FakeServer, Path],
) -> None:
    commands = ["show privilege", "disable", "show privilege"]
    printed = await asyncio.to_thread(console_client.run, console[1], commands)
    assert printed == "Current privilege level is 15\nCurrent privilege level is 1\n"


async def test_commands_after_exit_are_not_run(console: tuple[FakeServer, Path]) -> None:
    commands = ["exit", "show privilege"]
    assert await asyncio.to_thread(console_client.run, console[1], commands) == ""


async def test_each_command_gives_a_document(console: tuple[FakeServer, Path]) -> None:
    commands = ["show privilege", "show hosts"]
    given = await asyncio.to_thread(lambda: [*console_client.documents(console[1], commands)])
    assert [json.loads(one)["command"] for one in given] == commands


async def test_documents_come_until_a_command_has_none(console: tuple[FakeServer, Path]) -> None:
    def ask() -> str:
        given = console_client.documents(console[1], ["show privilege", "exit"])
        first = next(given)
        with pytest.raises(ConfigError, match='"exit": it has no form in JSON'):
            next(given)
        return first

    assert "level" in await asyncio.to_thread(ask)


def test_no_router_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no router's console at"):
        console_client.run(tmp_path / "angela.sock", [])


def keyboard(monkeypatch: pytest.MonkeyPatch, *keys: str | type[BaseException]) -> list[str]:
    """What the user does at each prompt; gives the prompts that were seen."""
    seen: list[str] = []
    strokes: Iterator[str | type[BaseException]] = iter(keys)

    def ask(prompt: str) -> str:
        seen.append(prompt)
        stroke = next(strokes)
        if isinstance(stroke, str):
            return stroke
        raise stroke

    monkeypatch.setattr("builtins.input", ask)
    return seen


async def attached(path: Path) -> str:
    screen = io.StringIO()
    await asyncio.wait_for(asyncio.to_thread(console_client.attach, path, screen), 10)
    return screen.getvalue()


async def test_a_terminal_shows_prompts_and_output_until_exit(
    console: tuple[FakeServer, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = keyboard(monkeypatch, "show privilege", "disable", "exit")
    assert "Current privilege level is 15\n" in await attached(console[1])
    assert seen == ["angela#", "angela#", "angela>"]


async def test_control_c_at_the_prompt_drops_the_line_and_end_of_file_leaves(
    console: tuple[FakeServer, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = keyboard(monkeypatch, KeyboardInterrupt, EOFError)
    await attached(console[1])
    assert seen == ["angela#", "angela#"]


async def test_a_debug_line_interrupts_the_line_it_finds(
    console: tuple[FakeServer, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, path = console
    loop = asyncio.get_running_loop()
    event = Event(0.0, InterfaceChanged(up=True), interface=1)
    keyboard(monkeypatch, "show privilege", "exit")
    original = console_client._ask

    def ask(prompt: str, screen: console_client._Screen) -> str | None:
        line = original(prompt, screen)
        if line == "show privilege":
            screen.prompted()
            loop.call_soon_threadsafe(server.events.publish, event)
        return line

    monkeypatch.setattr(console_client, "_ask", ask)
    text = await attached(path)
    assert "\n*Jan  1 00:00:00.000: %LINK-3-UPDOWN: Interface Virtual-Access1" in text


async def test_what_a_command_prints_after_a_log_line_begins_a_line(
    console: tuple[FakeServer, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    keyboard(
        monkeypatch,
        "monitor capture CAP interface virtual-access 1",
        "monitor capture CAP start",
        "exit",
    )
    text = await attached(console[1])
    assert "Capture Point CAP enabled.\nStarted capture point : CAP\n" in text
