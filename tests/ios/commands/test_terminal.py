from __future__ import annotations

import pytest

from tests.ios.support import angela, typed


async def test_enable_and_disable_change_the_prompt() -> None:
    shell = angela()[2]
    await typed(shell, "disable")
    assert shell.prompt == "angela>"
    await typed(shell, "en")
    assert shell.prompt == "angela#"


@pytest.mark.parametrize("line", ["exit", "quit", "logout"])
async def test_leaving(line: str) -> None:
    shell = angela()[2]
    await typed(shell, line)
    assert shell.closed


async def test_the_terminals_size_is_the_sessions() -> None:
    shell = angela()[2]
    assert await typed(shell, "terminal length 0", "terminal width 132") == ""
    assert (shell.session.length, shell.session.width) == (0, 132)
    assert "Invalid input" in await typed(shell, "terminal length 513")


async def test_the_console_monitors_already() -> None:
    assert await typed(angela()[2], "terminal monitor") == "% Console already monitors\n"


async def test_configure_terminal_says_how_to_end() -> None:
    shell = angela()[2]
    assert await typed(shell, "configure terminal") == (
        "Enter configuration commands, one per line.  End with CNTL/Z.\n"
    )
    assert shell.prompt == "angela(config)#"
