from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ios.screens import Paper, Sitting
from tests.ios.support import PC, angela
from tests.virtual_loop import run
from vpdn.ios.access import Admission
from vpdn.ios.dialog import Question
from vpdn.ios.keyboard import BACKLOG
from vpdn.ios.lines import Line
from vpdn.ios.pager import ERASE, MORE
from vpdn.ios.router import Session
from vpdn.ios.terminal import Terminal
from vpdn.nas.events import Event
from vpdn.nas.trace import InterfaceChanged
from vpdn.net.icmp import Ping


def put(session: Session, replies: list[str], text: str, **how: bool) -> None:
    """A question, whose reply goes to `replies`."""

    def answer(given: str) -> str:
        replies.append(given)
        return ""

    session.question = Question(text, answer, **how)


@pytest.fixture
async def sitting() -> AsyncIterator[Sitting]:
    made = Sitting()
    await made.settle()
    yield made
    await made.leave()


async def test_a_line_is_echoed_answered_and_the_next_one_asked_for(sitting: Sitting) -> None:
    assert sitting.paper.text == "angela#"
    assert await sitting.type("show privilege\r") == (
        "show privilege\r\nCurrent privilege level is 15\r\nangela#"
    )


async def test_help_shows_the_line_again(sitting: Sitting) -> None:
    assert await sitting.type("show hosts ?") == (
        "show hosts ?\r\n  |     Output modifiers\r\n  <cr>\r\n\r\nangela#show hosts "
    )
    assert await sitting.type("\x15xyz?") == (
        "\b" * 11 + " " * 11 + "\b" * 11 + "xyz?\r\n% Unrecognized command\r\nangela#xyz"
    )


async def test_tab_completes_on_a_new_line(sitting: Sitting) -> None:
    assert await sitting.type("sh\t") == "sh\r\nangela#show "
    assert await sitting.type("\x15s\t") == ("\b\b\b\b\b     \b\b\b\b\bs\r\nangela#s")


async def test_long_output_waits_for_a_key() -> None:
    sitting = Sitting((4, 80))
    shown = await sitting.type("show running-config\r")
    assert shown.startswith("show running-config\r\n")
    assert shown.endswith(MORE)
    assert shown.count("\r\n") == 4
    shown = await sitting.type("\r")
    assert shown.startswith(ERASE)
    assert shown.endswith(MORE)
    assert shown.count("\r\n") == 1
    assert (await sitting.type(" ")).count("\r\n") == 3
    assert await sitting.type("q") == ERASE + "angela#"
    await sitting.leave()


async def test_terminal_length_0_stops_the_waiting() -> None:
    sitting = Sitting((4, 80))
    await sitting.type("terminal length 0\r")
    assert (await sitting.type("show running-config\r")).endswith("end\r\n\r\nangela#")
    await sitting.leave()


async def test_control_z_takes_the_line_and_ends_configuration(sitting: Sitting) -> None:
    await sitting.type("configure terminal\rvpdn-group X\r")
    shown = await sitting.type("hostname bob\x1a")
    assert shown.startswith("hostname bob^Z\r\n")
    assert shown.endswith("Configured from console by console\r\nbob#")


async def test_control_c_drops_the_line_and_ends_configuration(sitting: Sitting) -> None:
    await sitting.type("configure terminal\r")
    shown = await sitting.type("hostname bob\x03")
    assert shown.endswith("Configured from console by console\r\nangela#")
    assert await sitting.type("show clo\x03") == "show clo\r\nangela#"


@pytest.mark.parametrize("key", [b"\x03", b"\x1e", b"\x1ex"])
async def test_a_command_is_interrupted_and_what_was_typed_ahead_dropped(
    sitting: Sitting, monkeypatch: pytest.MonkeyPatch, key: bytes
) -> None:
    async def never(*args: object, **options: object) -> Ping:
        return await asyncio.Future()

    monkeypatch.setattr(sitting.server, "ping", never)
    assert "Sending 5" in await sitting.type("ping 192.168.1.47\rshow clock\r")
    ended = "\r\nSuccess rate is 0 percent (0/1)\r\nangela#"
    assert (await sitting.type(key)).startswith(ended)
    assert (await sitting.type(b"\x15")).count("angela#") == 0


