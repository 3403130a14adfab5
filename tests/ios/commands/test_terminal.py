from __future__ import annotations

import pytest

from tests.ios.support import angela, typed
from vpdn.ios.lines import Line


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


async def test_bare_configure_asks_where_from() -> None:
    shell = angela()[2]
    await typed(shell, "configure")
    assert shell.prompt == "Configuring from terminal, memory, or network [terminal]? "
    assert await typed(shell, "network") == '?Must be "terminal"\n'
    assert shell.prompt == "angela#"
    assert (await typed(shell, "configure", "")).startswith("Enter configuration commands")
    assert shell.prompt == "angela(config)#"


async def test_no_gives_the_terminal_its_defaults_back() -> None:
    shell = angela()[2]
    await typed(shell, "terminal length 0", "terminal width 0", "terminal no length")
    await typed(shell, "terminal no width", "terminal no monitor", "terminal no history")
    session = shell.session
    assert (session.length, session.width, session.monitor) == (24, 80, False)
    assert session.history.size == 0
    assert await typed(shell, "terminal monitor", "terminal history") == ""
    assert (session.monitor, session.history.size) == (True, 10)


async def test_a_console_monitors_by_itself_and_another_line_when_told() -> None:
    shell = angela()[2]
    assert await typed(shell, "terminal monitor") == "% Console already monitors\n"
    shell.session.line, shell.session.monitor = Line("vty"), False
    assert await typed(shell, "terminal monitor", "terminal monitor") == ""
    assert shell.session.monitor


async def test_history_is_shown_and_its_size_set() -> None:
    shell = angela()[2]
    for line in ("show clock", "show version", "show history"):
        shell.session.history.add(line)
    assert await typed(shell, "show history") == "  show clock\n  show version\n  show history\n"
    await typed(shell, "terminal history size 1")
    assert await typed(shell, "show history") == "  show history\n"


async def test_the_terminal_is_shown() -> None:
    shell = angela()[2]
    await typed(shell, "terminal width 132")
    shown = await typed(shell, "show terminal")
    assert "Length: 24 lines, Width: 132 columns\n" in shown
    assert "History is enabled, history size is 10.\n" in shown


async def test_help_explains_itself() -> None:
    assert "a question mark '?'" in await typed(angela()[2], "help")
