from __future__ import annotations

import pytest

from tests.ios.support import angela, typed
from vpdn.errors import ConfigError
from vpdn.ios.command import Output
from vpdn.ios.questionnaire import Asking, Prompt, converse, number, yes_or_no
from vpdn.ios.shell import Shell


def dialog() -> Asking[Output]:
    name = yield Prompt("Name: ")
    if not name:
        raise ConfigError("% No name")
    count = yield from number("Count", 5, 1, 100)
    sure = yield from yes_or_no("Sure?")
    return f"{name} {count} {sure}\n"


def begun() -> Shell:
    shell = angela()[2]
    assert converse(shell.session, dialog()) == ""
    assert shell.prompt == "Name: "
    return shell


async def test_what_the_dialog_returns_is_printed() -> None:
    shell = begun()
    assert await typed(shell, "bob", "7", "yes") == "bob 7 True\n"
    assert shell.prompt == "angela#"


@pytest.mark.parametrize("bad", ["0", "101", "x", "-1", "²", "9" * 5000])
async def test_a_bad_number_is_told_and_asked_again(bad: str) -> None:
    shell = begun()
    said = await typed(shell, "bob", bad)
    assert said == "% A decimal number between 1 and 100.\n"
    assert shell.prompt == "Count [5]: "
    assert await typed(shell, "", "no") == "bob 5 False\n"


@pytest.mark.parametrize("bad", ["", "maybe", "yess"])
async def test_yes_or_no_without_a_default_must_be_answered(bad: str) -> None:
    shell = begun()
    assert await typed(shell, "bob", "", bad) == "% Please answer 'yes' or 'no'.\n"
    assert shell.prompt == "Sure? [yes/no]: "
    assert await typed(shell, "Y") == "bob 5 True\n"


async def test_a_refusal_ends_the_dialog() -> None:
    shell = begun()
    assert await typed(shell, "") == "% No name\n"
    assert shell.prompt == "angela#"