async def test_what_is_typed_while_a_command_runs_comes_after_it(sitting: Sitting) -> None:
    shown = await sitting.type("show privilege\r\nshow privilege\r\0dis")
    assert shown.count("Current privilege level is 15\r\nangela#") == 2
    assert shown.endswith("angela#dis")


async def test_debug_lines_interrupt_the_line_and_only_when_wanted(sitting: Sitting) -> None:
    event = Event(0.0, InterfaceChanged(up=True), interface=1)
    await sitting.type("show")
    sitting.server.events.publish(event)
    shown = await sitting.type(" privilege\r")
    text = sitting.paper.text
    assert "angela#show\r\n*Jan  1 00:00:00.000: %LINK-3-UPDOWN" in text
    assert shown.startswith(" privilege\r\nCurrent")
    sitting.server.events.publish(event)
    sitting.terminal.shell.session.monitor = False
    before = sitting.paper.text
    sitting.server.events.publish(event)
    assert sitting.paper.text == before


async def test_off_the_console_lines_come_after_terminal_monitor(sitting: Sitting) -> None:
    event = Event(0.0, InterfaceChanged(up=True), interface=1)
    session = sitting.terminal.shell.session
    session.line, session.monitor = Line("vty"), False
    sitting.server.events.publish(event)
    assert sitting.paper.text == "angela#"
    assert await sitting.type("terminal monitor\r") == "terminal monitor\r\nangela#"
    sitting.server.events.publish(event)
    assert sitting.paper.text.endswith("changed state to up")
    await sitting.type("terminal no monitor\r")
    before = sitting.paper.text
    sitting.server.events.publish(event)
    assert sitting.paper.text == before


async def test_with_logging_synchronous_a_line_broken_into_is_shown_anew(sitting: Sitting) -> None:
    await sitting.type("configure terminal\rline con 0\rlogging synchronous\rend\rshow")
    sitting.server.events.publish(Event(0.0, InterfaceChanged(up=True), interface=1))
    assert sitting.paper.text.endswith("changed state to up\r\nangela#show")
    assert (await sitting.type(" privilege\r")).startswith(" privilege\r\nCurrent")


async def test_a_screen_that_does_not_take_text_loses_debug_lines_only(sitting: Sitting) -> None:
    sitting.paper.full = True
    sitting.server.events.publish(Event(0.0, InterfaceChanged(up=True), interface=1))
    assert sitting.paper.text == "angela#"
    assert sitting.router.journal.counts.dropped == 1
    assert "level is 15" in await sitting.type("show privilege\r")


async def test_earlier_lines_of_exec_and_configuration_are_kept_apart(sitting: Sitting) -> None:
    await sitting.type("show privilege\rconfigure terminal\rvpdn enable\rend\r")
    assert await sitting.type("\x10") == "configure terminal"
    assert sitting.terminal.shell.session.configured.lines == ("vpdn enable", "end")


@pytest.mark.parametrize(
    ("key", "hidden", "keys", "reply", "shown"),
    [
        (True, False, "y", "y", "\r\n"),
        (True, False, "\r", "", "\r\n"),
        (True, False, "\x03", "n", "\r\n"),
        (False, True, "se?cret\r", "se?cret", "\r\n"),
        (False, False, "file\r", "file", "file\r\n"),
    ],
)
async def test_a_reply_may_be_one_key_or_hidden(
    key: bool, hidden: bool, keys: str, reply: str, shown: str
) -> None:
    sitting = Sitting()
    session = sitting.terminal.shell.session
    replies: list[str] = []
    put(session, replies, "Well? ", key=key, hidden=hidden)
    await sitting.settle()
    assert sitting.paper.text == "Well? "
    assert await sitting.type(keys) == f"{shown}angela#"
    assert replies == [reply]
    assert session.history.lines == ()
    await sitting.leave()


async def test_control_c_leaves_a_question_unanswered() -> None:
    sitting = Sitting()
    sitting.terminal.shell.session.question = Question("Well? ", lambda given: f"not {given}\n")
    assert await sitting.type("x\x03") == "x\r\nangela#"
    await sitting.leave()


