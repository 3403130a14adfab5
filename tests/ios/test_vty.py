"""The vtys' doors, knocked at over the loopback."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from ipaddress import IPv4Address

import pytest

from tests.ios.callers import USERS, router_with
from tests.ios.vtys import LOCAL, LOOPBACK, eventually, vtys
from tests.virtual_loop import run
from vpdn.ios import access, keyboard, vty
from vpdn.ios.config import RunningConfig, merge
from vpdn.ios.lines import Vtys
from vpdn.ios.vty import Doors, Listener, VtyServer
from vpdn.nas.config import RouterConfig
from vpdn.wire.telnet import IAC, Command


@pytest.fixture(autouse=True)
def _no_penalty(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wait is tested where the clock jumps."""
    monkeypatch.setattr(access, "PENALTY", 0.0)


async def test_a_login_a_command_and_the_end() -> None:
    async with vtys() as here:
        caller = await here.telnet()
        await caller.log_in()
        caller.type("show users\r\n")
        assert "*130 vty 0     tac " in await caller.until("angela>")
        caller.type("exit\r\n")
        assert await caller.end() == b"exit\r\n"
        await here.settled()


async def test_a_password_is_not_echoed_and_unknown_users_look_like_wrong_passwords() -> None:
    async with vtys() as here:
        screens = []
        for user in ("tac", "nobody"):
            caller = await here.telnet()
            await caller.until("Username: ")
            caller.type(f"{user}\r\nsecret\r\n")
            screens.append((await caller.until("invalid")).replace(user, "USER"))
            caller.writer.close()
        assert screens[0] == screens[1]
        assert "secret" not in screens[0]


async def test_when_every_line_is_taken_a_caller_is_turned_away_until_one_is_free() -> None:
    async with vtys() as here:
        callers = [await here.telnet() for _ in range(5)]
        for caller in callers:
            await caller.until("Username: ")
        assert await (await here.telnet()).end() == b""
        callers[2].writer.close()
        await eventually(lambda: len(here.router.vtys.taken) < 5)
        again = await here.telnet()
        await again.log_in()
        assert [one.line.number for one in here.router.sessions] == [2]


async def test_the_access_class_decides_who_may_call() -> None:
    text = f"{LOCAL} access-class 10 in\n exit\naccess-list 10 permit 10.0.0.0 0.255.255.255\n"
    async with vtys(text) as here:
        assert await (await here.telnet()).end() == b""
        here.router.load(change(here.router.running, "access-list 10 permit 127.0.0.1"))
        await (await here.telnet()).log_in()


def change(running: RunningConfig, text: str) -> RunningConfig:
    tree, problems = merge(running.tree, text)
    assert problems == []
    return RunningConfig(tree)


async def test_transport_input_opens_and_closes_the_door() -> None:
    async with vtys() as here:
        for allowed in ("none", "telnet", "ssh", "all"):
            text = f"line vty 0 4\n transport input {allowed}"
            here.router.load(change(here.router.running, text))
            await here.has_telnet(allowed in ("telnet", "all"))
        await (await here.telnet()).log_in()


async def test_without_a_key_there_is_no_ssh() -> None:
    async with vtys() as here:
        assert here.server.address("ssh") is None


async def test_a_caller_sees_the_log_after_terminal_monitor() -> None:
    async with vtys() as here:
        caller = await here.telnet()
        await caller.log_in()
        here.router.log("%SYS-5-FIRST: before")
        caller.type("terminal monitor\r\n")
        assert "%SYS" not in await caller.until("angela>")
        here.router.log("%SYS-5-SECOND: after")
        assert "FIRST" not in await caller.until("%SYS-5-SECOND: after")
        assert here.router.journal.counts.monitor == 1


async def test_a_line_that_is_cleared_hangs_up() -> None:
    async with vtys() as here:
        caller = await here.telnet()
        await caller.log_in()
        here.router.sessions[0].hang_up()
        await caller.end()
        await here.settled()


async def test_a_caller_who_disappears_gives_his_line_back() -> None:
    async with vtys() as here:
        caller = await here.telnet()
        await caller.log_in()
        caller.writer.transport.abort()
        await here.settled()


async def test_a_caller_who_floods_keeps_little_and_harms_nobody() -> None:
    async with vtys() as here:
        flood, other = await here.telnet(), await here.telnet()
        flood.type("x" * 1_000_000)
        await other.log_in()
        other.type("show privilege\r\n")
        assert "level is 1" in await other.until("angela>")
        flood.writer.transport.abort()


async def test_closing_hangs_up_on_everybody() -> None:
    async with vtys() as here:
        caller = await here.telnet()
        await caller.log_in()
        await here.server.close()
        await caller.end()
        assert here.router.sessions == []
        assert here.server.address("telnet") is None


