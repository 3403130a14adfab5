"""Who may give a command, method by method."""

from __future__ import annotations

import pytest

from vpdn.aaa.commands import CommandRequest, authorize_command
from vpdn.aaa.service import Aaa
from vpdn.aaa.settings import AaaSettings, LocalUser, MethodList
from vpdn.aaa.trace import CommandAnswered, CommandAsked, CommandMethodTried
from vpdn.aaa.types import AV
from vpdn.machine import Trace
from vpdn.radius.settings import RadiusSettings

USERS = {"tac": LocalUser("tac", "admin")}


def asked(*methods: str, user: str = "tac", authenticated: bool = True) -> tuple[bool, list[Trace]]:
    heard: list[Trace] = []
    request = CommandRequest(user, "tty130", ("show", "ip"), authenticated, heard.append)
    return authorize_command(request, methods, "ops", USERS, bytes), heard


@pytest.mark.parametrize(
    ("methods", "user", "authenticated", "allowed"),
    [
        (("none",), "", False, True),
        (("local",), "tac", True, True),
        (("local",), "TAC", True, True),
        (("local",), "nobody", True, False),
        (("local",), "", False, False),
        (("if-authenticated",), "", True, True),
        (("if-authenticated",), "tac", False, False),
        (("local", "if-authenticated"), "nobody", True, True),
        (("group radius",), "tac", True, False),
        (("group radius", "local"), "tac", True, True),
        (("group tacacs+", "group ACS", "none"), "", False, True),
        (("group tacacs+",), "tac", True, False),
    ],
)
def test_the_first_method_that_can_tell_allows_it_and_without_one_it_is_refused(
    methods: tuple[str, ...], user: str, authenticated: bool, allowed: bool
) -> None:
    assert asked(*methods, user=user, authenticated=authenticated)[0] is allowed


def test_what_is_asked_is_told_once_and_each_method_with_its_answer() -> None:
    _, heard = asked("group radius", "local", "none")
    pairs = (
        AV("service", "shell"),
        AV("cmd", "show"),
        AV("cmd-arg", "ip"),
        AV("cmd-arg", "<cr>"),
    )
    assert heard == [
        CommandAsked(0, "tty130", "tac", pairs, "ops"),
        CommandMethodTried(0, "tty130", "radius"),
        CommandAnswered(0, "ERROR"),
        CommandMethodTried(0, "tty130", "local"),
        CommandAnswered(0, "PASS_ADD"),
    ]


@pytest.mark.parametrize(
    ("level", "name", "chosen"),
    [
        (15, "ops", "ops"),
        (15, "default", "default"),
        (15, "nowhere", "default"),
        (1, "ops", None),
        (1, "default", None),
    ],
)
async def test_a_command_is_allowed_by_a_list_for_its_level_or_when_there_is_none(
    level: int, name: str, chosen: str | None
) -> None:
    methods = {"ops": ("none",), "default": ("local",)}
    lists = {(15, one): MethodList(one, words) for one, words in methods.items()}
    settings, heard = AaaSettings(authorization_commands=lists), list[Trace]()
    aaa = Aaa(settings, RadiusSettings(), USERS, bytes)
    request = CommandRequest("nobody", "tty130", ("reload",), True, heard.append)
    assert await aaa.authorize_command(level, name, request) is (chosen != "default")
    asked_of = [one.list_name for one in heard if isinstance(one, CommandAsked)]
    assert asked_of == ([] if chosen is None else [chosen])