async def test_a_line_of_text_is_taken_as_it_is_with_its_question_marks_and_blanks() -> None:
    sitting = Sitting()
    session = sitting.terminal.shell.session
    replies: list[str] = []
    for keys in ("  is\tit? \r", "so\x1a", "\x1a"):
        put(session, replies, "", literal=True)
        await sitting.type(keys)
    assert replies == ["  is it? ", "so\x1a", "\x1a"]
    assert session.history.lines == ()
    await sitting.leave()


async def test_a_banner_is_typed_without_help_history_or_commands(sitting: Sitting) -> None:
    await sitting.type("configure terminal\rbanner motd #\r")
    assert await sitting.type("end?\r") == "end?\r\n"
    assert await sitting.type("\x10") == "\a"
    assert await sitting.type("no #\r") == "no #\r\nangela(config)#"
    assert sitting.router.running.config.banners == {"motd": "end?\nno "}
    assert sitting.terminal.shell.session.configured.lines == ("banner motd #",)


async def test_control_c_in_a_banner_leaves_it_and_configuration(sitting: Sitting) -> None:
    await sitting.type("configure terminal\rbanner motd #\rhalf of\r")
    assert (await sitting.type("it\x03")).endswith("Configured from console by console\r\nangela#")
    assert sitting.router.running.config.banners == {}


IDLE = "configure terminal\rline con 0\rexec-timeout 0 30\rend\r"


def later(sitting: Sitting, seconds: float, keys: bytes) -> None:
    asyncio.get_running_loop().call_later(seconds, sitting.terminal.keyboard.feed, keys)


async def seconds_until_it_ends(sitting: Sitting) -> float:
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await sitting.running
    assert sitting.router.sessions == []
    return loop.time() - begun


@pytest.mark.parametrize(
    ("typed", "standing"),
    [
        ("", "angela#"),
        ("show", "angela#show"),
        ("configure terminal\rline con 0\r", "angela(config-line)#"),
        ("configure terminal\rbanner motd #\rtext", "text"),
        ("ping\r", "Protocol [ip]: "),
    ],
)
def test_who_types_nothing_for_as_long_as_the_line_allows_is_gone(
    typed: str, standing: str
) -> None:
    async def idle() -> tuple[float, str]:
        sitting = Sitting()
        await sitting.type(IDLE + typed)
        return await seconds_until_it_ends(sitting), sitting.paper.text

    seconds, screen = run(idle())
    assert seconds == pytest.approx(30, abs=0.1)
    assert screen.endswith(f"\r\n{standing}\r\n")


def test_who_is_idle_before_the_rest_of_a_long_text_is_gone_too() -> None:
    async def idle() -> tuple[float, str]:
        sitting = Sitting((4, 80))
        await sitting.type(IDLE + "show running-config\r")
        return await seconds_until_it_ends(sitting), sitting.paper.text

    seconds, screen = run(idle())
    assert seconds == pytest.approx(30, abs=0.1)
    assert screen.endswith(f"{MORE}\r\n")


def test_every_key_begins_the_time_anew() -> None:
    async def busy() -> float:
        sitting = Sitting()
        await sitting.type(IDLE)
        for seconds, keys in ((29, b"s"), (58, b"\x08"), (87, b"show privilege\r")):
            later(sitting, seconds, keys)
        return await seconds_until_it_ends(sitting)

    assert run(busy()) == pytest.approx(117, abs=0.1)


def test_the_time_that_a_command_takes_does_not_count() -> None:
    async def pinging() -> float:
        sitting = Sitting()

        async def slow(*args: object, **options: object) -> Ping:
            await asyncio.sleep(20)
            return sitting.server.echoes.pop(0)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sitting.server, "ping", slow)
            await sitting.type(IDLE + "ping 192.168.1.47\r")
            return await seconds_until_it_ends(sitting)

    assert run(pinging()) == pytest.approx(5 * 20 + 30, abs=0.1)


class Wall(Paper):
    """Somebody who reads nothing."""

    async def drain(self) -> None:
        await asyncio.Event().wait()


@pytest.mark.parametrize(
    "keys", [b"show version\r", b"\r" * 10_000, b"show\x12" + b"\x12" * 10_000]
)
def test_who_reads_nothing_is_idle_and_shown_little(keys: bytes) -> None:
    async def stalled() -> tuple[float, int]:
        sitting = Sitting()
        await sitting.type(IDLE)
        wall = sitting.terminal.screen = Wall()
        sitting.terminal.keyboard.feed(keys)
        return await seconds_until_it_ends(sitting), len(wall.text)

    seconds, shown = run(stalled())
    assert seconds == pytest.approx(30, abs=0.1)
    assert shown < 10_000


