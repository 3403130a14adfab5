from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.ios.support import angela, typed
from vpdn.ios.shell import Shell
from vpdn.ios.startup import Startup


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    _, router, made = angela()
    (tmp_path / "angela.cfg").write_text("hostname bob\nend\n")
    router.startup = Startup(tmp_path / "angela.cfg")
    router.startup.flash.write("old.cfg", b"hostname carol\r\n\tend")
    router.startup.flash.write("call.pcap", b"\xd4\xc3\x1b[2J\x00")
    return made


@pytest.mark.parametrize("file", ["system:running-config", "system:/running-config"])
async def test_the_running_config_has_no_heading(shell: Shell, file: str) -> None:
    text = await typed(shell, f"more {file}")
    assert text == shell.session.router.running.text()
    assert (await typed(shell, "show running-config")).endswith(f" bytes\n{text}\n")


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("nvram:startup-config", "hostname bob\nend\n"),
        ("nvram:/startup-config", "hostname bob\nend\n"),
        ("flash:old.cfg", "hostname carol\n        end\n"),
        ("flash:/old.cfg", "hostname carol\n        end\n"),
    ],
)
async def test_a_file_is_shown_as_it_stands(shell: Shell, file: str, text: str) -> None:
    assert await typed(shell, f"more {file}") == text


async def test_what_is_no_text_does_not_drive_the_terminal(shell: Shell) -> None:
    assert await typed(shell, "more flash:call.pcap") == "ÔÃ?[2J?\n"


@pytest.mark.parametrize("text", ["hostname bob\n" * 20000, "x" * 200000], ids=["lines", "a line"])
async def test_a_large_file_does_not_keep_others_waiting(shell: Shell, text: str) -> None:
    assert shell.session.router.startup is not None
    shell.session.router.startup.flash.write("large", text.encode())
    showing, turns = asyncio.create_task(typed(shell, "more flash:large")), 0
    while not showing.done():
        turns += 1
        await asyncio.sleep(0)
    assert turns > len(text) / 65536
    assert showing.result().replace("\n", "") == text.replace("\n", "")
    assert "hostname bob\nhostname bob\n" in showing.result() or "\n" not in text


@pytest.mark.parametrize("file", ["flash:none.cfg", "flash:../angela.cfg", "system:memory", "x"])
async def test_other_files_are_not_there(shell: Shell, file: str) -> None:
    assert await typed(shell, f"more {file}") == (
        f"%Error opening {file} (No such file or directory)\n"
    )


async def test_what_was_erased_is_empty(shell: Shell) -> None:
    assert shell.session.router.startup is not None
    shell.session.router.startup.write("")
    assert await typed(shell, "more nvram:startup-config") == ""


async def test_the_running_config_needs_no_file_and_the_others_do() -> None:
    shell = angela()[2]
    assert "hostname angela\n" in await typed(shell, "more system:running-config")
    assert await typed(shell, "more nvram:startup-config") == "startup-config is not present\n"
