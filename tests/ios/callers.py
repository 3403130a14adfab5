"""A router that people log in to, and somebody at a line of it whose replies are known before."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import TypeVar

from tests.ios.support import FakeServer, loaded
from tests.virtual_loop import run
from vpdn.ios.lines import Line
from vpdn.ios.router import Router

T = TypeVar("T")

PEER = IPv4Address("10.1.1.1")
CALLER = Line("vty", 0, PEER, "telnet")
USERS = """
username tac password admin
username boss privilege 15 password king
"""
NEW_MODEL = f"{USERS}aaa new-model\naaa authentication login default local\n"


def router_with(text: str) -> Router:
    result = loaded(text)
    return Router(FakeServer(result.config), result.running)


@dataclass
class Typist:
    """Says what it is given; `screen` is what it has seen. Without a reply left it says nothing
    for as long as it may."""

    replies: list[str]
    screen: str = ""
    hidden: list[bool] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.screen += text

    async def ask(self, prompt: str, *, echo: bool, within: float) -> str:
        self.screen += prompt
        self.hidden.append(not echo)
        if not self.replies:
            await asyncio.sleep(within)
            raise TimeoutError
        reply = self.replies.pop(0)
        self.screen += f"{reply if echo else ''}\n"
        return reply


def timed(work: Callable[[], Awaitable[T]]) -> tuple[T, float]:
    """What comes of it, and how many seconds of a clock that jumps it took."""

    async def main() -> tuple[T, float]:
        result = await work()
        return result, asyncio.get_running_loop().time()

    return run(main())
