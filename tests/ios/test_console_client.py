from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.ios.console_clients import Running, running_console
from vpdn.errors import ConfigError
from vpdn.ios import access, console_client
from vpdn.ios.console_client import WANTS_REPLY, Answer
from vpdn.net.icmp import Ping


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    async with running_console(tmp_path / "angela.sock") as made:
        yield made


async def ran(running: Running, *commands: str) -> list[Answer]:
    path = running.console.path
    return await asyncio.to_thread(lambda: [*console_client.run(path, commands)])


async def documents(running: Running, *commands: str) -> list[Answer]:
    path = running.console.path
    return await asyncio.to_thread(lambda: [*console_client.documents(path, commands)])


async def test_commands_run_in_order_and_print_no_prompts(running: Running) -> None:
    assert await ran(running, "show privilege", "disable", "show privilege") == [
        Answer("Current privilege level is 15\n"),
        Answer(""),
        Answer("Current privilege level is 1\n"),
    ]


async def test_a_command_that_is_refused_stands_above_its_caret_and_is_the_last(
    running: Running,
) -> None:
    assert await ran(running, "disable", "show runing", "show privilege") == [
        Answer(""),
        Answer(
            error="angela>show runing\n             ^\n% Invalid input detected at '^' marker.\n\n"
        ),
    ]


async def test_a_line_of_configuration_that_is_refused_stands_behind_its_own_prompt(
    running: Running,
) -> None:
    [*_, last] = await ran(running, "configure terminal", "interface loopback 5", "ip adress")
    assert last.error.startswith("angela(config-if)#ip adress\n" + " " * 23 + "^\n")


async def test_a_reply_that_is_refused_stands_behind_its_question(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "PENALTY", 0.0)
    running.configure("enable secret sesame\n")
    [*_, last] = await ran(running, "disable", "enable", "guess", "show privilege")
    assert last == Answer(error="Password: guess\n% Access denied\n")


async def test_a_command_that_nobody_replies_to_was_not_carried_out(running: Running) -> None:
    assert (await ran(running, "clear vpdn counters", "y"))[-1].error == ""
    [*_, last] = await ran(running, "clear vpdn counters")
    assert last.error.endswith(f"[confirm]\n{WANTS_REPLY}\n")


async def test_commands_after_exit_are_not_run_and_it_is_said(running: Running) -> None:
    assert await ran(running, "exit") == [Answer("")]
    with pytest.raises(ConfigError, match=r"the router at .* hung up$"):
        await ran(running, "exit", "show privilege")


async def test_a_router_that_goes_down_in_order_after_the_last_command_is_no_failure(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*args: object, **options: object) -> Ping:
        asyncio.get_running_loop().create_task(running.console.close())
        return await asyncio.Future()

    monkeypatch.setattr(running.server, "ping", never)
    assert (await ran(running, "ping 192.168.1.47"))[-1].error == ""


async def test_a_line_that_is_cleared_is_one_clear_error(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cleared(*args: object, **options: object) -> Ping:
        running.router.sessions[0].hang_up()
        return await asyncio.Future()

    monkeypatch.setattr(running.server, "ping", cleared)
    with pytest.raises(ConfigError, match="hung up: the line was cleared"):
        await ran(running, "ping 192.168.1.47")


async def test_each_command_gives_a_document(running: Running) -> None:
    given = await documents(running, "show privilege", "show hosts")
    assert [json.loads(one.text)["command"] for one in given] == ["show privilege", "show hosts"]
    assert [one.error for one in given] == ["", ""]


async def test_a_command_without_a_document_gives_one_that_says_why_and_is_the_last(
    running: Running,
) -> None:
    first, last = await documents(running, "show privilege", 'show "x"', "show hosts")
    assert "level" in first.text
    assert json.loads(last.text) == {
        "command": 'show "x"',
        "error": 'invalid input at ""x""',
    }
    assert last.error == 'vpdn: "show "x"": invalid input at ""x""\n'


async def test_what_authorization_refuses_is_the_last_that_is_told(running: Running) -> None:
    running.configure(
        "aaa new-model\naaa authorization commands 15 default local\naaa authorization console\n"
    )
    _, last = await documents(running, "show privilege", "show startup-config", "show hosts")
    error = "Command authorization failed"
    assert json.loads(last.text) == {"command": "show startup-config", "error": error}
    assert await ran(running, "clear logging", "show hosts") == [
        Answer(error=f"angela#clear logging\n{error}.\n\n")
    ]


async def test_lines_from_a_pipe_are_carried_out(running: Running) -> None:
    keyboard, typist = os.pipe()
    os.write(typist, b"show privilege\n")
    os.close(typist)
    taken = await asyncio.to_thread(console_client.attach, running.console.path, keyboard)
    os.close(keyboard)
    assert taken


def test_no_router_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no router's console at"):
        list(console_client.run(tmp_path / "angela.sock", []))
