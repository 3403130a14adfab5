"""Which list, which methods, which level: logins at lines without a line."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from tests.radiusd.support import pap
from vpdn.aaa.login import OnePassword, asks_name, exec_level, exec_list, login_list
from vpdn.aaa.settings import AaaSettings, LocalUser, MethodList, ServerGroup
from vpdn.aaa.types import Accept, AuthRequest, Reject, Service
from vpdn.crypto.password_hash import hashed
from vpdn.errors import Unavailable

OPS = MethodList("ops", ("group radius", "local"))
DEFAULT = MethodList("default", ("local",))
USERS = {"tac": LocalUser("tac", "admin", privilege=7), "Root": LocalUser("Root", "x", 15)}
SECRET = hashed("cisco", "5", os.urandom)


def typed(password: str, service: Service = Service.ENABLE) -> AuthRequest:
    return AuthRequest(pap(b"$enab15$", password), "tty0", 0, lambda trace: None, service)


def authorizing(*methods: str) -> AaaSettings:
    """With a group of RADIUS servers, IAS."""
    lists = {"default": MethodList("default", methods)}
    return AaaSettings(authorization_exec=lists, groups={"IAS": ServerGroup("IAS")})


@pytest.mark.parametrize(
    ("password", "secret"), [("cisco", None), (None, SECRET), ("other", SECRET)]
)
async def test_one_password_is_for_everybody_and_the_hash_goes_first(
    password: str | None, secret: str | None
) -> None:
    method = OnePassword("enable", password, secret)
    assert await method.authenticate(typed("cisco")) == Accept("enable")
    for wrong in ("", "Cisco", "cisco ", "other", "c\N{LATIN SMALL LETTER I WITH ACUTE}sco"):
        assert await method.authenticate(typed(wrong)) == Reject("enable")
    assert method.configured
    assert method.is_hashed is (secret is not None)


async def test_a_password_outside_ascii_is_compared_as_utf_8() -> None:
    word = "na\N{LATIN SMALL LETTER I WITH DIAERESIS}ve"
    for method in (
        OnePassword("line", word),
        OnePassword("line", None, hashed(word, "5", os.urandom)),
    ):
        assert await method.authenticate(typed(word)) == Accept("line")
        assert await method.authenticate(typed("naive")) == Reject("line")


async def test_without_a_password_the_method_cannot_tell() -> None:
    method = OnePassword("line", None)
    assert not method.configured
    assert not method.is_hashed
    with pytest.raises(Unavailable, match="there is no line password"):
        await method.authenticate(typed(""))


async def test_a_password_that_is_empty_is_one() -> None:
    method = OnePassword("line", "")
    assert method.configured
    assert await method.authenticate(typed("")) == Accept("line")
    assert await method.authenticate(typed("x")) == Reject("line")


@pytest.mark.parametrize("console", [True, False])
@pytest.mark.parametrize(
    ("lists", "name", "expected"),
    [
        ([OPS, DEFAULT], "ops", OPS),
        ([OPS, DEFAULT], "default", DEFAULT),
        ([OPS, DEFAULT], "nowhere", DEFAULT),
    ],
)
def test_a_line_asks_its_list_or_the_default_one(
    lists: list[MethodList], name: str, expected: MethodList, console: bool
) -> None:
    settings = AaaSettings(authentication_login={one.name: one for one in lists})
    assert login_list(settings, name, console=console) == expected


@pytest.mark.parametrize("name", ["default", "nowhere"])
@pytest.mark.parametrize(("console", "methods"), [(True, ("none",)), (False, ("local",))])
def test_without_a_default_the_console_is_open_and_other_lines_ask_local_users(
    name: str, console: bool, methods: tuple[str, ...]
) -> None:
    settings = AaaSettings(authentication_login={"ops": OPS})
    assert login_list(settings, name, console=console) == MethodList("default", methods)


@pytest.mark.parametrize(
    ("methods", "asks"),
    [
        (("local",), True),
        (("group radius", "line"), True),
        (("local-case", "none"), True),
        (("line",), False),
        (("enable", "local"), False),
        (("none",), False),
    ],
)
def test_the_first_method_says_whether_a_name_is_asked(
    methods: tuple[str, ...], asks: bool
) -> None:
    assert asks_name(methods) is asks


@pytest.mark.parametrize("line_level", [0, 1, 15])
def test_without_an_exec_list_the_level_is_the_lines(line_level: int) -> None:
    accept = Accept("local", privilege=7)
    assert exec_level(AaaSettings(), USERS, "tac", accept, line_level) == line_level
    other = AaaSettings(authorization_exec={"ops": OPS})
    assert exec_level(other, USERS, "tac", accept, line_level) == line_level


@pytest.mark.parametrize(
    ("methods", "user", "accept", "level"),
    [
        (("local",), "tac", Accept("local", privilege=7), 7),
        (("local",), "TAC", Accept("local", privilege=7), 7),
        (("local",), "root", Accept("local", privilege=15), 15),
        (("local",), "tac", Accept("radius", privilege=15), 7),
        (("local",), "nobody", Accept("radius", privilege=15), None),
        (("local", "none"), "nobody", Accept("radius"), 1),
        (("none",), "tac", Accept("local", privilege=7), 1),
        (("if-authenticated",), "tac", Accept("local", privilege=7), 1),
        (("group radius",), "tac", Accept("radius", privilege=15), 15),
        (("group radius",), "tac", Accept("radius", privilege=0), 0),
        (("group radius",), "tac", Accept("radius"), 1),
        (("group radius", "local"), "tac", Accept("radius", privilege=15), 15),
        (("group radius", "local"), "tac", Accept("local", privilege=7), 7),
        (("group radius",), "tac", Accept("local", privilege=7), None),
        (("group radius",), "tac", Accept("line"), None),
        (("group radius",), "tac", Accept("enable"), None),
        (("group radius",), "tac", Accept("none"), None),
        (("group radius", "if-authenticated"), "tac", Accept("line"), 1),
        (("local", "group radius"), "nobody", Accept("radius", privilege=15), 15),
        (("if-authenticated",), "tac", Accept("none"), None),
        (("group IAS",), "tac", Accept("radius", privilege=15), 15),
        (("group tacacs+",), "tac", Accept("radius", privilege=15), None),
        (("group gone", "local"), "tac", Accept("radius", privilege=15), 7),
    ],
)
def test_who_authorizes_gives_the_level(
    methods: tuple[str, ...], user: str, accept: Accept, level: int | None
) -> None:
    """The line's own does not count then, and no method that knows him is no exec."""
    assert exec_level(authorizing(*methods), USERS, user, accept, 15) == level


@pytest.mark.parametrize(("name", "level"), [("ops", 15), ("default", 1), ("nowhere", 1)])
def test_a_line_has_its_list_for_an_exec_or_the_default_one(name: str, level: int) -> None:
    lists = {"ops": MethodList("ops", ("local",)), "default": MethodList("default", ("none",))}
    settings = AaaSettings(authorization_exec=lists)
    assert exec_list(settings, name) == lists.get(name, lists["default"])
    assert exec_level(settings, USERS, "root", Accept("local"), 7, name) == level


def test_a_users_level_counts_as_it_is_now() -> None:
    users = {"tac": replace(USERS["tac"], privilege=3)}
    assert exec_level(authorizing("local"), users, "tac", Accept("local", privilege=7), 1) == 3


def test_of_two_names_that_differ_in_case_the_one_that_was_typed_counts() -> None:
    users = {"tac": LocalUser("tac", "x", 3), "TAC": LocalUser("TAC", "x", 15)}
    levels = [exec_level(authorizing("local"), users, name, Accept("local"), 1) for name in users]
    assert levels == [3, 15]
