from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.ios.support import angela, typed
from vpdn.ios.shell import Shell
from vpdn.ios.startup import Startup

FLASH = r"""System flash directory:
File  Length   Name/status
  1   17       angela\.cfg  
  2   4        old\.cfg  
\[21 bytes used, \d+ available, \d+ total\]
\d+K bytes of processor board System flash \(Read/Write\)

"""
DIRECTORY = r"""Directory of flash:/

    1  -rw-          17  Oct 24 2000 20:06:25  angela\.cfg
    2  -rw-           4  Oct 24 2000 20:06:25  old\.cfg

\d+ bytes total \(\d+ bytes free\)
"""
NVRAM = r"""Directory of nvram:/

    1  -rw-          17             <no date>  startup-config

\d+ bytes total \(\d+ bytes free\)
"""
SHOWN_TIME = 972417985


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    _, router, shell = angela()
    router.startup = Startup(tmp_path / "angela.cfg")
    router.startup.path.write_text("hostname angela2\n")
    for name, text in {"angela.cfg": b"hostname angela2\n", "old.cfg": b"end\n"}.items():
        router.startup.flash.write(name, text)
        os.utime(tmp_path / "flash" / name, (SHOWN_TIME, SHOWN_TIME))
    return shell


async def test_the_files_of_flash(shell: Shell) -> None:
    assert re.fullmatch(FLASH, await typed(shell, "show flash"))
    for line in ("dir", "dir flash:", "dir /all", "dir /all flash:"):
        assert re.fullmatch(DIRECTORY, await typed(shell, line))


async def test_nvram_holds_the_startup_config(shell: Shell) -> None:
    for line in ("dir nvram:", "dir /all nvram:"):
        assert re.fullmatch(NVRAM, await typed(shell, line))


async def test_nvram_that_was_erased_is_empty(shell: Shell) -> None:
    assert shell.session.router.startup is not None
    shell.session.router.startup.write("")
    assert "No files in directory\n" in await typed(shell, "dir nvram:")


async def test_a_router_without_a_file_has_no_flash() -> None:
    assert await typed(angela()[2], "show flash:") == "startup-config is not present\n"
