from __future__ import annotations

import pytest

from tests.ios.support import angela, loaded, typed


async def test_a_tunnel_is_found_by_its_hosts_name_not_its_user() -> None:
    server, _, shell = angela()
    assert await typed(shell, "clear vpdn tunnel pptp tac") == "Could not find specified tunnel\n"
    assert await typed(shell, "clear vpdn tunnel pptp pc angela") == ""
    assert server.asked == [("clear", "tac", None), ("clear", "pc", "angela")]


@pytest.mark.parametrize(
    ("line", "screen"),
    [
        ("clear interface virtual-access 1", ""),
        ("clear interface vi9", "% Virtual-Access9 has no session\n"),
        ("clear interface lo0", ""),
    ],
)
async def test_an_interface_loses_its_session(line: str, screen: str) -> None:
    assert await typed(angela()[2], line) == screen


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
