from __future__ import annotations

import pytest

from tests.ios.support import angela, typed
from vpdn.ios.shell import Shell


@pytest.mark.parametrize("line", ["show users", "who", "systat"])
async def test_show_users(line: str) -> None:
    assert await typed(angela()[2], line) == (
        "    Line       User       Host(s)              Idle       Location\n"
        "*  0 con 0                idle                 00:00:00   \n"
        "\n"
        "  Interface      User        Mode                     Idle     Peer Address\n"
        "  Vi1          tac         Virtual PPP (PPTP  ) 00:00:05 172.16.10.1\n"
    )


async def test_the_star_marks_ones_own_session() -> None:
    _, router, shell = angela()
    router.sessions.append(Shell(router).session)
    lines = (await typed(shell, "show users")).splitlines()
    assert [line[0] for line in lines[1:3]] == ["*", " "]


async def test_all_lists_the_console_when_nobody_is_there_too() -> None:
    _, router, shell = angela()
    assert await typed(shell, "show users all") == await typed(shell, "who")
    router.sessions.clear()
    free = "   0 con 0                                     00:00:00   "
    assert (await typed(shell, "show users all")).splitlines()[1] == free
