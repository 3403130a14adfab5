from __future__ import annotations

import asyncio

import asyncssh
import pytest

from tests.ios.ssh_callers import NEW_MODEL, result, run, until
from tests.ios.support import FakeServer
from tests.ios.vtys import LOCAL, PATIENCE, eventually, vtys
from vpdn.ios import access, ssh_session
from vpdn.net.icmp import Ping


@pytest.fixture(autouse=True)
def _no_penalty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "PENALTY", 0.0)


@pytest.mark.parametrize("text", [LOCAL, NEW_MODEL])
async def test_a_terminal_session(text: str) -> None:
    async with (
        vtys(text, ssh=True) as here,
        await here.ssh("tac", "admin") as connection,
        connection.create_process(term_type="vt100", term_size=(80, 24)) as process,
    ):
        assert await until(process, "angela>") == "angela>"
        process.stdin.write("show users\r")
        screen = await until(process, "angela>")
        assert "*130 vty 0     tac        idle                 00:00:00 127.0.0.1\r\n" in screen
        process.stdin.write("exit\r")
        await asyncio.wait_for(process.wait_closed(), PATIENCE)
    await here.settled()


async def test_one_command_is_carried_out_and_its_output_is_all() -> None:
    async with vtys(ssh=True) as here:
        assert await run(here, "boss", "king", "show privilege") == (
            "Current privilege level is 15\n"
        )


@pytest.mark.parametrize(
    ("command", "printed"),
    [
        ("show running-config", "     ^\n% Invalid input detected at '^' marker.\n\n"),
        ("show", '% Type "show ?" for a list of subcommands\n'),
        ("show vpdn history", "% Incomplete command.\n\n"),
        ("bogus", "% Unknown command or computer name, or unable to find computer address\n"),
        ("show ip route 9.9.9.9", "% Network not in table\n"),
        ("enable", "% No password set\n"),
        ("disable 15", "New privilege level must be less than current privilege level\n"),
    ],
)
async def test_a_command_that_is_refused_ends_with_status_1(command: str, printed: str) -> None:
    async with vtys(ssh=True) as here:
        status, said = await result(here, "tac", "admin", command)
        assert status == 1
        assert said.endswith(printed)


async def test_a_command_that_authorization_refuses_ends_with_status_1() -> None:
    text = f"{NEW_MODEL}aaa authorization commands 1 default group radius\n"
    async with vtys(text, ssh=True) as here:
        refused = (1, "Command authorization failed.\n\n")
        assert await result(here, "tac", "admin", "show privilege") == refused


async def test_who_was_let_in_by_no_method_is_not_authenticated_for_a_command() -> None:
    none = NEW_MODEL.replace("default local", "default group radius none")
    text = f"{none}aaa authorization commands 1 default if-authenticated\n"
    async with vtys(text, ssh=True) as here:
        assert (await result(here, "tac", "admin", "show privilege"))[0] == 1


async def test_a_command_that_nobody_can_reply_to_is_not_carried_out() -> None:
    async with vtys(ssh=True) as here:
        status, said = await result(here, "boss", "king", "clear vpdn counters")
        assert status == 1
        question, why = said.splitlines()
        assert question.endswith("[confirm]")
        assert why == "% The command asks for a reply, which needs a terminal session"


async def test_a_command_that_is_broken_ends_with_status_1(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with vtys(ssh=True) as here:
        server = here.router.server
        assert isinstance(server, FakeServer)

        async def broken(*_: object) -> Ping:
            raise RuntimeError("a bug")

        monkeypatch.setattr(server, "ping", broken)
        status, _ = await result(here, "boss", "king", "ping 192.0.2.1")
        assert status == 1
        await here.settled()


async def test_the_banners_of_the_login_and_of_the_day() -> None:
    text = f"{LOCAL} exit\nbanner login #Friends only#\nbanner motd #Hello#\nbanner exec #In#"
    heard: list[str] = []

    class Listener(asyncssh.SSHClient):
        def auth_banner_received(self, msg: str, lang: str) -> None:
            heard.append(msg)

    async with vtys(text, ssh=True) as here:
        connection = await here.connect("tac", password="admin", client_factory=Listener)
        async with connection, connection.create_process(term_type="vt100") as process:
            assert await until(process, "angela>") == "Hello\r\nIn\r\nangela>"
    assert heard == ["Friends only\n"]


async def test_a_new_window_is_paged_by_its_size() -> None:
    async with (
        vtys(ssh=True) as here,
        await here.ssh("boss", "king") as connection,
        connection.create_process(term_type="vt100", term_size=(80, 10)) as process,
    ):
        await until(process, "angela#")
        process.stdin.write("show running-config\r")
        assert (await until(process, " --More-- ")).count("\n") == 10
        process.change_terminal_size(80, 5)
        process.stdin.write("q")
        await until(process, "angela#")
        process.stdin.write("show running-config\r")
        assert (await until(process, " --More-- ")).count("\n") == 5


async def test_a_connection_ends_soon_after_its_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ssh_session, "LAST_WORDS", 0.1)
    async with vtys(ssh=True) as here:
        connection = await here.ssh("tac", "admin")
        assert (await connection.run("show privilege")).exit_status == 0
        await asyncio.wait_for(connection.wait_closed(), PATIENCE)
        await here.settled()


@pytest.mark.parametrize("command", [None, "show running-config"])
async def test_a_session_whose_window_stays_shut_is_idle(
    command: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ssh_session, "LAST_WORDS", 0.1)
    hosts = "".join(f"ip host h{number} 192.0.2.1\n" for number in range(8000))
    text = f"{LOCAL} exec-timeout 0 1\n length 0\n exit\n{hosts}banner exec #{'x' * 8000}#"
    async with vtys(text, ssh=True) as here:
        connection = await here.ssh("boss", "king")
        process = await connection.create_process(command, window=1, max_pktsize=1)
        await asyncio.wait_for(connection.wait_closed(), PATIENCE)
        process.close()
        await here.settled()


async def test_who_is_there_for_an_automatic_command_gets_no_other() -> None:
    text = f"{LOCAL} exit\nusername tac autocommand show privilege\n"
    async with vtys(text, ssh=True) as here:
        assert await run(here, "tac", "admin", "show clock") == "Current privilege level is 1\n"


async def test_a_command_ends_when_its_line_is_cleared() -> None:
    async with vtys(ssh=True) as here, await here.ssh("boss", "king") as connection:
        process = await connection.create_process("ping 192.0.2.1 repeat 100")
        await eventually(lambda: bool(here.router.sessions))
        here.router.sessions[0].hang_up()
        await asyncio.wait_for(process.wait_closed(), PATIENCE)
        assert process.exit_status == 1
        await eventually(lambda: not here.router.sessions)
