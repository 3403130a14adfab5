from __future__ import annotations

import pytest

from tests.ios.support import loaded, refused, written
from vpdn.aaa.settings import LocalUser, MethodList


def test_the_older_spelling_of_a_group_is_rewritten() -> None:
    line = "aaa authentication ppp default radius if-needed local none"
    assert written(line) == ["aaa authentication ppp default group radius if-needed local none"]
    assert loaded(line).config.aaa.authentication_ppp == {
        "default": MethodList("default", ("group radius", "if-needed", "local", "none"))
    }


def test_lists_of_one_service_are_told_apart_by_name() -> None:
    aaa = loaded(
        "aaa new-model\naaa authentication ppp vpn group radius\n"
        "aaa authentication ppp default local\nno aaa authentication ppp default\n"
        "aaa authorization network vpn if-authenticated\naaa authentication login default local"
    ).config.aaa
    assert aaa.new_model
    assert list(aaa.authentication_ppp) == ["vpn"]
    assert aaa.authorization_network["vpn"].methods == ("if-authenticated",)
    assert aaa.authentication_login["default"].methods == ("local",)


@pytest.mark.parametrize(
    ("lines", "user"),
    [
        ("username u password 0 p q", LocalUser("u", "p q")),
        ("username u password plain", LocalUser("u", "plain")),
        ("username u password 7 104F0D140C19", LocalUser("u", "admin")),
        ("username u secret 5 $1$abc$def", LocalUser("u", None)),
        ("username u", LocalUser("u", None)),
        ("username u privilege 15\nusername u password p", LocalUser("u", "p", 15)),
    ],
)
def test_users(lines: str, user: LocalUser) -> None:
    assert loaded(lines).config.users == {"u": user}


@pytest.mark.parametrize(
    ("line", "canonical"),
    [
        ("username u password p", "username u password 0 p"),
        ("username u privilege 1 password p", "username u password 0 p"),
        ("username u privilege 15 secret 5 $1$x", "username u privilege 15 secret 5 $1$x"),
        ("username u nopassword", "username u nopassword"),
    ],
)
def test_how_users_are_written(line: str, canonical: str) -> None:
    assert written(line) == [canonical]


def test_no_username_needs_the_name_alone() -> None:
    assert loaded("username u password p\nno username u").config.users == {}


def test_a_password_that_is_not_type_7_is_refused() -> None:
    assert "Invalid encrypted password" in refused("username u password 7 hello")[0]


def test_passwords_that_the_document_left_out_are_taken() -> None:
    assert written("enable password") == ["enable password"]
