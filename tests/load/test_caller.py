"""What becomes of calls that never come up: each is counted with its number, and none hangs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing
from ipaddress import IPv4Address

import pytest

from tests.client.lab import Lab
from tests.load.gate import gate
from vpdn.client.settings import DialSettings
from vpdn.load.caller import Caller
from vpdn.load.desk import Desk
from vpdn.load.settings import LoadSettings, Plan
from vpdn.load.stopwatch import Phase
from vpdn.load.stream import Streams
from vpdn.load.tally import Tally
from vpdn.net import namespaces
from vpdn.wire.pptp import OutgoingCallResult

LOOPBACK = IPv4Address("127.0.0.1")


class Setting:
    """A desk whose GRE goes nowhere, and what is counted there."""

    def __init__(self) -> None:
        self.tally = Tally((), asyncio.get_running_loop().time)
        self.streams = Streams((), self.tally)
        self.desk = Desk(LOOPBACK, self.streams)

    def caller(self, port: int, timeout: float = 1) -> Caller:
        call = DialSettings(str(LOOPBACK), "tac", "admin", port=port, timeout=timeout)
        settings = LoadSettings(call, Plan())
        self.tally.place(0.0)
        return Caller(0, settings, self.desk, self.streams, self.tally, lambda: None)

    async def call(self, port: int, timeout: float = 1) -> list[tuple[int, Phase]]:
        """What a call failed with, and in which phase."""
        async with asyncio.timeout(10):
            await self.caller(port, timeout).run()
        assert (self.tally.under_way, self.tally.failed) == (0, 1)
        return list(self.tally.failures)

    def timed(self) -> list[Phase]:
        return [phase for phase, each in self.tally.phases.items() if each.count]


@pytest.fixture
async def setting(lab: Lab) -> AsyncIterator[Setting]:
    with namespaces.inside(lab.pc):
        made = Setting()
    with closing(made.desk):
        yield made


async def test_a_closed_port_is_808_in_tcp(setting: Setting) -> None:
    async with gate() as port:
        pass
    assert await setting.call(port) == [(808, Phase.TCP)]
    assert setting.timed() == []


async def test_a_server_that_says_nothing_is_809_in_its_control_connection(
    setting: Setting,
) -> None:
    server = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert await setting.call(port) == [(809, Phase.CONTROL)]
    assert setting.timed() == [Phase.TCP]


async def test_a_server_that_hangs_up_is_808_in_its_control_connection(setting: Setting) -> None:
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert await setting.call(port) == [(808, Phase.CONTROL)]


async def test_a_server_that_is_busy_is_676_in_the_call(setting: Setting) -> None:
    async with gate(OutgoingCallResult.BUSY) as port:
        assert await setting.call(port) == [(676, Phase.CALL)]
    assert setting.timed() == [Phase.TCP, Phase.CONTROL]


async def test_blocked_gre_is_806_in_lcp(setting: Setting) -> None:
    async with gate() as port:
        assert await setting.call(port) == [(806, Phase.LCP)]
    assert setting.timed() == [Phase.TCP, Phase.CONTROL, Phase.CALL]
    assert setting.tally.data_path["packets_out"] == 0


async def test_a_call_released_while_it_dials_is_given_up_and_no_failure(setting: Setting) -> None:
    taken = asyncio.Event()
    async with gate(taken=taken) as port:
        caller = setting.caller(port, timeout=60)
        calling = asyncio.create_task(caller.run())
        async with asyncio.timeout(10):
            await taken.wait()
            caller.release()
            caller.release()
            await calling
    assert (setting.tally.given_up, setting.tally.failed, setting.tally.under_way) == (1, 0, 0)


async def test_a_call_released_before_it_began_never_dials(setting: Setting) -> None:
    caller = setting.caller(9)
    caller.release()
    await caller.run()
    assert (setting.tally.given_up, setting.tally.failed, setting.timed()) == (1, 0, [])


async def test_a_cancelled_call_is_no_release(setting: Setting) -> None:
    async with gate() as port:
        calling = asyncio.create_task(setting.caller(port, timeout=60).run())
        await asyncio.sleep(0.05)
        calling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await calling
    assert setting.tally.given_up == 0
