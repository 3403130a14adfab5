from __future__ import annotations

from dataclasses import replace

import pytest

from tests.explain.captures import Line, Talk, capture, negotiated, only_call, ping
from tests.pair import CLIENT, ROUTER
from vpdn.explain.capture_agreed import agreed, insecure, password_words, undeciphered
from vpdn.explain.capture_story import Side
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.settings import Login


def talked(method: AuthMethod = AuthMethod.MS_CHAP) -> Talk:
    login = Login(b"tac", "admin", accept=(method,))
    router = replace(ROUTER, authenticate=(method,))
    talk = negotiated(router, replace(CLIENT, login=login))
    talk.carry(Side.PC, ping())
    return talk


def test_what_was_agreed_on_has_names() -> None:
    said = dict(agreed(only_call(talked().line)))
    assert said["authentication"] == 'MS-CHAP, user "tac": accepted'
    assert said["encryption"] == "MPPE 40 bit, stateless"
    assert said["address of PC"] == "172.16.10.1"
    assert said["address of server"] == "172.16.10.100"
    assert said["GRE from PC"].endswith("packets")


@pytest.mark.parametrize(
    ("password", "user", "words"),
    [
        ("admin", None, 'right: it makes the response of "tac"'),
        ("wrong", None, 'wrong: it does not make the response of "tac"'),
        ("admin", "scott", 'not tried: the response is of "tac"'),
    ],
)
def test_whether_the_password_is_right(password: str, user: str | None, words: str) -> None:
    [call] = capture(talked().line, password, user).calls
    assert password_words(call) == [f"packet 13: {words}"]
    assert password_words(only_call(talked().line)) == []


def test_a_new_password_that_the_old_one_opens_is_told() -> None:
    call = only_call(talked(AuthMethod.MS_CHAP_V2).line, "admin")
    call.authentication.attempts[0].changes = True
    call.authentication.attempts[0].changed_to = "Fresh-1"
    [said] = password_words(call)
    assert 'right: it opens the change of "tac" to "Fresh-1", and the server proves' in said
    assert dict(agreed(call))["authentication"].startswith("MS-CHAPv2 with a new password, user")


def test_a_server_that_knows_the_password_is_told() -> None:
    call = only_call(talked(AuthMethod.MS_CHAP_V2).line, "admin")
    [said] = password_words(call)
    assert said.endswith("and the server proves that it knows it")
    call.authentication.attempts[0].proof = False
    assert password_words(call)[0].endswith("the server's proof is wrong")


@pytest.mark.parametrize(
    ("method", "words"),
    [
        (AuthMethod.PAP, ["PAP: the password stands", "packets travel in the clear"]),
        (AuthMethod.CHAP, ["CHAP: the password can be", "packets travel in the clear"]),
        (AuthMethod.MS_CHAP, ["MS-CHAPv1: falls", "MPPE with so short a key"]),
        (AuthMethod.MS_CHAP_V2, ["MS-CHAPv2: falls", "MPPE with so short a key"]),
    ],
)
def test_what_is_broken_about_it(method: AuthMethod, words: list[str]) -> None:
    login = Login(b"tac", "admin", accept=(method,))
    mppe = ROUTER.mppe if method.value.startswith("ms") else None
    router = replace(ROUTER, authenticate=(method,), mppe=mppe)
    talk = negotiated(router, replace(CLIENT, login=login, mppe=mppe))
    talk.carry(Side.PC, ping())
    said = list(insecure(only_call(talk.line, "admin")))
    assert len(said) == len(words)
    assert all(one.startswith(word) for one, word in zip(said, words, strict=True))


def test_why_packets_stay_encrypted() -> None:
    line = talked().line
    [no_password] = undeciphered(only_call(line))
    assert no_password == "1 encrypted packets: there are no keys without the right password"
    [late] = undeciphered(only_call(Line(line.packets[-1:]), "admin"))
    assert late == "1 encrypted packets: the capture lacks the authentication"
    without_ccp = Line(line.packets[:14] + line.packets[-1:])
    [no_strength] = undeciphered(only_call(without_ccp, "admin"))
    assert no_strength == "1 encrypted packets: the capture lacks CCP, which says the strength"
    assert list(undeciphered(only_call(line, "admin"))) == []


def test_where_the_challenge_is_missing_it_is_said() -> None:
    line = talked().line
    del line.packets[11]
    call = only_call(line, "admin")
    assert password_words(call) == [
        "packet 12: cannot be tried: the challenge is not in the capture"
    ]
