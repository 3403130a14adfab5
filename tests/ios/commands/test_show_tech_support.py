from __future__ import annotations

import re

from tests.ios.support import angela, typed


async def test_every_part_stands_under_its_command() -> None:
    _, _, shell = angela()
    shown = await typed(shell, "show tech-support")
    parts = re.split(r"\n-{18} (show [a-z -]+) -{18}\n\n", shown)[1:]
    assert parts[::2][:3] == ["show version", "show running-config", "show interfaces"]
    for words, text in zip(parts[::2], parts[1::2], strict=True):
        if words != "show running-config":
            assert text == await typed(shell, words), words


async def test_no_secret_leaves_the_router() -> None:
    shown = await typed(angela()[2], "show tech-support")
    assert "username tac password 0 <removed>\n" in shown
    assert "radius-server key <removed>\n" in shown
    assert "admin" not in shown


async def test_a_secret_that_looks_like_a_keyword_does_not_leave_either() -> None:
    shell = angela()[2]
    await typed(shell, "configure terminal", "radius-server key my key is hidden", "end")
    shown = await typed(shell, "show tech-support")
    assert "radius-server key <removed>\n" in shown
    assert "hidden" not in shown
