"""Callers by SSH, over the loopback."""

from __future__ import annotations

import asyncio

import asyncssh
import pytest
from asyncssh.packet import Boolean, String

from tests.ios.callers import USERS
from tests.ios.ssh_callers import NEW_MODEL, run, until
from tests.ios.vtys import LOCAL, PATIENCE, vtys
from vpdn.ios import access


@pytest.fixture(autouse=True)
def _no_penalty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "PENALTY", 0.0)


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
