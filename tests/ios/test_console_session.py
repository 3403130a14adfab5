from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.ios.callers import CALLER
from tests.ios.console_clients import Running, running_console
from tests.ios.support import typed
from tests.ios.vtys import eventually
from vpdn.ios import console_session
from vpdn.ios.console_session import CLEARED, LONGEST_FRAME, TOO_LONG
from vpdn.ios.frames import Frame, decode
from vpdn.ios.shell import Shell
from vpdn.nas.events import Event
from vpdn.nas.trace import InterfaceChanged
from vpdn.net.icmp import Ping


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    async with running_console(tmp_path / "angela.sock") as made:
        yield made


@pytest.fixture
def endless(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody answers a ping, ever."""

    async def never(*args: object, **options: object) -> Ping:
        return await asyncio.Future()

    monkeypatch.setattr(running.server, "ping", never)


async def test_a_line_is_answered_and_the_next_one_asked_for(running: Running) -> None:
    client = await running.connect()
    assert await client.reply("show privilege") == [
        {"out": "Current privilege level is 15\n"},
        {"prompt": "angela#"},
    ]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("show runing", "               ^\n% Invalid input detected at '^' marker.\n\n"),
        ("clear vpdn session id 99", "Could not find specified session\n"),
        ("no debug condition 9", "% Condition not found\n"),
    ],
)
async def test_a_line_that_is_refused_is_said_to_be(running: Running, line: str, says: str) -> None:
    client = await running.connect()
    assert await client.reply(line) == [{"out": says}, {"failed": True}, {"prompt": "angela#"}]
    assert {"failed": True} not in await client.reply("show privilege")


async def test_a_prompt_that_is_a_question_says_so(running: Running) -> None:
    client = await running.connect()
    [question] = await client.reply("clear vpdn counters")
    assert question == {"prompt": question["prompt"], "asks": True}
    assert (await client.reply("n"))[-1] == {"prompt": "angela#"}


async def test_a_line_may_ask_for_json(running: Running) -> None:
    client = await running.connect()
    client.send({"line": "sh priv", "json": True})
    document = json.loads(str((await client.next())["json"]))
    assert document == {"command": "show privilege", "data": {"level": 15}}
    assert await client.next() == {"prompt": "angela#"}


async def test_json_that_there_is_not_is_refused_and_the_session_goes_on(running: Running) -> None:
    client = await running.connect()
    client.send({"line": "ping 10.0.0.1", "json": True})
    assert await client.next() == {"refused": "it has no form in JSON"}
    assert await client.next() == {"prompt": "angela#"}


@pytest.mark.parametrize("line", ["show privilege", "whoami"])
async def test_what_authorization_refuses_is_refused_as_text_and_as_json(
    running: Running, line: str
) -> None:
    running.configure(
        "alias exec whoami show privilege\n"
        "aaa new-model\naaa authorization commands 1 default local\naaa authorization console\n"
    )
    client = await running.connect()
    said = {"out": "Command authorization failed.\n\n"}
    assert await client.reply(line) == [said, {"failed": True}, {"prompt": "angela#"}]
    client.send({"line": line, "json": True})
    assert await client.next() == {"refused": "Command authorization failed"}
    assert await client.next() == {"prompt": "angela#"}


async def test_debug_lines_come_live(running: Running) -> None:
    client = await running.connect()
    running.server.events.publish(Event(0.0, InterfaceChanged(up=True), interface=1))
    frame = await client.next()
    assert str(frame["log"]).endswith("Interface Virtual-Access1, changed state to up")


@pytest.mark.usefixtures("endless")
async def test_an_interrupt_ends_the_command_not_the_session(running: Running) -> None:
    client = await running.connect()
    client.send({"line": "ping 192.168.1.47"})
    assert "Sending 5" in str((await client.next())["out"])
    client.send({"interrupt": True})
    assert await client.next() == {"out": "\nSuccess rate is 0 percent (0/1)\n"}
    assert await client.next() == {"prompt": "angela#"}


async def test_exit_says_goodbye_and_the_session_is_gone(running: Running) -> None:
    client = await running.connect()
    assert len(running.router.sessions) == 1
    client.send({"line": "exit"})
    assert await client.end() == {"bye": True}
    assert running.router.sessions == []


async def test_a_line_that_is_cleared_ends_whoever_waits_there(running: Running) -> None:
    client = await running.connect()
    running.router.sessions[0].hang_up()
    assert await client.end() == {"bye": CLEARED}
    assert running.router.sessions == []


@pytest.mark.parametrize("line", ["clear line 0", "clear line console 0"])
async def test_clear_line_ends_every_session_at_the_console(running: Running, line: str) -> None:
    clients = [await running.connect(), await running.connect()]
    reader, _ = await raw(running)
    caller = Shell(running.router, CALLER)
    assert await typed(caller, line, "") == " [OK]\n"
    for client in clients:
        assert await client.end() == {"bye": CLEARED}
    assert farewell(await asyncio.wait_for(reader.read(), 5)) == {"bye": CLEARED}
    await eventually(lambda: not running.router.sessions)


@pytest.mark.usefixtures("endless")
async def test_a_line_that_is_cleared_ends_the_command_too(running: Running) -> None:
    client = await running.connect()
    tasks = len(asyncio.all_tasks())
    client.send({"line": "ping 192.168.1.47"})
    await client.next()
    running.router.sessions[0].hang_up()
    assert await client.end() == {"bye": CLEARED}
    await eventually(lambda: len(asyncio.all_tasks()) < tasks)


@pytest.mark.parametrize(
    ("octets", "why"),
    [
        (b"hello\n", "no JSON"),
        (b"\xff\xfe\0\n", "no JSON"),
        (b"[" * 60_000 + b"\n", "no JSON"),
        (b"[]\n", "no JSON object"),
        (b"{}\n" * 10_000, "no frame of a client's"),
        (b'{"line": 1}\n', "no frame of a client's"),
        (b'{"terminal": "24"}\n', "no size of a terminal"),
        (b'{"terminal": "-1x80"}\n', "no size of a terminal"),
        (b'{"terminal": "1x99999999999999999999"}\n', "no size of a terminal"),
        (b"x" * 200_000, f"a frame has {LONGEST_FRAME} octets at most"),
        (b'{"line": "' + b"x" * LONGEST_FRAME + b'"}\n', f"{LONGEST_FRAME} octets at most"),
    ],
)
async def test_who_speaks_otherwise_is_told_so_and_hung_up_on(
    running: Running, octets: bytes, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = await running.connect()
    client.writer.write(octets)
    assert why in str((await client.end())["bye"])
    assert running.router.sessions == []
    await running.connect()
    assert caplog.records == []


async def test_half_a_frame_at_the_end_is_none(running: Running) -> None:
    client = await running.connect()
    client.writer.write(b'{"line": "show pri')
    client.writer.write_eof()
    assert "no JSON" in str((await client.end())["bye"])


async def test_lines_before_the_end_of_input_are_carried_out(running: Running) -> None:
    client = await running.connect()
    client.send({"line": "show privilege"})
    client.writer.write_eof()
    assert [await client.next() for _ in range(3)] == [
        {"out": "Current privilege level is 15\n"},
        {"prompt": "angela#"},
        {"bye": True},
    ]


@pytest.mark.usefixtures("endless")
async def test_who_sends_without_end_is_read_no_further_than_some_lines(running: Running) -> None:
    client = await running.connect()
    client.send({"line": "ping 192.168.1.47"})
    line = b'{"line": "' + b"x" * 60_000 + b'"}\n'
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            while True:
                client.writer.write(line)
                await client.writer.drain()
    sent = 200 * len(line)
    assert client.writer.transport.get_write_buffer_size() < sent


@pytest.mark.parametrize(
    ("told", "ends"), [("0 1", True), ("0 0", False), ("5 0", False)], ids=["idle", "never", "long"]
)
async def test_who_says_nothing_for_too_long_is_told_so_and_hung_up_on(
    running: Running, told: str, ends: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never so soon as at a terminal, and never where the line says so."""
    monkeypatch.setattr(console_session, "IDLE", 0.0)
    running.configure(f"line con 0\n exec-timeout {told}\n")
    client = await running.connect()
    if ends:
        assert await client.end() == {"bye": TOO_LONG}
    else:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.reader.read(), 1.2)
    assert bool(running.router.sessions) is not ends


