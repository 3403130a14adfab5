"""What a caller meets at a line."""

from __future__ import annotations

import pytest

from tests.ios.callers import CALLER, NEW_MODEL, USERS, Typist, router_with, timed
from vpdn.ios.access import Admission
from vpdn.ios.greeting import REPLY_TIMEOUT, greet
from vpdn.ios.lines import CONSOLE, Line

LOCAL = f"{USERS}line vty 0 4\n login local\n"
ONE_PASSWORD = "line vty 0 4\n password sesame\n login\n"
HEAD = "\n\nUser Access Verification\n\n"


def met(
    text: str, *replies: str, line: Line = CALLER
) -> tuple[Admission | None, str, float, list[bool]]:
    typist = Typist(list(replies))
    admission, seconds = timed(lambda: greet(router_with(text), line, typist))
    return admission, typist.screen, seconds, typist.hidden


def test_a_user_of_the_router() -> None:
    admission, screen, _, hidden = met(LOCAL, "tac", "admin")
    assert admission == Admission("tac", 1)
    assert screen == f"{HEAD}Username: tac\nPassword: \n\n"
    assert hidden == [False, True]


def test_one_password_for_everybody() -> None:
    admission, screen, _, _ = met(ONE_PASSWORD, "sesame")
    assert admission == Admission("", 1)
    assert screen == f"{HEAD}Password: \n\n"


def test_nothing_is_asked_at_an_open_line() -> None:
    assert met("line vty 0 4\n no login")[:2] == (
        Admission("", 1, authenticated=False),
        "\n",
    )


def test_who_is_not_asked_is_not_authorized_for_that() -> None:
    text = (
        "aaa new-model\naaa authentication login default none\n"
        "aaa authorization exec default local if-authenticated"
    )
    assert met(text)[:2] == (None, "\n% Authorization failed.\n")


def test_a_line_that_wants_a_password_and_has_none_is_shut() -> None:
    assert met("")[:2] == (None, "\n\nPassword required, but none set\n")


@pytest.mark.parametrize(
    ("text", "replies", "screen"),
    [
        (
            LOCAL,
            ["tac", "x", "nobody", "y", "tac", "z"],
            (
                "Username: tac\nPassword: \n% Login invalid\n\n"
                "Username: nobody\nPassword: \n% Login invalid\n\n"
                "Username: tac\nPassword: \n% Bad passwords\n"
            ),
        ),
        (
            ONE_PASSWORD,
            ["x", "y", "z"],
            "Password: \nPassword: \nPassword: \n% Bad passwords\n",
        ),
        (
            NEW_MODEL,
            ["tac", "x", "nobody", "y", "tac", "z"],
            (
                "Username: tac\nPassword: \n\n% Authentication failed.\n\n"
                "Username: nobody\nPassword: \n\n% Authentication failed.\n\n"
                "Username: tac\nPassword: \n\n% Authentication failed.\n\n"
            ),
        ),
    ],
)
def test_three_wrong_passwords_are_the_end(text: str, replies: list[str], screen: str) -> None:
    """And an unknown user looks like a wrong password."""
    admission, shown, seconds, _ = met(text, *replies)
    assert (admission, shown) == (None, HEAD + screen)
    assert seconds == pytest.approx(6.0)


def test_who_says_nothing_is_not_waited_for() -> None:
    admission, screen, seconds, _ = met(LOCAL, "tac")
    assert (admission, seconds) == (None, REPLY_TIMEOUT)
    assert screen.endswith("Password: \n% Password:  timeout expired!\n")
    admission, screen, seconds, _ = met(LOCAL)
    assert screen.endswith("Username: \n% Username:  timeout expired!\n")


def test_an_empty_name_is_asked_again_but_not_for_ever() -> None:
    admission, screen, _, _ = met(LOCAL, "", "  ", "", "tac")
    assert admission is None
    assert screen.count("Username: ") == 3


def test_a_user_who_may_have_no_exec_is_told_so() -> None:
    text = f"{NEW_MODEL}aaa authorization exec default group radius"
    admission, screen, _, _ = met(text, "tac", "admin")
    assert admission is None
    assert screen.endswith("\n% Authorization failed.\n")


def test_the_banners_stand_before_what_is_asked() -> None:
    text = f"{LOCAL}banner motd #Hello#\nbanner login #Only friends\n#"
    _, screen, _, _ = met(text, "tac", "admin")
    assert screen.startswith("\nHello\nOnly friends\n\nUser Access Verification\n")


def test_the_console_has_no_banner_where_it_asks_nobody() -> None:
    assert met("banner motd #Hello#", line=CONSOLE)[:2] == (
        Admission("", 15, authenticated=False),
        "",
    )
