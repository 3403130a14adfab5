"""Which commands a session may give, and which lines of configuration."""

from __future__ import annotations

import asyncio

import pytest

from tests.ios.callers import CALLER, USERS, router_with
from tests.ios.sessions import at
from tests.ios.support import typed
from vpdn.aaa.trace import CommandAsked
from vpdn.ios.authorizing import REFUSED, may_type
from vpdn.ios.dialog import CONTROL_Z
from vpdn.ios.lines import CONSOLE, Line
from vpdn.ios.shell import Shell
from vpdn.machine import Trace

BASE = f"{USERS}aaa new-model\n"
NOBODY = "aaa authorization commands {} default group radius\n"
CONFIG = "aaa authorization config-commands\n"
NO = f"{REFUSED}\n\n"


def shell_with(text: str, user: str = "tac", line: Line = CALLER) -> Shell:
    return at(router_with(text), line, 15, user)


def screen(text: str, *lines: str, user: str = "tac", line: Line = CALLER) -> list[str]:
    """What each line prints."""

    async def work() -> list[str]:
        shell = shell_with(text, user, line)
        return [await typed(shell, one) for one in lines]

    return asyncio.run(work())


def pairs(text: str, *lines: str) -> list[str]:
    """What the lines are asked about as."""
    heard: list[Trace] = []

    async def work() -> None:
        shell = shell_with(text)
        shell.session.server.events.subscribe(lambda event: heard.append(event.trace))
        await typed(shell, *lines)

    asyncio.run(work())
    asked = [one for one in heard if isinstance(one, CommandAsked)]
    return [" ".join(pair.value for pair in one.sent) for one in asked]


@pytest.mark.parametrize(
    ("level", "clock", "startup", "disable"),
    [
        (15, False, True, False),
        (1, True, False, False),
        (0, False, False, True),
        (7, False, False, False),
    ],
)
def test_a_command_is_asked_about_at_its_own_level(
    level: int, clock: bool, startup: bool, disable: bool
) -> None:
    said = screen(BASE + NOBODY.format(level), "show privilege", "show startup-config", "disable")
    assert [one == NO for one in said] == [clock, startup, disable]


def test_a_command_that_was_moved_is_asked_about_at_the_level_it_has_now() -> None:
    text = f"{BASE}{NOBODY.format(7)}privilege exec level 7 show privilege\n"
    assert screen(text, "show privilege", "show users")[0] == NO
    assert NO not in screen(text, "show users")


def test_a_line_of_configuration_that_was_moved_has_the_level_of_its_mode_now() -> None:
    moved = "privilege configure level 7 hostname\nprivilege line level 8 exec-timeout\n"
    local = "aaa authorization commands {} default local\n"
    text = f"{BASE}{CONFIG}{moved}{NOBODY.format(7)}{local.format(8)}"
    lines = ("configure terminal", "hostname bob", "no hostname", "ip domain-name x")
    assert [one == NO for one in screen(text, *lines)] == [False, True, True, False]
    lines = ("configure terminal", "line vty 0 4", "exec-timeout 0 0", "default exec-timeout")
    assert pairs(text, *lines) == ["shell exec-timeout 0 0 <cr>", "shell default exec-timeout <cr>"]


def test_what_a_level_may_not_configure_is_no_command_before_anybody_is_asked() -> None:
    moved = "privilege exec level 7 configure terminal\nprivilege configure level 7 interface\n"

    async def work() -> None:
        shell = at(router_with(f"{BASE}{CONFIG}{moved}{NOBODY.format(15)}"), CALLER, 7, "tac")
        await typed(shell, "configure terminal")
        assert "% Invalid input" in await typed(shell, "hostname bob")
        assert "% Invalid input" in await typed(shell, "default hostname")
        assert await typed(shell, "interface Loopback7") == ""

    asyncio.run(work())


def test_an_alias_is_asked_about_as_what_it_stands_for() -> None:
    alias = "alias exec me show privilege\nalias configure name hostname\n"
    text = f"{BASE}{CONFIG}{alias}"
    text += "".join(f"aaa authorization commands {n} default local\n" for n in (1, 15))
    assert pairs(text, "me", "configure terminal", "name bob", "do me") == [
        "shell show privilege <cr>",
        "shell configure terminal <cr>",
        "shell hostname bob <cr>",
        "shell show privilege <cr>",
    ]


@pytest.mark.parametrize(
    ("methods", "user", "allowed"),
    [
        ("local", "tac", True),
        ("local", "somebody", False),
        ("group tacacs+ local", "tac", True),
        ("if-authenticated", "somebody", True),
        ("none", "", True),
    ],
)
def test_the_methods_of_the_list_say_who_may(methods: str, user: str, allowed: bool) -> None:
    text = f"{BASE}aaa authorization commands 1 default {methods}\n"
    assert (screen(text, "show privilege", user=user) != [NO]) is allowed


