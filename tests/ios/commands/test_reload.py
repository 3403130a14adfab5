from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from tests.ios.support import angela, saved_angela, startup_of, typed
from vpdn.ios.commands.reload import spelled
from vpdn.ios.shell import Shell

MODIFIED = "System configuration has been modified. Save? [yes/no]: "
PROCEED = "Proceed with reload? [confirm]"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return saved_angela(tmp_path)


def requested(shell: Shell) -> bool:
    return shell.session.router.reloading.requested.is_set()


def saved(shell: Shell) -> str:
    return startup_of(shell).read()


async def changed(shell: Shell) -> None:
    await typed(shell, "configure terminal", "hostname bob", "end")


async def test_it_wants_to_be_confirmed(shell: Shell) -> None:
    assert await typed(shell, "reload") == ""
    assert shell.prompt == PROCEED
    await typed(shell, "n")
    assert not requested(shell)
    await typed(shell, "reload", "")
    assert requested(shell)


@pytest.mark.parametrize(
    ("reply", "said", "kept"),
    [("yes", "Building configuration...\n[OK]\n", True), ("n", "", False)],
)
async def test_a_changed_configuration_can_be_saved_first(
    shell: Shell, reply: str, said: str, kept: bool
) -> None:
    await changed(shell)
    assert await typed(shell, "reload") == ""
    assert shell.prompt == MODIFIED
    assert await typed(shell, "") == "% Please answer 'yes' or 'no'.\n"
    assert shell.prompt == MODIFIED
    assert await typed(shell, reply) == said
    assert shell.prompt == PROCEED
    assert ("hostname bob" in saved(shell)) == kept
    assert not requested(shell)


async def test_without_a_startup_config_it_is_saved_or_nothing_happens(shell: Shell) -> None:
    startup_of(shell).write("\n")
    assert await typed(shell, "reload", "no") == (
        "startup-config is not present: the router would not start again\n"
    )
    assert shell.prompt == "angela#"
    await typed(shell, "reload", "yes", "")
    assert requested(shell)
    assert "hostname angela" in saved(shell)


async def test_lines_that_the_next_start_will_not_take_are_told(shell: Shell) -> None:
    startup_of(shell).write("hostname bob\nnonsense\n")
    said = await typed(shell, "reload", "no")
    assert said.startswith("startup-config:2: % Invalid input detected at '^' marker.\nnonsense\n")
    assert shell.prompt == PROCEED


async def test_a_router_without_a_file_is_not_reloaded() -> None:
    shell = angela()[2]
    assert await typed(shell, "reload") == "startup-config is not present\n"
    assert shell.prompt == "angela#"


async def test_reload_in_is_scheduled_shown_and_cancelled(shell: Shell) -> None:
    assert await typed(shell, "reload in 5 new disk") == (
        "Reload scheduled in 5 minutes by console\nReload reason: new disk\n"
    )
    await typed(shell, "")
    assert not requested(shell)
    shown = await typed(shell, "show reload")
    assert re.fullmatch(
        r"Reload scheduled for \d\d:\d\d:\d\d UTC \w{3} \w{3} \d+ \d{4}"
        r" \(in (5 minutes|4 minutes and 5\d seconds)\) by console\nReload reason: new disk\n",
        shown,
    )
    assert await typed(shell, "reload cancel") == "\n\n***\n*** --- SHUTDOWN ABORTED ---\n***\n\n"
    assert await typed(shell, "show reload") == "No reload is scheduled.\n"
    assert await typed(shell, "reload cancel") == "%No reload is scheduled.\n"


async def test_reload_at_is_the_next_time_it_is_so_late(shell: Shell) -> None:
    await typed(shell, "reload at 12:30", "")
    scheduled = shell.session.router.reloading.scheduled
    assert scheduled is not None
    assert 0 < scheduled.time - time.time() <= 86400
    assert time.gmtime(scheduled.time + 0.5)[3:5] == (12, 30)
    shell.session.router.reloading.close()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("reload in 0", "% Reload interval must be"),
        ("reload in soon", "% Reload interval must be"),
        ("reload in 999:00", "% Reload interval must be"),
        ("reload at 25:00", "% Reload time must be"),
        ("reload in", "% Incomplete command."),
    ],
)
async def test_times_that_are_none(shell: Shell, line: str, told: str) -> None:
    assert told in await typed(shell, line)
    assert shell.session.router.reloading.scheduled is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (297, "4 minutes and 57 seconds"),
        (61, "1 minute and 1 second"),
        (300, "5 minutes"),
        (7500, "2 hours and 5 minutes"),
        (3600, "1 hour and 0 minutes"),
        (-1, "0 minutes"),
    ],
)
def test_time_in_words(seconds: float, words: str) -> None:
    assert spelled(seconds) == words


async def test_the_others_are_told(shell: Shell) -> None:
    told: list[str] = []
    other = Shell(shell.session.router)
    other.session.tell = told.append
    shell.session.router.sessions.append(other.session)
    await typed(shell, "reload in 1:05", "")
    await typed(shell, "reload cancel")
    assert told == [
        "\n\n***\n*** --- SHUTDOWN in 1:05:00 ---\n***\n\n",
        "\n\n***\n*** --- SHUTDOWN ABORTED ---\n***\n\n",
    ]
