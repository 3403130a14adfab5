"""A password changed within CHAP, both ends of it, for both versions."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from vpdn.aaa.new_password import new_password
from vpdn.aaa.proof import Secret, prove
from vpdn.errors import DecodeError
from vpdn.ppp.auth.chap import ChapAuthenticator, Md5
from vpdn.ppp.auth.flavour import Flavour
from vpdn.ppp.auth.mschap import MsChap
from vpdn.ppp.auth.mschap_v2 import MsChapV2
from vpdn.ppp.auth.outcome import AuthOutput, Limits, Proven
from vpdn.ppp.auth.password_change import change_packet, password_change
from vpdn.ppp.outputs import Accepted, AuthNeeded, PasswordChange, Refused, Send
from vpdn.ppp.policy import EndLink
from vpdn.ppp.settings import Login
from vpdn.ppp.timing import Identifiers
from vpdn.wire import chap
from vpdn.wire.chap import Challenge, ChangePassword, ChangePasswordV1, ChangePasswordV2

ENTROPY = Random(1).randbytes
LOGIN = Login(b"tac", "admin")
BOTH = pytest.mark.parametrize("flavour", [MsChap(), MsChapV2()])
EXPIRED = Refused(648, "the password has expired", may_change_password=True)


def challenge(flavour: Flavour, identifier: int = 2) -> Challenge:
    return Challenge(identifier, bytes(range(flavour.challenge_size)))


def made(flavour: Flavour) -> ChangePassword:
    return change_packet(challenge(flavour), LOGIN, "secret", flavour, ENTROPY)[0]


@BOTH
def test_who_knows_the_old_password_reads_the_new_one_and_its_proof(flavour: Flavour) -> None:
    packet = chap.decode(made(flavour).encode())
    assert not isinstance(packet, chap.Challenge | chap.Response | chap.Success | chap.Failure)
    change = password_change(packet, b"tac", challenge(flavour).value, flavour)
    assert change.user == b"tac"
    assert new_password(change, Secret.of("admin")) == "secret"
    assert new_password(change, Secret.of("guess")) is None
    assert prove(change, Secret.of("secret")) is not None
    assert prove(change, Secret.of("admin")) is None


@BOTH
def test_another_versions_packet_is_not_taken(flavour: Flavour) -> None:
    first = ChangePasswordV1(2, bytes(16), bytes(16), bytes(16), bytes(16), 5, 1)
    other = made(MsChapV2() if isinstance(flavour, MsChap) else MsChap())
    for packet in (first, other):
        with pytest.raises(DecodeError):
            password_change(packet, b"tac", challenge(flavour).value, flavour)


@pytest.mark.parametrize("flags", [0, 1, 2])
def test_fields_made_with_the_lm_hash_alone_do_not_count(flags: int) -> None:
    packet = made(MsChap())
    assert isinstance(packet, ChangePasswordV2)
    with pytest.raises(DecodeError):
        password_change(replace(packet, flags=flags), b"tac", bytes(8), MsChap())


class Exchange:
    """An authenticator whose owner has just said that the password has expired."""

    def __init__(self, flavour: Flavour, max_bad: int = 1, verdict: Refused = EXPIRED) -> None:
        self.flavour = flavour
        limits = Limits(max_bad=max_bad)
        self.machine = ChapAuthenticator(
            flavour, b"angela", limits, Identifiers(), Random(2).randbytes
        )
        asked = _packet(self.machine.start(0.0))
        assert isinstance(asked, Challenge)
        value = flavour.prove(asked, LOGIN, ENTROPY).value
        self.machine.receive(chap.Response(asked.identifier, value, b"tac"), 1.0)
        self.said = self.machine.answer(verdict, 2.0)

    def next_challenge(self, said: list[AuthOutput]) -> Challenge:
        failure = _packet(said)
        assert isinstance(failure, chap.Failure)
        message = self.flavour.refusal(failure.message)
        assert message.retry
        assert message.challenge is not None
        return Challenge(failure.identifier + 1, message.challenge)

    def change(self, asked: Challenge) -> list[AuthOutput]:
        packet, _ = change_packet(asked, LOGIN, "secret", self.flavour, ENTROPY)
        return self.machine.receive(packet, 3.0)


def _packet(outputs: list[AuthOutput]) -> chap.Packet:
    [data] = [each.frame.payload for each in outputs if isinstance(each, Send)]
    return chap.decode(data)


@BOTH
def test_a_right_password_that_is_too_old_may_be_changed_and_counts_as_no_bad_try(
    flavour: Flavour,
) -> None:
    exchange = Exchange(flavour)
    [needed] = exchange.change(exchange.next_challenge(exchange.said))
    assert isinstance(needed, AuthNeeded)
    assert isinstance(needed.credentials, PasswordChange)
    assert needed.credentials.user == b"tac"
    assert new_password(needed.credentials, Secret.of("admin")) == "secret"
    said = exchange.machine.answer(Accepted(b"S="), 4.0)
    assert _packet(said) == chap.Success(2, b"S=")
    assert isinstance(said[-1], Proven)
    assert exchange.change(Challenge(2, bytes(flavour.challenge_size)))[-1:] == said[1:2]


@BOTH
def test_a_new_password_that_is_not_taken_is_a_bad_try(flavour: Flavour) -> None:
    refused = Refused(709, "not taken", may_change_password=True)
    for tries in (1, 2):
        exchange = Exchange(flavour, max_bad=tries)
        asked = exchange.next_challenge(exchange.said)
        for _ in range(tries):
            exchange.change(asked)
            said = exchange.machine.answer(refused, 4.0)
            if not isinstance(said[-1], EndLink):
                asked = exchange.next_challenge(said)
        assert said[-1] == EndLink("not taken", 709)


def test_an_expired_password_ends_the_link_where_no_change_is_offered() -> None:
    exchange = Exchange(MsChapV2(), max_bad=3, verdict=Refused(648, "the password has expired"))
    assert _packet(exchange.said) == chap.Failure(1, b"E=648 R=0")
    assert exchange.said[-1] == EndLink("the password has expired", 648)


def test_a_change_that_was_not_offered_is_dropped() -> None:
    exchange = Exchange(MsChap(), max_bad=3, verdict=Refused())
    assert exchange.change(exchange.next_challenge(exchange.said)) == []


def test_the_offer_is_made_once_or_a_peer_could_ask_for_ever() -> None:
    exchange = Exchange(MsChap())
    asked = exchange.next_challenge(exchange.said)
    value = MsChap().prove(asked, LOGIN, ENTROPY).value
    exchange.machine.receive(chap.Response(asked.identifier, value, b"tac"), 3.0)
    assert isinstance(exchange.machine.answer(EXPIRED, 4.0)[-1], EndLink)


@BOTH
def test_an_offer_is_not_for_another_user_who_answers_then(flavour: Flavour) -> None:
    """Nor is it free again for ever: what was refused in between counts."""
    exchange = Exchange(flavour, max_bad=2)
    asked = exchange.next_challenge(exchange.said)
    value = flavour.prove(asked, LOGIN, ENTROPY).value
    exchange.machine.receive(chap.Response(asked.identifier, value, b"pete"), 3.0)
    asked = exchange.next_challenge(exchange.machine.answer(Refused(), 4.0))
    assert exchange.change(asked) == []
    exchange.machine.receive(chap.Response(asked.identifier, value, b"tac"), 5.0)
    asked = exchange.next_challenge(exchange.machine.answer(EXPIRED, 6.0))
    exchange.machine.receive(chap.Response(asked.identifier, value, b"pete"), 7.0)
    assert isinstance(exchange.machine.answer(Refused(), 8.0)[-1], EndLink)


def test_md5_changes_no_password() -> None:
    machine = ChapAuthenticator(Md5(), b"angela", Limits(max_bad=3), Identifiers(), ENTROPY)
    machine.start(0.0)
    machine.receive(chap.Response(1, bytes(16), b"tac"), 1.0)
    assert isinstance(machine.answer(EXPIRED, 2.0)[-1], EndLink)
