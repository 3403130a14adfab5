from __future__ import annotations

import re

import pytest

from tests.ios.support import loaded, refused, written
from vpdn.aaa.settings import LocalUser
from vpdn.crypto.password_hash import verify

HASHED = "$1$28772684$iEwNOgGugqO9.bIz5sk8k/"
TYPE_8 = "$8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk"


@pytest.mark.parametrize(
    ("lines", "user"),
    [
        ("username u password 0 p q", LocalUser("u", "p q")),
        ("username u password plain", LocalUser("u", "plain")),
        ("username u password 7 104F0D140C19", LocalUser("u", "admin")),
        (f"username u secret 5 {HASHED}", LocalUser("u", hashed=HASHED)),
        (f"username u secret 8 {TYPE_8}", LocalUser("u", hashed=TYPE_8)),
        ("username u nopassword", LocalUser("u", free=True)),
        ("username u", LocalUser("u", None)),
        ("username u user-maxlinks 2 password p", LocalUser("u", "p", max_calls=2)),
        ("username u password p\nusername u user-maxlinks 2", LocalUser("u", "p", max_calls=2)),
        ("username u privilege 15\nusername u password p", LocalUser("u", "p", 15)),
        (f"username u password p\nusername u secret 5 {HASHED}", LocalUser("u", hashed=HASHED)),
        (f"username u secret 5 {HASHED}\nusername u password p", LocalUser("u", "p")),
    ],
)
def test_users(lines: str, user: LocalUser) -> None:
    assert loaded(lines).config.users == {"u": user}


@pytest.mark.parametrize(
    ("line", "canonical"),
    [
        ("username u password p", "username u password 0 p"),
        ("username u privilege 1 password p", "username u password 0 p"),
        (
            f"username u privilege 15 secret 5 {HASHED}",
            f"username u privilege 15 secret 5 {HASHED}",
        ),
        ("username u nopassword", "username u nopassword"),
        ("enable password 0 cisco", "enable password cisco"),
        ("enable password 0 7 up", "enable password 0 7 up"),
        (f"enable secret 5 {HASHED}", f"enable secret 5 {HASHED}"),
        (f"enable secret level 7 5 {HASHED}", f"enable secret level 7 5 {HASHED}"),
    ],
)
def test_how_passwords_are_written(line: str, canonical: str) -> None:
    assert written(line) == [canonical]


def test_an_automatic_command_stands_on_a_line_of_its_own() -> None:
    text = "username u nohangup password p\nusername u autocommand show users"
    lines = ["username u nohangup password 0 p", "username u autocommand show users"]
    user = LocalUser("u", "p", autocommand="show users", hangs_up=False)
    assert written(text) == lines
    assert loaded("\n".join(lines)).config.users == {"u": user}
    assert loaded(f"{text}\nno username u").config.users == {}


def test_no_username_needs_the_name_alone() -> None:
    assert loaded("username u password p\nno username u").config.users == {}


def test_a_password_that_is_not_type_7_is_refused() -> None:
    assert "Invalid encrypted password" in refused("username u password 7 hello")[0]


def test_passwords_that_the_document_left_out_are_taken() -> None:
    assert written("enable password") == ["enable password"]
    assert loaded("enable password").config.enable_passwords == {}


def test_enable_passwords_by_level() -> None:
    config = loaded(
        f"enable password a b\nenable password level 7 7 104F0D140C19\nenable secret 5 {HASHED}"
    ).config
    assert config.enable_passwords == {15: "a b", 7: "admin"}
    assert config.enable_secrets == {15: HASHED}
    assert loaded("enable secret x\nno enable secret").config.enable_secrets == {}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("username u secret cisco", "5"),
        ("username u secret 0 cisco", "5"),
        ("username u algorithm-type md5 secret cisco", "5"),
        ("username u algorithm-type sha256 secret cisco", "8"),
        ("username u algorithm-type scrypt secret cisco", "9"),
        ("enable secret cisco", "5"),
        ("enable algorithm-type scrypt secret cisco", "9"),
    ],
)
def test_a_secret_is_kept_only_hashed(line: str, kind: str) -> None:
    [text] = written(line)
    found = re.fullmatch(rf"(username u|enable) secret {kind} (\$\S+)", text)
    assert found is not None
    assert verify(found[2], "cisco")


def test_a_secret_survives_another_word_about_its_user() -> None:
    [line] = written(f"username u secret 5 {HASHED}\nusername u privilege 15")
    assert line == f"username u privilege 15 secret 5 {HASHED}"


@pytest.mark.parametrize("line", ["enable secret 5 cisco", "username u secret 9 cisco"])
def test_what_says_it_is_hashed_and_is_not_is_refused(line: str) -> None:
    [problem] = refused(line)
    assert "ERROR: The secret you entered is not a valid encrypted secret." in problem