def test_a_line_has_a_list_of_its_own_for_a_level_or_the_default_one() -> None:
    text = f"{BASE}{NOBODY.format(1)}aaa authorization commands 1 ops local\n"
    line = "line vty 0 4\n authorization commands {}\n"
    assert screen(text + line.format("1 ops"), "show privilege") != [NO]
    assert screen(text + line.format("15 ops"), "show privilege") == [NO]
    assert screen(text + line.format("1 gone"), "show privilege") == [NO]


def test_without_a_list_or_without_the_new_model_nobody_is_asked() -> None:
    text = BASE + NOBODY.format(1)
    assert screen(f"{text}no aaa new-model\n", "show privilege") != [NO]
    assert screen(f"{text}no aaa authorization commands 1 default\n", "show privilege") != [NO]


def test_the_console_is_asked_only_when_it_shall_be() -> None:
    text = BASE + NOBODY.format(1)
    assert screen(text, "show privilege", line=CONSOLE) != [NO]
    assert screen(f"{text}aaa authorization console\n", "show privilege", line=CONSOLE) == [NO]


def test_lines_of_configuration_are_asked_about_only_when_they_shall_be() -> None:
    text = f"{BASE}aaa authorization commands 15 default local\n"
    lines = ("conf t", "hostname bob", "no hostname", "default hostname", "banner motd # a #")
    assert pairs(text, *lines) == ["shell configure terminal <cr>"]
    assert pairs(text + CONFIG, *lines) == [
        "shell configure terminal <cr>",
        "shell hostname bob <cr>",
        "shell no hostname <cr>",
        "shell default hostname <cr>",
        "shell banner motd # a # <cr>",
    ]


def test_a_line_that_is_refused_changes_nothing() -> None:
    async def work() -> None:
        shell = shell_with(f"{BASE}{NOBODY.format(15)}{CONFIG}privilege exec level 7 configure\n")
        before = shell.session.router.running.text()
        await typed(shell, "configure terminal")
        for line in (
            "hostname bob",
            "no aaa new-model",
            "interface Loopback7",
            "default hostname",
            "crypto key generate rsa",
            "banner motd #",
        ):
            assert await typed(shell, line) == NO, line
        assert shell.session.question is None
        assert shell.session.router.running.text() == before
        assert shell.prompt.endswith("(config)#")
        assert await typed(shell, CONTROL_Z) == ""
        assert shell.session.editor is None

    asyncio.run(work())


def test_leaving_has_the_level_that_it_has_in_exec() -> None:
    local = "aaa authorization commands {} default local\n"
    lines = ("configure terminal", "line con 0", "exit", "end")
    assert pairs(BASE + CONFIG + local.format(0), *lines) == ["shell exit <cr>", "shell end <cr>"]


def test_do_is_a_command_of_exec() -> None:
    text = BASE + NOBODY.format(1)
    assert screen(text, "configure terminal", "do show privilege")[1] == NO


def test_what_cannot_be_read_is_said_before_anybody_is_asked() -> None:
    text = BASE + NOBODY.format(15) + NOBODY.format(1)
    invalid = "% Invalid input detected at '^' marker."
    assert invalid in screen(text, "show nonsense here")[0]
    assert (
        invalid in screen(f"{text}privilege exec level 0 configure\n{CONFIG}", "conf t", "xyz")[1]
    )


def test_passwords_are_told_nobody() -> None:
    text = f"{BASE}aaa authorization commands 15 default local\n{CONFIG}"
    said = pairs(
        text,
        "test aaa group radius tac Hidden1 legacy",
        "configure terminal",
        "username a password Hidden2",
        "username b secret 0 Hidden3",
        "radius-server host 10.0.0.5 key Hid den4",
        "enable secret Hidden5",
        "line vty 0 4",
        "password 0 Hidden6",
        "snmp-server community Hidden7 RO",
        "interface Virtual-Template1",
        "ppp chap password 0 Hidden8",
        "ppp pap sent-username tac password Hidden9",
        "line vty 0 4",
        "default password",
    )
    assert len(said) == 14
    assert [one for one in said if "Hid" in one] == []
    assert said[10] == "shell ppp chap password * <cr>"
    assert said[4] == "shell radius-server host 10.0.0.5 key * <cr>"
    assert said[-1] == "shell default password <cr>"


@pytest.mark.parametrize(
    ("line", "allowed"),
    [
        ("show privilege", False),
        ("show priv | include x", False),
        ("s priv", False),
        ("mine", False),
        ("show startup", True),
        ("nonsense", True),
    ],
)
def test_a_line_that_was_not_read_yet(line: str, allowed: bool) -> None:
    alias = "alias exec mine show privilege | include x\n"
    shell = shell_with(BASE + NOBODY.format(1) + alias)
    assert asyncio.run(may_type(shell.session, line)) is allowed
