from __future__ import annotations

from typing import Any

import pytest

from tests.ios.support import angela, typed
from vpdn.errors import ConfigError
from vpdn.ios import modes
from vpdn.ios.config import RunningConfig, merge
from vpdn.ios.grammar import INVALID
from vpdn.ios.modes import FAMILIES, Mode
from vpdn.ios.privileges import configurable, executable, understand
from vpdn.ios.router import Session
from vpdn.ios.shell import Shell


async def session(privilege: int, *levels: str) -> Session:
    """Somebody at that level, on a router that was told `privilege exec level …` so."""
    _, _, shell = angela()
    await typed(
        shell, "configure terminal", *(f"privilege exec level {one}" for one in levels), "end"
    )
    shell.session.privilege = privilege
    return shell.session


def may(session: Session, line: str) -> bool:
    """Whether the session may give the command."""
    try:
        understand(session, line)
    except ConfigError:
        return False
    return True


def heads(session: Session) -> set[str]:
    return {head for one in executable(session) for head in one.target.pattern.heads}


@pytest.mark.parametrize(
    ("privilege", "allowed", "refused"),
    [
        (0, ["enable", "disable", "exit"], ["show clock", "terminal length 0", "configure"]),
        (1, ["enable", "show clock", "who"], ["show running-config", "configure terminal"]),
        (14, ["show users"], ["show running-config", "clear counters", "debug ppp negotiation"]),
        (15, ["show running-config", "configure terminal", "show clock", "disable"], []),
    ],
)
async def test_every_command_has_the_level_of_its_mode(
    privilege: int, allowed: list[str], refused: list[str]
) -> None:
    there = await session(privilege)
    assert [line for line in allowed if not may(there, line)] == []
    assert [line for line in refused if may(there, line)] == []


async def test_a_command_of_a_higher_level_is_refused_as_one_that_does_not_exist() -> None:
    """The caret is where no other command goes on, or where words were moved under the first."""
    there = await session(1, "15 show clock", "10 show users all")
    for line, column in (("show clock", 6), ("  show clock", 8), ("  show users all", 2)):
        with pytest.raises(ConfigError, match="Invalid input") as refusal:
            understand(there, line)
        assert refusal.value.line == line
        assert refusal.value.column == column


async def test_a_command_is_given_to_a_lower_level_and_to_all_above() -> None:
    for privilege, allowed in ((4, False), (5, True), (9, True), (15, True)):
        there = await session(privilege, "5 show running-config")
        assert may(there, "show running-config") is allowed
        assert ("show running-config" in heads(there)) is allowed
        assert not may(there, "show startup-config") or privilege == 15


async def test_a_command_is_taken_from_a_lower_level() -> None:
    levels = ("10 show vpdn", "10 terminal length")
    low, high = await session(9, *levels), await session(10, *levels)
    for line in ("show vpdn", "show vpdn session", "terminal length 0"):
        assert not may(low, line)
        assert may(high, line)
    for line in ("show users", "terminal width 80"):
        assert may(low, line)


async def test_the_most_words_win() -> None:
    levels = ("10 show", "1 show clock", "12 show vpdn session")
    for privilege, allowed in (
        (1, {"show clock"}),
        (10, {"show clock", "show users", "show vpdn"}),
        (12, {"show clock", "show users", "show vpdn", "show vpdn session"}),
    ):
        there = await session(privilege, *levels)
        tried = {"show clock", "show users", "show vpdn", "show vpdn session"}
        assert {line for line in tried if may(there, line)} == allowed


@pytest.mark.parametrize("words", ["show users all", "sh us al", "SHOW USERS ALL"])
async def test_words_at_the_end_of_a_command_move_only_the_command_with_them(words: str) -> None:
    there = await session(1, f"10 {words}")
    assert may(there, "show users")
    assert may(there, "who all")
    assert not may(there, "show users all")
    assert "show users" in heads(there)


async def test_a_longer_word_is_another_word() -> None:
    there = await session(1, "10 show interfaces Ethernet0/1")
    assert not may(there, "show interfaces Ethernet0/1")
    assert may(there, "show interfaces Ethernet0/10")


async def test_a_command_that_only_with_its_last_words_is_given_is_not_given_without() -> None:
    there = await session(5, "5 configure terminal")
    assert may(there, "configure terminal")
    assert not may(there, "configure replace startup-config")


async def test_words_cut_short_are_the_same_words() -> None:
    there = await session(5, "5 sh run")
    assert may(there, "show running-config")
    assert may(there, "sh ru")
    assert not may(there, "show startup-config")


async def test_undebug_is_not_the_level_of_another_word() -> None:
    """`no debug …` has the level of `debug …`."""
    there = await session(7, "7 debug")
    assert may(there, "debug ppp negotiation")
    assert may(there, "no debug ppp negotiation")
    assert not may(there, "clear counters")


async def test_words_that_no_command_begins_with_move_nothing() -> None:
    there = await session(1, "15 bogus words", "0 show bogus")
    assert heads(there) == heads(await session(1))


async def test_it_holds_from_the_next_command_on_and_until_no() -> None:
    _, router, shell = angela()
    elsewhere = Session(router, privilege=5)
    assert not may(elsewhere, "show running-config")
    command = "privilege exec level 5 show running-config"
    await typed(shell, "configure terminal", command)
    assert may(elsewhere, "show running-config")
    await typed(shell, f"no {command}")
    assert not may(elsewhere, "show running-config")