@pytest.mark.parametrize("told", ["exec-timeout 0 0", "no exec-timeout"])
def test_a_line_without_a_timeout_waits_for_ever(told: str) -> None:
    async def idle() -> str:
        sitting = Sitting()
        await sitting.type(f"{IDLE}configure terminal\rline con 0\r{told}\rend\r")
        await asyncio.sleep(30 * 86400)
        shown = await sitting.type("show privilege\r")
        await sitting.leave()
        return shown

    assert run(idle()).endswith("level is 15\r\nangela#")


def test_a_reply_of_somebody_who_is_not_in_yet_is_waited_for_no_longer_than_told() -> None:
    async def asked() -> tuple[str, str, float]:
        _, router, _ = angela()
        paper = Paper()
        terminal = Terminal(router, paper, None, Line("vty", 0, PC, "telnet"))
        loop = asyncio.get_running_loop()
        for seconds, keys in ((20, b"w"), (25, b"ho?\tam\r")):
            loop.call_later(seconds, terminal.keyboard.feed, keys)
        name = await terminal.ask("Username: ", echo=True, within=30)
        with pytest.raises(TimeoutError):
            await terminal.ask("Password: ", echo=False, within=30)
        return name, paper.text, loop.time()

    name, screen, ended = run(asked())
    assert name == "who? am"
    assert screen == "Username: who? am\r\nPassword: "
    assert ended == pytest.approx(55, abs=0.1)


@pytest.mark.parametrize(("level", "prompt"), [(15, "angela#"), (1, "angela>"), (0, "angela>")])
async def test_who_was_let_in_elsewhere_sits_down_at_his_level_after_the_banners(
    level: int, prompt: str
) -> None:
    _, router, shell = angela()
    for line in ("configure terminal", "banner motd #Today#", "banner exec #Welcome#", "end"):
        async for _ in shell.run_line(line):
            pass
    router.sessions.clear()
    paper, vty = Paper(), Line("vty", 0, PC, "ssh")
    terminal = Terminal(router, paper, (24, 80), vty, Admission("tac", level))
    running = asyncio.create_task(terminal.run())
    terminal.keyboard.feed(b"exit\r")
    await asyncio.wait_for(running, 5)
    assert paper.text == f"Today\r\nWelcome\r\n{prompt}exit\r\n"
    assert (terminal.shell.session.user, router.sessions) == ("tac", [])
    assert router.uses[130] == 1


async def test_after_the_end_of_input_the_rest_is_still_carried_out(sitting: Sitting) -> None:
    sitting.terminal.keyboard.feed(b"show privilege\rdisable\r")
    sitting.terminal.keyboard.end_of_input()
    await asyncio.wait_for(sitting.running, 5)
    assert sitting.paper.text.endswith("level is 15\r\nangela#disable\r\nangela>")


async def test_exit_ends_the_session(sitting: Sitting) -> None:
    assert sitting.router.sessions == [sitting.terminal.shell.session]
    assert await sitting.type("exit\r") == "exit\r\n"
    assert sitting.running.done()
    assert sitting.router.sessions == []


async def test_hanging_up_ends_a_command_and_the_session(
    sitting: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*args: object, **options: object) -> Ping:
        return await asyncio.Future()

    monkeypatch.setattr(sitting.server, "ping", never)
    await sitting.type("ping 192.168.1.47\r")
    await sitting.leave()
    assert sitting.router.sessions == []


async def test_the_keyboard_is_read_no_further_than_there_is_room(sitting: Sitting) -> None:
    sitting.terminal.keyboard.feed(b"\r" * (BACKLOG + 1))
    await asyncio.wait_for(sitting.terminal.keyboard.room(), 20)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None
)
@given(st.binary(max_size=60))
async def test_no_octets_are_too_hostile(octets: bytes) -> None:
    sitting = Sitting((5, 20))
    await sitting.type(octets.replace(b"l", b""))
    assert not sitting.running.done() or sitting.running.exception() is None
    await sitting.leave()
