"""CHAP as the end that proves itself: RFC 1994 with MD5, then the second try of MS-CHAP."""

from __future__ import annotations

from random import Random

import pytest

from tests.ppp.auth.test_chap import FIRST, PROVEN, TWO, answer_to
from tests.ppp.ladder import auth_went, scripted
from vpdn.ppp.auth.chap import Md5
from vpdn.ppp.auth.chap_peer import ChapPeer
from vpdn.ppp.auth.mschap import MsChap
from vpdn.ppp.auth.outcome import AuthOutput, Proven
from vpdn.ppp.outputs import KeySource, LoginRefused, NewPassword
from vpdn.ppp.policy import EndLink
from vpdn.ppp.settings import Login
from vpdn.wire.chap import Algorithm, Challenge, Failure, FailureMessage, Response, Success

LOGIN = Login(b"tac", "admin", timeout=30.0)


def peer() -> ChapPeer:
    machine = ChapPeer(Md5(), LOGIN, 2.0, scripted())
    machine.start(0.0)
    return machine


def test_it_answers_and_repeats_its_answer() -> None:
    machine = peer()
    response = auth_went(Algorithm.MD5, answer_to(FIRST))
    assert machine.receive(FIRST, 1.0) == response
    assert machine.tick(2.9) == []
    assert machine.tick(3.0) == response


def test_success_proves_it() -> None:
    machine = peer()
    machine.receive(FIRST, 1.0)
    assert machine.receive(Success(1), 1.5) == [PROVEN]
    assert machine.deadline is None


def test_a_failure_ends_the_link() -> None:
    machine = peer()
    machine.receive(FIRST, 1.0)
    assert machine.receive(Failure(1, b"no"), 1.5) == [EndLink("authentication failed", 691)]


def test_answers_to_nothing_are_ignored() -> None:
    machine = peer()
    assert machine.receive(Success(1), 1.0) == []
    assert machine.receive(Failure(1), 1.0) == []
    assert machine.receive(answer_to(FIRST), 1.0) == []
    machine.receive(FIRST, 1.0)
    assert machine.receive(Success(2), 1.0) == []


def test_success_for_an_earlier_challenge_still_counts() -> None:
    machine = peer()
    machine.receive(Challenge(2, TWO, b"angela"), 1.0)
    machine.receive(FIRST, 1.1)
    assert machine.receive(Success(2), 1.5) == [PROVEN]


def test_a_later_challenge_is_answered_in_silence() -> None:
    machine = peer()
    machine.receive(FIRST, 1.0)
    machine.receive(Success(1), 1.5)
    later = Challenge(2, TWO, b"angela")
    assert machine.receive(later, 99.0) == auth_went(Algorithm.MD5, answer_to(later))
    assert machine.deadline is None


def test_a_silent_authenticator_is_given_up() -> None:
    machine = peer()
    assert machine.deadline == 30.0
    gone = EndLink("the other end does not answer our login", 718)
    assert machine.tick(30.0) == [gone]
    assert machine.tick(60.0) == []


AGAIN = bytes(range(8, 16))
RETRY = FailureMessage(691, True, AGAIN, 2, "Authentication failure").encode()
EXPIRED = FailureMessage(648, True, AGAIN, 2).encode()


def refused(message: bytes, *, asks: bool = True) -> tuple[ChapPeer, list[AuthOutput]]:
    """An MS-CHAP peer whose first answer met that Failure, and what it said to it."""
    login = Login(b"tac", "admin", timeout=30.0, asks=asks)
    machine = ChapPeer(MsChap(), login, 2.0, Random(1).randbytes)
    machine.start(0.0)
    machine.receive(Challenge(1, bytes(8), b"angela"), 1.0)
    return machine, machine.receive(Failure(1, message), 2.0)


def test_a_refusal_that_lets_try_again_asks_the_owner_and_takes_its_time() -> None:
    machine, outputs = refused(RETRY)
    assert outputs == [LoginRefused(691)]
    assert machine.deadline is None
    assert machine.receive(Failure(1, RETRY), 3.0) == []


def test_the_next_response_counts_its_identifier_up_and_answers_the_failures_challenge() -> None:
    machine, _ = refused(RETRY)
    login = Login(b"scott", "tiger", asks=True)
    proof = MsChap().prove(Challenge(2, AGAIN), login, bytes)
    response = Response(2, proof.value, b"scott")
    assert machine.retry(login, 50.0) == auth_went(Algorithm.MSCHAP, response)
    assert machine.receive(Failure(1, RETRY), 50.5) == []
    assert machine.receive(Success(2), 51.0) == [Proven(proof.keys, KeySource.LOCAL)]


def test_nobody_to_ask_makes_a_refusal_final() -> None:
    _, outputs = refused(RETRY, asks=False)
    assert outputs == [EndLink("authentication failed", 691)]


@pytest.mark.parametrize(
    "message",
    [
        b"E=691 R=0 C=08090A0B0C0D0E0F V=2",
        b"E=691 R=1",
        b"E=691 R=1 C=0809",
        b"E=647 R=0",
    ],
)
def test_a_refusal_without_another_try_or_its_challenge_is_final(message: bytes) -> None:
    _, outputs = refused(message)
    assert outputs == [EndLink("authentication failed", FailureMessage.parse(message).error)]


def test_a_new_password_leaves_the_keys_of_the_new_one() -> None:
    machine, outputs = refused(EXPIRED)
    assert outputs == [LoginRefused(648)]
    sent = machine.retry(NewPassword("secret"), 20.0)
    assert machine.tick(22.0) == sent
    new = MsChap().prove(Challenge(2, AGAIN), Login(b"tac", "secret"), bytes)
    assert machine.receive(Success(2), 23.0) == [Proven(new.keys, KeySource.LOCAL)]


def test_what_nobody_asked_for_is_not_sent() -> None:
    assert peer().retry(LOGIN, 1.0) == []
    assert peer().retry(NewPassword("x"), 1.0) == []
