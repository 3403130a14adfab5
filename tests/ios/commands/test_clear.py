from __future__ import annotations

import pytest

from tests.ios.support import angela, typed


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
