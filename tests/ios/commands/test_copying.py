from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.ios.support import angela, saved_angela, startup_of, typed
from vpdn.ios.config import load
from vpdn.ios.shell import Shell

SAVED = "Building configuration...\n[OK]\n"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return saved_angela(tmp_path)


def saved(shell: Shell) -> str:
    return startup_of(shell).read()


@pytest.mark.parametrize("line", ["write memory", "write", "wr", "wr mem"])
async def test_write_memory_makes_the_running_config_the_startup_config(
    shell: Shell, line: str
) -> None:
    await typed(shell, "configure terminal", "hostname bob", "end")
    assert await typed(shell, line) == SAVED
    assert load(saved(shell)).running.text() == shell.session.router.running.text()
    assert "hostname bob\n" in saved(shell)


async def test_show_startup_config(shell: Shell) -> None:
    said = await typed(shell, "show startup-config")
    first, rest = said.split("\n", 1)
    assert re.fullmatch(rf"Using {len(saved(shell).encode())} out of \d+ bytes", first)
    assert rest == saved(shell)
    assert await typed(shell, "show configuration") == said


async def test_write_terminal_is_show_running_config(shell: Shell) -> None:
    assert await typed(shell, "write terminal") == await typed(shell, "show running-config")


@pytest.mark.parametrize("line", ["write erase", "erase startup-config", "erase nvram:"])
async def test_erasing_wants_to_be_confirmed(shell: Shell, line: str) -> None:
    before = saved(shell)
    assert await typed(shell, line) == ""
    assert shell.prompt == (
        "Erasing the nvram filesystem will remove all files! Continue? [confirm]"
    )
    assert await typed(shell, "n") == ""
    assert saved(shell) == before
    assert await typed(shell, line, "") == "[OK]\nErase of nvram: complete\n"
    assert saved(shell) == ""
    assert await typed(shell, "show startup-config") == "startup-config is not present\n"


async def test_a_file_that_cannot_be_written_is_told(shell: Shell) -> None:
    startup_of(shell).path.unlink()
    assert await typed(shell, "write memory") == (
        "Building configuration...\n"
        "%Error opening nvram:/startup-config (No such file or directory)\n"
    )


async def test_a_router_without_a_file_has_no_startup_config() -> None:
    shell = angela()[2]
    for line in ("write memory", "show startup-config", "write erase"):
        assert await typed(shell, line) == "startup-config is not present\n"


async def test_what_there_is_not(shell: Shell) -> None:
    assert await typed(shell, "write network") == "%Error: there is no TFTP client\n"
