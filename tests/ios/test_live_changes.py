"""Lines typed on a router with a call up: who notices, and when."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Address

import pytest

from tests.ios.support import FakeServer, typed
from tests.nas.world import STRONG, Pc, World
from tests.virtual_loop import run
from vpdn.ios.config import load
from vpdn.ios.router import Router
from vpdn.ios.shell import Shell
from vpdn.nas.config import RouterConfig
from vpdn.wire.ip import IcmpEcho, IpProtocol, build

FIRST, SECOND = IPv4Address("172.16.10.1"), IPv4Address("172.16.10.2")
ROUTER = IPv4Address("172.16.10.100")
CONFIG = """\
hostname angela
aaa new-model
aaa authentication ppp default local
username tac password 0 admin
vpdn enable
vpdn-group G
 accept-dialin
  protocol pptp
  virtual-template 1
interface Loopback0
 ip address 172.16.10.100 255.255.255.0
interface Virtual-Template1
 ip unnumbered Loopback0
 ip access-group 101 in
 peer default ip address pool default
 ppp encrypt mppe 128
 ppp authentication ms-chap-v2
ip local pool default 172.16.10.1 172.16.10.10
access-list 101 permit ip any any
"""


class LiveServer(FakeServer):
    """Applies what is typed to a world of tunnels."""

    def __init__(self, world: World) -> None:
        super().__init__(world.config)
        self.world = world

    def apply(self, config: RouterConfig) -> None:
        super().apply(config)
        self.world.services.configure(config)


class Story:
    """A router, its console, and a PC whose call is up."""

    def __init__(self) -> None:
        loaded = load(CONFIG)
        assert loaded.problems == ()
        self.world = World(loaded.config)
        self.server = LiveServer(self.world)
        self.router = Router(self.server, loaded.running)
        self.shell = Shell(self.router)

    async def type(self, *lines: str) -> str:
        return await typed(self.shell, "configure terminal", *lines, "end")

    async def up(self, **options: object) -> Pc:
        pc = self.world.call(**options)
        await asyncio.wait_for(pc.up.wait(), 30)
        await asyncio.sleep(0.2)
        return pc

    async def refused(self, **options: object) -> bool:
        """Is a new call turned away?"""
        pc = self.world.call(**options)
        await asyncio.sleep(60)
        return not pc.up.is_set()

    async def passes(self, pc: Pc) -> bool:
        """Does a packet of the PC's reach the router's network?"""
        assert pc.network is not None
        before = len(self.world.wires.tun)
        echo = IcmpEcho(1, 1, b"x" * 40).encode()
        pc.send_ip(build(pc.network.local, ROUTER, IpProtocol.ICMP, echo))
        await asyncio.sleep(1)
        return len(self.world.wires.tun) == before + 1


def play(story: Callable[[Story, Pc], Awaitable[None]]) -> None:
    async def whole() -> None:
        made = Story()
        await story(made, await made.up())

    run(whole())


def test_a_template_that_changes_counts_from_the_next_call_on() -> None:
    async def story(it: Story, pc: Pc) -> None:
        await it.type(
            "interface Virtual-Template1",
            "peer default ip address 172.16.10.77",
            "no ppp encrypt mppe",
        )
        assert await it.passes(pc)
        assert pc.network is not None
        assert pc.network.local == FIRST
        other = await it.up(mppe=None)
        assert other.network is not None
        assert other.network.local == IPv4Address("172.16.10.77")
        assert await it.passes(pc)

    play(story)


@pytest.mark.parametrize(
    "line",
    [
        "no vpdn enable",
        "vpdn softshut",
        "no vpdn-group G",
        "no interface Virtual-Template1",
        "vpdn session-limit 1",
        "no username tac",
        "username tac password 0 other",
    ],
)
def test_what_forbids_new_calls_leaves_those_that_are_up(line: str) -> None:
    async def story(it: Story, pc: Pc) -> None:
        await it.type(line)
        assert await it.refused()
        assert await it.passes(pc)
        assert not pc.lost.is_set()

    play(story)


def test_a_pool_in_use_may_go_and_come_back() -> None:
    async def story(it: Story, pc: Pc) -> None:
        await it.type("no ip local pool default")
        assert await it.passes(pc)
        assert await it.refused()
        await it.type("ip local pool default 172.16.10.1 172.16.10.3")
        other = await it.up()
        assert other.network is not None
        assert other.network.local == SECOND
        assert await it.passes(pc)

    play(story)


def test_an_access_list_counts_at_once_and_keeps_its_matches_when_another_line_changes() -> None:
    async def story(it: Story, pc: Pc) -> None:
        assert await it.passes(pc)
        matches = it.world.services.filters.snapshot()[0].matches
        assert sum(matches) == 1
        await it.type("hostname bob")
        assert it.world.services.filters.snapshot()[0].matches == matches
        await it.type("no access-list 101", "access-list 101 deny icmp any any")
        assert not await it.passes(pc)
        await it.type("no access-list 101")
        assert await it.passes(pc)

    play(story)


def test_a_password_that_changes_counts_from_the_next_login_on() -> None:
    async def story(it: Story, pc: Pc) -> None:
        await it.type("username tac password 0 other")
        assert (await it.up(password="other")).network is not None
        assert await it.passes(pc)

    play(story)


@pytest.mark.parametrize(
    "line",
    [
        "ip local pool more 172.16.10.5 172.16.10.6",
        "username tac password 7 zz",
        "interface Loopback9 junk",
        "ppp encrypt mppe 128",
    ],
)
def test_a_line_that_is_refused_changes_nothing(line: str) -> None:
    async def story(it: Story, pc: Pc) -> None:
        text, config = it.router.running.text(), it.world.services.config
        screen = await it.type(line)
        assert "%" in screen or "Invalid" in screen
        assert it.router.running.text() == text
        assert it.world.services.config is config
        assert await it.passes(pc)

    play(story)


def test_encryption_is_still_what_it_was() -> None:
    """The PC of these stories encrypts: what passes has gone through MPPE."""

    async def story(it: Story, pc: Pc) -> None:
        assert STRONG.bits == {128}
        assert pc.keys is not None
        assert await it.passes(pc)

    play(story)