async def test_help_shows_what_the_level_may_do() -> None:
    _, _, shell = angela()
    await typed(shell, "configure terminal", "privilege exec level 5 show running-config", "end")
    shell.session.privilege = 5
    assert shell.help("show run") == "running-config\n"
    assert shell.help("show start") == "% Unrecognized command\n"
    assert shell.complete("show ru") == "show running-config "


async def configuring(privilege: int, *levels: str) -> Shell:
    """Somebody at that level who has typed `configure terminal`, where that has level 7."""
    _, _, shell = angela()
    said = (f"privilege {one}" for one in ("exec level 7 configure terminal", *levels))
    await typed(shell, "configure terminal", *said, "end")
    shell.session.privilege = privilege
    await typed(shell, "configure terminal")
    return shell


async def takes(shell: Shell, line: str) -> bool:
    await typed(shell, line)
    return not shell.refused


async def test_who_may_configure_may_give_no_command_of_a_higher_level() -> None:
    shell = await configuring(7)
    for line, before in (
        ("hostname bob", ""),
        ("interface Loopback0", ""),
        ("no vpdn enable", ""),
        ("default hostname", "default "),
    ):
        caret = " " * len(f"angela(config)#{before}") + "^\n"
        assert await typed(shell, line) == f"{caret}{INVALID}\n\n"
    assert "hostname angela" in shell.session.router.running.text()
    assert await takes(shell, "exit")
    assert shell.session.editor is None


async def test_commands_of_each_mode_are_given_by_its_own_name() -> None:
    levels = ("configure level 7 interface", "interface level 7 description")
    shell = await configuring(7, *levels)
    for line in ("int loopback 0", "desc mine", "no description", "default description", "exit"):
        assert await takes(shell, line), line
    for line in ("description mine", "hostname bob", "vpdn-group X"):
        assert not await takes(shell, line), line
    assert await takes(shell, "interface virtual-template 1")
    assert await takes(shell, "description a template of the same family")
    assert not await takes(shell, "ppp encrypt mppe auto")
    assert not await takes(shell, "hostname bob")
    assert await takes(shell, "end")


async def test_another_level_may_not_give_them_and_the_highest_may_all() -> None:
    levels = ("configure level 8 interface", "interface level 8 description")
    assert not await takes(await configuring(7, *levels), "interface Loopback0")
    assert await takes(await configuring(8, *levels), "interface Loopback0")
    shell = await configuring(15, *levels)
    assert await takes(shell, "interface Loopback0")
    assert await takes(shell, "ip address 172.16.10.100 255.255.255.0")


async def test_help_and_tab_offer_what_the_level_may_say() -> None:
    levels = ("configure level 7 interface", "interface level 7 ip address")
    shell = await configuring(7, *levels)
    assert [line.split()[0] for line in shell.help("").splitlines()[1:]] == [
        *("default", "do", "end", "exit", "interface", "no")
    ]
    assert shell.help("no ").split()[0] == "interface"
    assert shell.complete("host") is None
    await typed(shell, "interface Loopback0")
    assert shell.help("ip ") == "  address  Set the IP address of an interface\n"
    assert shell.complete("ip a") == "ip address "


async def test_what_is_done_while_configuring_has_a_level_too() -> None:
    shell = await configuring(7)
    assert not await takes(shell, "crypto key zeroize rsa")
    shell = await configuring(7, "configure level 7 crypto key zeroize")
    assert "No Signature RSA Keys" in await typed(shell, "crypto key zeroize rsa")
    assert not await takes(shell, "crypto key generate rsa modulus 1024")


async def test_a_banner_of_a_higher_level_is_refused_before_its_text() -> None:
    shell = await configuring(7)
    assert not await takes(shell, "banner motd #")
    assert shell.session.question is None
    shell = await configuring(7, "configure level 7 banner")
    await typed(shell, "banner motd #", "Hello", "#")
    assert "Hello" in shell.session.router.running.text()


async def test_do_has_the_level_of_exec_while_configuring() -> None:
    shell = await configuring(7)
    assert await takes(shell, "do show privilege")
    assert not await takes(shell, "do show running-config")


async def test_levels_may_be_taken_away_in_the_middle() -> None:
    shell = await configuring(7, "configure level 7 hostname")
    assert await takes(shell, "hostname bob")
    other = Shell(shell.session.router)
    await typed(other, "configure terminal", "privilege configure reset hostname")
    assert not await takes(shell, "hostname carl")


@pytest.mark.parametrize("mode", [mode for modes in FAMILIES.values() for mode in modes])
async def test_every_mode_has_commands_that_can_be_moved(mode: Mode[Any]) -> None:
    there = await session(7)
    family = next(name for name, modes in FAMILIES.items() if mode in modes)
    word = mode.declarations[-1].target.pattern.leaves[0].token.symbol
    before = len(configurable(there, mode))
    tree, problems = merge(there.router.running.tree, f"privilege {family} level 7 {word}")
    assert problems == []
    there.router.load(RunningConfig(tree))
    assert len(configurable(there, mode)) >= max(before, 1)
    assert any(
        one.target.pattern.leaves[0].token.symbol == word for one in configurable(there, mode)
    )


def test_every_configuration_mode_belongs_to_one_family() -> None:
    every = [one for one in vars(modes).values() if isinstance(one, Mode)]
    assert sorted(map(id, every)) == sorted(id(one) for those in FAMILIES.values() for one in those)
