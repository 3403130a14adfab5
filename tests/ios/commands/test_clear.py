from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from tests.ios.support import INTERFACES, angela, loaded, session, typed
from vpdn.ios.grammar import INVALID

ALL = {one.name: one.traffic for one in INTERFACES} | {"Virtual-Access1": session().traffic}


@pytest.mark.parametrize(
    ("line", "screen", "cleared"),
    [
        ("clear interface virtual-access 1", "", [("session", 29)]),
        ("clear interface vi9", f"{' ' * 23}^\n{INVALID}\n\n", []),
        ("clear interface Serial 0", f"{' ' * 23}^\n{INVALID}\n\n", []),
        ("clear interface lo0", "", []),
    ],
)
async def test_an_interface_loses_its_session(
    line: str, screen: str, cleared: list[object]
) -> None:
    server, _, shell = angela()
    assert await typed(shell, line) == screen
    assert server.clearing.cleared == cleared


@pytest.mark.parametrize(
    ("line", "question", "chosen", "logged"),
    [
        ("clear counters", "on all interfaces", ALL, "on all interfaces"),
        (
            "clear counters et0/0",
            "on this interface",
            {"Ethernet0/0": ALL["Ethernet0/0"]},
            "on interface Ethernet0/0",
        ),
        (
            "clear counters virtual-access 1",
            "on this interface",
            {"Virtual-Access1": ALL["Virtual-Access1"]},
            "on interface Virtual-Access1",
        ),
    ],
)
async def test_counters_are_cleared_when_that_is_confirmed(
    line: str, question: str, chosen: object, logged: str
) -> None:
    server, router, shell = angela()
    log: list[str] = []
    router.attach(log.append)
    assert await typed(shell, line) == ""
    assert shell.prompt == f'Clear "show interface" counters {question} [confirm]'
    await typed(shell, "n")
    assert (server.clearing.cleared, log) == ([], [])
    assert await typed(shell, line, "") == ""
    assert server.clearing.cleared == [("counters", chosen)]
    assert log[0].endswith(f"%CLEAR-5-COUNTERS: Clear counter {logged} by console")


async def test_an_interface_that_is_not_there_has_no_counters() -> None:
    _, _, shell = angela()
    assert "% Invalid input" in await typed(shell, "clear counters vi9")
    assert shell.prompt == "angela#"


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("clear aaa counters servers all", None),
        ("clear aaa counters servers radius", None),
        ("clear aaa counters servers radius 10.200.20.245", IPv4Address("10.200.20.245")),
        ("clear radius statistics", None),
    ],
)
async def test_radius_counters_are_cleared(line: str, address: IPv4Address | None) -> None:
    server, _, shell = angela()
    assert await typed(shell, line) == ""
    assert server.clearing.cleared == [("radius", address)]


async def test_a_radius_server_that_is_not_there() -> None:
    said = await typed(angela()[2], "clear aaa counters servers radius 10.1.1.1")
    assert said == "% No RADIUS server 10.1.1.1\n"


@pytest.mark.parametrize(
    ("words", "name", "said"),
    [("", None, ""), (" 1", "1", ""), (" 7", "7", "% Access list 7 not found\n")],
)
async def test_access_list_counters_are_cleared(words: str, name: str | None, said: str) -> None:
    server, _, shell = angela()
    assert await typed(shell, f"clear access-list counters{words}") == said
    assert server.clearing.cleared == [("access lists", name)]


async def test_the_log_is_cleared_when_that_is_confirmed() -> None:
    _, router, shell = angela()
    router.load(loaded("logging buffered").running)
    router.log("%SYS-5-CONFIG_I: Configured from console by console")
    assert await typed(shell, "clear logging") == ""
    assert shell.prompt == "Clear logging buffer [confirm]"
    await typed(shell, "n")
    assert len(list(router.journal.buffer)) == 1
    await typed(shell, "clear logging", "")
    assert list(router.journal.buffer) == []
    assert "Buffer logging: level debugging, 1 messages logged" in await typed(
        shell, "show logging"
    )


async def test_translations_are_cleared_or_the_reason_is_said() -> None:
    server, _, shell = angela()
    assert await typed(shell, "clear ip nat translation *") == ""
    assert all(one.static for one in server.translation.state.translations)
    server.translation.refuses = "cannot end a translation: CAP_NET_ADMIN is missing (run as root)"
    assert await typed(shell, "clear ip nat translation *") == f"{server.translation.refuses}\n"
