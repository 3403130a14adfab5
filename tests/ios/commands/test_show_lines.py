from __future__ import annotations

from tests.ios.support import angela, typed

LINE = """\
   Tty Typ     Tx/Rx    A Modem  Roty AccO AccI   Uses   Noise  Overruns   Int
{}    0 CTY              -    -      -    -    - {:6}       0     0/0       -
"""


async def test_the_console_and_how_many_are_at_it() -> None:
    _, router, shell = angela()
    assert await typed(shell, "show line") == LINE.format("*", 1)
    router.sessions.clear()
    assert await typed(shell, "show line") == LINE.format(" ", 0)


async def test_nobody_connects_from_here() -> None:
    assert await typed(angela()[2], "show sessions") == "% No connections open\n"
