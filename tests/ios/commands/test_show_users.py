from __future__ import annotations

import pytest

from tests.ios.support import PC, angela, typed
from vpdn.ios.lines import Line
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


async def test_callers_stand_in_the_order_of_their_lines_with_name_and_address() -> None:
    _, router, shell = angela()
    for number, user in ((3, "tac"), (0, "")):
        caller = Shell(router, Line("vty", number, PC, "telnet")).session
        caller.user = user
        router.sessions.append(caller)
    assert (await typed(shell, "show users")).splitlines()[1:4] == [
        "*  0 con 0                idle                 00:00:00   ",
        " 130 vty 0                idle                 00:00:00 192.168.1.47",
        " 133 vty 3     tac        idle                 00:00:00 192.168.1.47",
    ]


async def test_a_long_name_moves_the_rest_of_its_line() -> None:
    _, _, shell = angela()
    shell.session.user = "administrator"
    [line] = [one for one in (await typed(shell, "who")).splitlines() if "con" in one]
    assert line.startswith("*  0 con 0     administrator idle ")


async def test_all_lists_the_lines_where_nobody_is_too() -> None:
    _, router, shell = angela()
    router.sessions.append(Shell(router, Line("vty", 1, PC, "ssh")).session)
    lines = (await typed(shell, "show users all")).splitlines()
    free = [f" {130 + n} vty {n}                                     00:00:00   " for n in range(5)]
    assert lines[1] == "*  0 con 0                idle                 00:00:00   "
    assert lines[2:7] == [
        free[0],
        " 131 vty 1                idle                 00:00:00 192.168.1.47",
        *free[2:],
    ]
    router.sessions.clear()
    assert (await typed(shell, "show users all")).splitlines()[1:7] == [
        "   0 con 0                                     00:00:00   ",
        *free,
    ]