async def test_a_port_that_is_taken_is_said_once_and_nothing_else_fails() -> None:
    router = router_with(f"{USERS}line vty 0 4\n login local")
    log: list[str] = []
    router.attach(log.append)
    with socket.create_server((LOOPBACK, 0)) as taken:
        place = (LOOPBACK, taken.getsockname()[1])
        server = VtyServer(router, Doors(place, None))
        server.start()
        router.changed()
        await asyncio.sleep(0)
        await server.close()
    told = [line for line in log if "%TCP-3-NOLISTEN" in line]
    assert len(told) == 1
    assert told[0].endswith(f"No telnet at {LOOPBACK} port {place[1]}: Address already in use")


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("username tac autocommand show privilege", "tac"),
        ("username tac autocommand show privilege", "TAC"),
        ("line vty 0 4\n autocommand show privilege", "tac"),
    ],
)
async def test_an_automatic_command_is_all_that_a_caller_gets(told: str, name: str) -> None:
    async with vtys(f"{LOCAL} exit\n{told}") as here:
        caller = await here.telnet()
        await caller.until("Username: ")
        caller.type(f"{name}\r\nadmin\r\n")
        await caller.until("Password: ")
        assert await caller.end() == b"\r\n\r\nCurrent privilege level is 1\r\n"


async def test_who_is_not_hung_up_on_goes_on_after_his_automatic_command() -> None:
    text = f"{LOCAL} exit\nusername tac nohangup\nusername tac autocommand show privilege\n"
    async with vtys(text) as here:
        caller = await here.telnet()
        await caller.until("Username: ")
        caller.type("tac\r\nadmin\r\n")
        assert (await caller.until("angela>")).endswith("level is 1\r\nangela>")
        caller.type("show privilege\r\n")
        await caller.until("level is 1\r\nangela>")


SEVEN = """
username desk privilege 7 password help
privilege exec level 7 configure terminal
privilege configure level 7 interface
privilege interface level 7 description
"""


async def test_a_user_of_level_7_configures_what_his_level_was_given() -> None:
    async with vtys(f"{LOCAL} exit{SEVEN}interface Loopback0\n", ssh=True) as here:
        caller = await here.telnet()
        await caller.log_in("desk", "help", prompt="#")
        caller.type("configure terminal\r\ninterface loopback 0\r\ndescription mine\r\n")
        await caller.until("angela(config-if)#description mine\r\n")
        caller.type("ip address 10.0.0.1 255.255.255.0\r\n")
        await caller.until("% Invalid input detected")
        caller.type("end\r\n")
        await caller.until("angela#")
        assert " description mine\n" in here.router.running.text()
        assert "10.0.0.1" not in here.router.running.text()


async def test_an_automatic_command_may_ask() -> None:
    text = f"{LOCAL} exit\nusername boss autocommand clear counters\n"
    async with vtys(text) as here:
        caller = await here.telnet()
        await caller.until("Username: ")
        caller.type("boss\r\nking\r\n")
        await caller.until("on all interfaces [confirm]")
        caller.type("y")
        await caller.end()
        await here.settled()


@pytest.mark.parametrize("flooded", [b"\0", bytes((IAC, Command.ARE_YOU_THERE))])
async def test_a_caller_who_floods_and_disappears_gives_his_line_back(
    flooded: bytes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """However much the system would have kept of what he typed; and there is no word about it."""
    monkeypatch.setattr(keyboard, "BREATH", 0.0)
    async with vtys() as here:
        loop = asyncio.get_running_loop()
        with socket.socket() as flood:
            flood.setblocking(False)
            await loop.sock_connect(flood, (LOOPBACK, here.port("telnet")))
            with suppress(TimeoutError):
                async with asyncio.timeout(0.3):
                    await loop.sock_sendall(flood, flooded * 10_000_000)
            flood.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert here.router.vtys.taken
        await here.settled()
    assert caplog.records == []


class TurningAway(Vtys):
    """Has no line for anybody, and knows when each was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[float] = []

    def take(self, config: RouterConfig, protocol: str, peer: IPv4Address) -> None:
        self.asked.append(asyncio.get_running_loop().time())


@pytest.mark.parametrize("protocol", ["telnet", "ssh"])
def test_callers_who_come_at_once_are_let_in_one_after_another(protocol: str) -> None:
    callers = 5

    async def main() -> list[float]:
        router = router_with(LOCAL)
        router.vtys = vtys = TurningAway()
        listener = Listener(router, protocol, (LOOPBACK, 0), set())
        for _ in range(callers):
            socket.create_connection(listener.place).close()
        await asyncio.sleep(vty.PACE[protocol] * (callers + 3))
        listener.close()
        return vtys.asked

    pace = vty.PACE[protocol]
    assert pace > 0
    assert run(main()) == pytest.approx([n * pace for n in range(callers)])


async def test_a_thousand_callers_in_a_second_leave_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(vty.PACE, "telnet", 0.0)
    async with vtys() as here:
        loop = asyncio.get_running_loop()
        tasks = len(asyncio.all_tasks())
        for _ in range(1000):
            with socket.socket() as caller:
                caller.setblocking(False)
                await loop.sock_connect(caller, (LOOPBACK, here.port("telnet")))
                caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        await here.settled()
        await (await here.telnet()).log_in()
        await eventually(lambda: len(asyncio.all_tasks()) <= tasks + 3)
