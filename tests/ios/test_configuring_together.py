"""Several sessions that edit one configuration at the same time."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from ipaddress import IPv4Address

from tests.ios.support import angela, typed
from vpdn.ios.config import load
from vpdn.ios.lines import Line
from vpdn.ios.router import Router
from vpdn.ios.shell import Shell

SESSIONS = 3


def together() -> tuple[Router, list[Shell], list[str]]:
    """The document's router, three sessions in its configuration, and what it logs."""
    router = angela()[1]
    peers = (IPv4Address(f"10.1.1.{number}") for number in range(SESSIONS))
    lines = [Line("vty", number, peer, "ssh") for number, peer in enumerate(peers)]
    log: list[str] = []
    router.attach(log.append)
    return router, [Shell(router, line) for line in lines], log


def configured(log: list[str]) -> list[str]:
    return [line.partition("%SYS-5-CONFIG_I: ")[2] for line in log if "CONFIG_I" in line]


async def test_each_sees_the_lines_of_the_others_at_once() -> None:
    _, shells, _ = together()
    for number, shell in enumerate(shells):
        await typed(shell, "configure terminal", f"ip host h{number} 10.9.9.{number}")
    for shell in shells:
        shown = await typed(shell, "do show running-config | include ip host h")
        assert shown.splitlines() == [f"ip host h{n} 10.9.9.{n}" for n in range(SESSIONS)]


async def test_lines_inside_one_interface_by_three_are_all_there() -> None:
    router, (one, other, third), _ = together()
    for shell in (one, other, third):
        await typed(shell, "configure terminal", "interface Loopback7")
    await typed(one, "description ours")
    await typed(other, "ip address 10.7.7.7 255.255.255.0")
    await typed(third, "shutdown")
    text = router.running.text()
    for line in (" description ours", " ip address 10.7.7.7 255.255.255.0", " shutdown"):
        assert line in text.splitlines()
    await typed(other, "exit", "no interface Loopback7")
    await typed(one, "hostname bob")
    assert one.prompt == "bob(config)#"
    await typed(third, "ip address 10.7.7.8 255.255.255.0")
    assert third.refused
    assert "Loopback7" not in router.running.text()


async def test_no_line_is_lost_whoever_comes_first() -> None:
    router, shells, _ = together()
    turns = [
        (shell, f"ip host s{number}n{line} 10.{number}.0.{line}")
        for number, shell in enumerate(shells)
        for line in range(50)
    ]
    random.Random(7).shuffle(turns)
    await asyncio.gather(*(typed(shell, "configure terminal") for shell in shells))
    await asyncio.gather(*(typed(shell, line) for shell, line in turns))
    text = router.running.text()
    assert [line for _, line in turns if f"{line}\n" not in text] == []
    assert load(text).running.text() == text


async def test_a_banner_that_one_types_does_not_undo_what_others_say_meanwhile() -> None:
    router, (one, other, _), _ = together()
    await typed(one, "configure terminal", "banner motd #", "Hello")
    await typed(other, "configure terminal", "hostname bob")
    await typed(one, "there", "#")
    assert router.running.config.hostname == "bob"
    assert router.running.config.banners["motd"] == "Hello\nthere\n"


async def test_each_who_leaves_is_logged_once_and_by_name() -> None:
    _, shells, log = together()
    for shell in shells:
        shell.session.user = f"user{shell.session.line.number}"
        await typed(shell, "configure terminal")
    assert configured(log) == []
    for shell, last in zip(shells, ("end", "exit", "\x1a"), strict=True):
        await typed(shell, last, "show privilege")
    assert configured(log) == [
        f"Configured from console by user{number} on vty{number} (10.1.1.{number})"
        for number in range(SESSIONS)
    ]


async def test_what_one_may_not_say_any_more_is_refused_in_the_middle() -> None:
    router, (one, other, _), _ = together()
    await typed(one, "configure terminal", "privilege configure level 7 hostname")
    await typed(other, "configure terminal")
    other.session.privilege = 7
    await typed(other, "hostname bob")
    assert router.running.config == replace(router.running.config, hostname="bob")
    await typed(one, "no privilege configure level 7 hostname")
    await typed(other, "hostname carl")
    assert other.refused