async def test_who_reads_nothing_for_too_long_is_hung_up_on(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console_session, "IDLE", 0.0)
    running.configure("line con 0\n exec-timeout 0 1\n")
    client = await running.connect()
    for _ in range(2000):
        client.send({"line": "show running-config"})
    await eventually(lambda: not running.router.sessions)


async def raw(running: Running) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    client = await running.connect()
    client.send({"terminal": "24x80"})
    assert await client.next() == {"raw": True}
    await asyncio.wait_for(client.reader.readuntil(b"angela#"), 5)
    return client.reader, client.writer


def farewell(octets: bytes) -> Frame:
    return decode(octets.partition(b"\0")[2])


async def test_a_terminal_ends_with_a_zero_and_a_last_frame(running: Running) -> None:
    reader, writer = await raw(running)
    writer.write(b"exit\r")
    assert farewell(await asyncio.wait_for(reader.read(), 5)) == {"bye": True}


async def test_a_terminal_whose_line_is_cleared_is_told_so(running: Running) -> None:
    reader, _ = await raw(running)
    running.router.sessions[0].hang_up()
    assert farewell(await asyncio.wait_for(reader.read(), 5)) == {"bye": CLEARED}


async def test_a_terminal_that_is_idle_is_told_it_was_ended(running: Running) -> None:
    running.configure("line con 0\n exec-timeout 0 1\n")
    reader, _ = await raw(running)
    assert farewell(await asyncio.wait_for(reader.read(), 5)) == {"bye": "the session was ended"}


async def test_what_a_terminal_is_sent_right_behind_its_size_is_typed(running: Running) -> None:
    client = await running.connect()
    client.writer.write(b'{"terminal": "24x80"}\nshow privilege\rexit\r')
    said = await asyncio.wait_for(client.reader.read(), 5)
    assert b"level is 15" in said
    assert farewell(said) == {"bye": True}
