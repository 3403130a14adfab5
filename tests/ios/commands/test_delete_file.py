from __future__ import annotations

from pathlib import Path

import pytest

from tests.ios.support import angela, saved_angela, startup_of, typed
from vpdn.ios.flash import Flash
from vpdn.ios.shell import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = saved_angela(tmp_path)
    for name in ("a.cfg", "b.cfg"):
        flash(made).write(name, b"end\n")
    return made


def flash(shell: Shell) -> Flash:
    return startup_of(shell).flash


def left(shell: Shell) -> list[str]:
    return [file.name for file in flash(shell).listing().files]


@pytest.mark.parametrize("line", ["delete flash:a.cfg", "delete flash:/a.cfg", "delete a.cfg"])
async def test_it_asks_twice(shell: Shell, line: str) -> None:
    assert await typed(shell, line) == ""
    assert shell.prompt == "Delete filename [a.cfg]? "
    assert await typed(shell, "") == ""
    assert shell.prompt == "Delete flash:a.cfg? [confirm]"
    assert await typed(shell, "n") == "Delete of flash:a.cfg aborted!\n"
    assert left(shell) == ["a.cfg", "b.cfg"]
    assert await typed(shell, line, "", "") == ""
    assert left(shell) == ["b.cfg"]
    assert shell.prompt == "angela#"


@pytest.mark.parametrize("reply", ["b.cfg", "flash:b.cfg"])
async def test_another_name_can_be_given(shell: Shell, reply: str) -> None:
    await typed(shell, "delete flash:")
    assert shell.prompt == "Delete filename []? "
    await typed(shell, reply)
    assert shell.prompt == "Delete flash:b.cfg? [confirm]"
    await typed(shell, "")
    assert left(shell) == ["a.cfg"]


async def test_force_does_not_ask(shell: Shell) -> None:
    assert await typed(shell, "delete /force flash:a.cfg") == ""
    assert left(shell) == ["b.cfg"]


@pytest.mark.parametrize("name", ["none", "../angela.cfg", "nvram:startup-config", "."])
async def test_what_is_not_there_is_told(shell: Shell, name: str) -> None:
    told = f"%Error deleting flash:{name} (No such file or directory)\n"
    assert await typed(shell, f"delete /force {name}") == told
    assert await typed(shell, f"delete {name}", "", "") == told
    assert left(shell) == ["a.cfg", "b.cfg"]


async def test_a_router_without_a_startup_config_has_no_flash() -> None:
    assert await typed(angela()[2], "delete flash:a") == "startup-config is not present\n"
