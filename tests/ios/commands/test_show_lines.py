from __future__ import annotations

import pytest

from tests.ios.support import PC, angela, typed
from vpdn.ios.lines import Line
from vpdn.ios.shell import Shell

HEAD = "   Tty Typ     Tx/Rx    A Modem  Roty AccO AccI   Uses   Noise  Overruns   Int"


def row(mark: str, number: int, kind: str, uses: int, access: str = "-") -> str:
    """IOS 12.1's columns."""
    where = f"{mark}{number:5} {kind}"
    return f"{where}              -    -      -    - {access:>4} {uses:6}       0     0/0       -"


async def test_the_console_and_every_vty_with_how_often_somebody_was_there() -> None:
    _, router, shell = angela()
    free = [row(" ", 130 + number, "VTY", 0) for number in range(5)]
    lines = (await typed(shell, "show line")).splitlines()
    assert lines == [HEAD, row("*", 0, "CTY", 0), *free]
    router.sessions.clear()
    shell = Shell(router)
    for _ in range(3):
        stand_up = router.sit_down(shell.session)
        stand_up()
    caller = Shell(router, Line("vty", 1, PC, "telnet"))
    router.sit_down(caller.session)
    lines = (await typed(shell, "show line")).splitlines()
    free[1] = row("*", 131, "VTY", 1)
    assert lines == [HEAD, row(" ", 0, "CTY", 3), *free]


async def test_an_access_class_stands_with_its_lines() -> None:
    _, _, shell = angela()
    await typed(shell, "configure terminal", "line vty 0 4", "access-class 10 in", "end")
    lines = (await typed(shell, "show line")).splitlines()
    assert lines[1] == row("*", 0, "CTY", 0)
    assert lines[2:] == [row(" ", 130 + number, "VTY", 0, "10") for number in range(5)]


@pytest.mark.parametrize(
    ("said", "numbers"),
    [("vty 1 3", [131, 132, 133]), ("vty 3 99", [133, 134]), ("vty 2", [132]), ("134", [134])],
)
async def test_lines_are_shown_by_number(said: str, numbers: list[int]) -> None:
    rows = [row(" ", number, "VTY", 0) for number in numbers]
    assert (await typed(angela()[2], f"show line {said}")).splitlines() == [HEAD, *rows]


@pytest.mark.parametrize("said", ["0", "console 0"])
async def test_one_line_is_shown_with_the_terminal_of_whoever_is_there(said: str) -> None:
    shell = angela()[2]
    await typed(shell, "terminal width 132")
    shown = (await typed(shell, f"show line {said}")).splitlines()
    assert shown[:4] == [
        HEAD,
        row("*", 0, "CTY", 0),
        "",
        'Line 0, Location: "", Type: ""',
    ]
    assert "Width: 132 columns" in shown[4]


@pytest.mark.parametrize("said", ["vty 5", "129", "vty 3 2"])
async def test_a_line_that_is_not_there_cannot_be_shown(said: str) -> None:
    assert "% Invalid input detected" in await typed(angela()[2], f"show line {said}")


async def test_nobody_connects_from_here() -> None:
    assert await typed(angela()[2], "show sessions") == "% No connections open\n"
