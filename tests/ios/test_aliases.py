from __future__ import annotations

import pytest

from tests.ios.support import angela, typed
from vpdn.errors import ConfigError
from vpdn.ios.aliases import Expansion, aliases, beginning, expand, meant
from vpdn.ios.grammar import INVALID
from vpdn.ios.shell import Shell
from vpdn.nas.config import RouterConfig

KNOWN = {"sib": "show ip interface brief", "s": "show", "pm": "ping"}


async def shell_with(*lines: str) -> Shell:
    _, _, shell = angela()
    await typed(shell, "configure terminal", *lines, "end")
    return shell


@pytest.mark.parametrize(
    ("typed_line", "line"),
    [
        ("sib", "show ip interface brief"),
        ("sib | include up", "show ip interface brief | include up"),
        ("s sib", "show sib"),
        ("sibx", "sibx"),
        (" sib", " sib"),
        ("SIB", "SIB"),
        ("", ""),
    ],
)
def test_the_first_word_is_looked_up_whole_and_once(typed_line: str, line: str) -> None:
    assert expand(KNOWN, typed_line).line == line


@pytest.mark.parametrize(
    ("column", "shown"),
    [(None, None), (0, 0), (5, 0), (22, 0), (23, 3), (24, 4), (30, 10)],
)
def test_the_caret_stands_in_what_was_typed(column: int | None, shown: int | None) -> None:
    error = ConfigError(INVALID, column=column)
    assert expand(KNOWN, "sib xyz").refused(error).column == shown


def test_without_an_alias_the_caret_stays() -> None:
    assert Expansion("show").refused(ConfigError(INVALID, column=3)).column == 3


def test_ios_has_some_of_its_own_and_the_configuration_goes_before_them() -> None:
    assert aliases(RouterConfig(), "exec") == {
        "h": "help",
        "lo": "logout",
        "p": "ping",
        "r": "resume",
        "s": "show",
        "u": "undebug",
        "un": "undebug",
        "w": "where",
    }
    told = RouterConfig(aliases={("exec", "s"): "send", ("exec", "a"): "b", ("line", "l"): "x"})
    assert list(aliases(told, "exec").items())[:2] == [("a", "b"), ("h", "help")]
    assert aliases(told, "exec")["s"] == "send"
    assert aliases(told, "line") == {"l": "x"}


@pytest.mark.parametrize(
    ("line", "starred"),
    [
        ("s", ['*sib="show ip interface brief"', "*s=show"]),
        ("p", ["*pm=ping"]),
        ("", []),
        (" s", []),
        ("show s", []),
    ],
)
def test_a_question_mark_right_behind_a_word_tells_of_aliases(
    line: str, starred: list[str]
) -> None:
    assert beginning(KNOWN, line) == starred


async def test_aliases_of_a_mode_are_known_there_and_those_of_exec_behind_do() -> None:
    shell = await shell_with(
        "alias exec sp show privilege",
        "alias configure hn hostname",
        "alias interface d description",
    )
    assert await typed(shell, "sp") == "Current privilege level is 15\n"
    assert await typed(shell, "hn bob") != ""
    await typed(shell, "configure terminal", "hn bob")
    assert shell.prompt == "bob(config)#"
    assert await typed(shell, "do sp") == "Current privilege level is 15\n"
    await typed(shell, "d bogus")
    assert shell.refused
    await typed(shell, "interface Loopback0", "d the gateway", "hn carl")
    assert shell.refused
    assert " description the gateway\n" in shell.session.router.running.text()


async def test_an_alias_gives_nobody_a_higher_level() -> None:
    shell = await shell_with("alias exec sr show running-config")
    shell.session.privilege = 1
    assert await typed(shell, "sr") == f"       ^\n{INVALID}\n\n"


async def test_a_word_that_stands_for_itself_is_no_loop() -> None:
    shell = await shell_with("alias exec show show privilege")
    assert await typed(shell, "show") == "Current privilege level is 15\n"


async def test_help_and_tab_go_on_behind_an_alias() -> None:
    shell = await shell_with("alias exec si show ip")
    assert shell.help("si interface brie") == "brief\n"
    assert shell.complete("si interface brie") == "si interface brief "
    assert shell.complete("si") is None
    assert shell.help("si") == '*si="show ip"\n'
    assert shell.help(" si") == "% Unrecognized command\n"
    await typed(shell, "configure terminal")
    assert shell.complete("do si interface brie") == "do si interface brief "
    assert meant(shell.session, "do si x", typing=True).line == "do show ip x"
