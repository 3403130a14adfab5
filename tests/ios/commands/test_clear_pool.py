from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from tests.ios.support import HER, angela, typed
from vpdn.nas.clearing import Lease

IN_USE = (
    "% 172.16.10.1 is in use by tac on Virtual-Access1: clear interface Virtual-Access1 first\n"
)


@pytest.mark.parametrize("line", ["clear ip local pool", "clear ip local pool default"])
async def test_an_address_a_session_uses_is_not_freed_and_that_is_said(line: str) -> None:
    assert await typed(angela()[2], f"{line} 172.16.10.1") == IN_USE


@pytest.mark.parametrize(
    ("became", "said"),
    [(Lease.FREED, ""), (Lease.NOT_HELD, "% 172.16.10.1 is not in use\n")],
)
async def test_an_address_nobody_uses_is_freed(became: Lease, said: str) -> None:
    server, _, shell = angela()
    server.clearing.held[HER] = became
    assert await typed(shell, "clear ip local pool 172.16.10.1") == said


async def test_an_address_outside_every_pool_that_a_session_has() -> None:
    assert await typed(angela()[2], "clear ip local pool 10.9.9.9") == (
        "% 10.9.9.9 is in use by a session\n"
    )


@pytest.mark.parametrize(("words", "name"), [("*", None), ("default *", "default")])
async def test_a_whole_pool_is_freed_but_for_what_sessions_use(
    words: str, name: str | None
) -> None:
    server, _, shell = angela()
    assert await typed(shell, f"clear ip local pool {words}") == IN_USE
    assert server.clearing.cleared == [("pool", name)]


async def test_each_address_that_sessions_use_is_told_in_order() -> None:
    server, _, shell = angela()
    server.clearing.used = frozenset({HER + 8, HER})
    told = f"{IN_USE}% 172.16.10.9 is in use by a session\n"
    assert await typed(shell, "clear ip local pool *") == told


@pytest.mark.parametrize("what", ["*", "172.16.10.1"])
async def test_a_pool_that_is_not_there(what: str) -> None:
    server, _, shell = angela()
    assert await typed(shell, f"clear ip local pool nobody {what}") == (
        "% Pool nobody does not exist\n"
    )
    assert server.clearing.cleared == []


async def test_an_address_of_another_pool() -> None:
    server, _, shell = angela()
    server.clearing.held[IPv4Address("10.1.1.1")] = Lease.FREED
    assert await typed(shell, "clear ip local pool default 10.1.1.1") == (
        "% 10.1.1.1 is not in pool default\n"
    )
