"""A caller by SSH, with the library's own client over the loopback."""

from __future__ import annotations

import asyncio

import asyncssh
import pytest
from asyncssh.packet import Boolean, String

from tests.ios.callers import USERS
from tests.ios.vtys import LOCAL, PATIENCE, Vtys, eventually, vtys
from vpdn.ios import access, ssh

NEW_MODEL = f"hostname angela\n{USERS}aaa new-model\naaa authentication login default local\n"


@pytest.fixture(autouse=True)
def _no_penalty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "PENALTY", 0.0)


async def until(process: asyncssh.SSHClientProcess[str], text: str) -> str:
    async with asyncio.timeout(PATIENCE):
        return str(await process.stdout.readuntil(text))


async def run(here: Vtys, user: str, password: str, command: str) -> str:
    connection = await here.ssh(user, password)
    async with connection:
        result = await asyncio.wait_for(connection.run(command), PATIENCE)
    assert result.exit_status == 0
    return str(result.stdout)


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
        assert "Invalid input" in await run(here, "tac", "admin", "show running-config")


@pytest.mark.parametrize(("user", "password"), [("tac", "wrong"), ("nobody", "admin")])
async def test_a_wrong_password_and_an_unknown_user_are_refused(user: str, password: str) -> None:
    async with vtys(ssh=True) as here:
        with pytest.raises(asyncssh.PermissionDenied):
            await here.ssh(user, password)
        await here.settled()


async def test_who_may_have_no_exec_is_refused_with_the_right_password_too() -> None:
    text = f"{NEW_MODEL}aaa authorization exec default group radius\n"
    async with vtys(text, ssh=True) as here:
        with pytest.raises(asyncssh.PermissionDenied):
            await here.ssh("boss", "king")
        await here.settled()


async def test_after_some_wrong_passwords_the_connection_ends() -> None:
    class Stubborn(asyncssh.SSHClient):
        tries = 0

        def password_auth_requested(self) -> str:
            Stubborn.tries += 1
            return f"guess {Stubborn.tries}"

    async with vtys(f"{LOCAL} exit\nip ssh authentication-retries 2", ssh=True) as here:
        with pytest.raises(asyncssh.DisconnectError):
            await here.connect("tac", client_factory=Stubborn, preferred_auth="password")
        assert Stubborn.tries == 3
        await here.settled()


async def test_a_line_with_one_password_for_everybody_asks_the_local_users() -> None:
    text = f"{USERS}line vty 0 4\n password sesame\n login\n"
    async with vtys(text, ssh=True) as here:
        assert await run(here, "tac", "admin", "show privilege") == "Current privilege level is 1\n"
        with pytest.raises(asyncssh.PermissionDenied):
            await here.ssh("tac", "sesame")


async def test_who_finds_no_line_is_turned_away() -> None:
    text = f"{LOCAL} transport input telnet\nline vty 5\n login local"
    async with vtys(text, ssh=True) as here, await here.ssh("tac", "admin"):
        assert [one.number for one in here.router.vtys.taken] == [5]
        with pytest.raises((asyncssh.DisconnectError, ConnectionError)):
            await here.ssh("tac", "admin")


async def test_a_connection_has_one_session() -> None:
    async with (
        vtys(ssh=True) as here,
        await here.ssh("tac", "admin") as connection,
        connection.create_process(term_type="vt100") as process,
    ):
        await until(process, "angela>")
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.run("show clock")


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


class Hasty(asyncssh.SSHClient):
    """Asks again before there is an answer; the fourth guess is right."""

    def connection_made(self, conn: asyncssh.SSHClientConnection) -> None:
        self._connection = conn

    async def password_auth_requested(self) -> None:
        for guess in ("one", "two", "three", "admin"):
            self._connection.send_packet(
                _USERAUTH_REQUEST,
                *map(String, (b"tac", b"ssh-connection", b"password")),
                Boolean(False),
                String(guess.encode()),
            )
            await asyncio.sleep(0.02)


_USERAUTH_REQUEST = 50


async def test_guesses_that_do_not_wait_for_the_answer_are_counted_and_hold_the_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(access, "PENALTY", 0.1)
    async with vtys(f"{LOCAL} exit\nip ssh authentication-retries 2", ssh=True) as here:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        with pytest.raises(asyncssh.DisconnectError, match="Too many wrong passwords"):
            await here.connect("tac", client_factory=Hasty, preferred_auth="password")
        assert len(here.router.vtys.taken) == 1
        await here.settled()
        assert loop.time() - begun > 3 * 0.1


async def test_who_is_in_and_opens_no_session_is_hung_up_on() -> None:
    async with vtys(f"{LOCAL} exit\nip ssh time-out 1", ssh=True) as here:
        connection = await here.ssh("tac", "admin")
        await asyncio.wait_for(connection.wait_closed(), PATIENCE)
        await here.settled()


async def test_a_connection_ends_soon_after_its_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ssh, "LAST_WORDS", 0.1)
    async with vtys(ssh=True) as here:
        connection = await here.ssh("tac", "admin")
        assert (await connection.run("show privilege")).exit_status == 0
        await asyncio.wait_for(connection.wait_closed(), PATIENCE)
        await here.settled()


@pytest.mark.parametrize("command", [None, "show running-config"])
async def test_a_session_whose_window_stays_shut_is_idle(
    command: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ssh, "LAST_WORDS", 0.1)
    hosts = "".join(f"ip host h{number} 192.0.2.1\n" for number in range(8000))
    text = f"{LOCAL} exec-timeout 0 1\n length 0\n exit\n{hosts}banner exec #{'x' * 8000}#"
    async with vtys(text, ssh=True) as here:
        connection = await here.ssh("boss", "king")
        process = await connection.create_process(command, window=1, max_pktsize=1)
        await asyncio.wait_for(connection.wait_closed(), PATIENCE)
        process.close()
        await here.settled()


async def test_everything_but_a_terminal_and_a_command_is_refused() -> None:
    async with vtys(ssh=True) as here, await here.ssh("tac", "admin") as connection:
        for wanted in (
            lambda: connection.open_connection("127.0.0.1", 1723),
            lambda: connection.open_unix_connection("/run/vpdn/console"),
            connection.start_sftp_client,
        ):
            with pytest.raises(asyncssh.ChannelOpenError):
                await asyncio.wait_for(wanted(), PATIENCE)
        with pytest.raises(asyncssh.ChannelListenError):
            await connection.start_server(lambda *_: None, "127.0.0.1", 0)


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
        await eventually(lambda: not here.router.sessions)
