"""The CHAP exchange as authenticator, RFC 1994, with the MD5 flavour; then MS-CHAP's tries."""

from __future__ import annotations

from random import Random

import pytest

from tests.ppp.ladder import auth_went, scripted
from vpdn.crypto.chap import md5_response
from vpdn.ppp.auth.chap import ChapAuthenticator, Md5
from vpdn.ppp.auth.flavour import Flavour
from vpdn.ppp.auth.mschap import MsChap
from vpdn.ppp.auth.outcome import Limits, Proven
from vpdn.ppp.outputs import (
    Accepted,
    AuthNeeded,
    ChapCredentials,
    KeySource,
    MsChapCredentials,
    Refused,
    Send,
)
from vpdn.ppp.policy import EndLink
from vpdn.ppp.timing import Identifiers
from vpdn.ppp.trace import AuthRefused, AuthTimedOut, FrameMalformed
from vpdn.wire.chap import (
    Algorithm,
    Challenge,
    Failure,
    FailureMessage,
    MsChapValue,
    Response,
    Success,
)
from vpdn.wire.ppp import Protocol

ONE, TWO = bytes(range(16)), bytes(range(16, 32))
FIRST = Challenge(1, ONE, b"angela")
PROVEN = Proven(None, KeySource.LOCAL)


def answer_to(challenge: Challenge, password: bytes = b"admin") -> Response:
    value = md5_response(challenge.identifier, password, challenge.value)
    return Response(challenge.identifier, value, b"tac")


def authenticator(
    flavour: Flavour | None = None, limits: Limits | None = None, *chunks: bytes
) -> ChapAuthenticator:
    entropy = scripted(*(chunks or (ONE, TWO)))
    machine = ChapAuthenticator(
        flavour or Md5(), b"angela", limits or Limits(), Identifiers(), entropy
    )
    machine.start(0.0)
    return machine


def asked(machine: ChapAuthenticator) -> ChapAuthenticator:
    """The peer has answered and the owner is asked."""
    machine.receive(answer_to(FIRST), 1.0)
    assert machine.awaits_verdict
    return machine


def test_it_challenges_and_hands_the_proof_up() -> None:
    machine = ChapAuthenticator(Md5(), b"angela", Limits(), Identifiers(), scripted(ONE))
    assert machine.start(0.0) == auth_went(Algorithm.MD5, FIRST)
    response = answer_to(FIRST)
    credentials = ChapCredentials(1, b"tac", ONE, response.value)
    assert machine.receive(response, 1.0) == [AuthNeeded(credentials)]
    assert machine.deadline is None


def test_a_verdict_ends_it() -> None:
    success = auth_went(Algorithm.MD5, Success(1, b"welcome"))
    assert asked(authenticator()).answer(Accepted(b"welcome"), 2.0) == [*success, PROVEN]
    assert asked(authenticator()).answer(Refused(), 2.0) == [
        AuthRefused(Algorithm.MD5, b"tac", "Authentication failure"),
        *auth_went(Algorithm.MD5, Failure(1, b"Authentication failure")),
        EndLink("Authentication failure", 691),
    ]


def test_md5_has_no_second_try() -> None:
    refused = asked(authenticator(limits=Limits(max_bad=3))).answer(Refused(), 2.0)
    assert refused[-1] == EndLink("Authentication failure", 691)


@pytest.mark.parametrize("flavour", [Md5(), MsChap()])
def test_why_is_not_the_peers_to_know(flavour: Flavour) -> None:
    limits = Limits(max_bad=2)
    machine = ChapAuthenticator(flavour, b"angela", limits, Identifiers(), Random(1).randbytes)
    machine.start(0.0)
    value = bytes(16) if flavour.algorithm is Algorithm.MD5 else bytes(48) + b"\1"
    machine.receive(Response(1, value, b"tac"), 1.0)
    outputs = machine.answer(Refused(reason='no method of list "x" could answer'), 2.0)
    [sent] = [each.frame.payload for each in outputs if isinstance(each, Send)]
    assert sent.endswith(b"Authentication failure")


def test_a_repeated_response_gets_the_answer_it_had() -> None:
    machine = asked(authenticator())
    assert machine.receive(answer_to(FIRST), 1.5) == []
    machine.answer(Accepted(), 2.0)
    again = machine.receive(answer_to(FIRST, b"other"), 3.0)
    assert again == auth_went(Algorithm.MD5, Success(1))


def test_only_a_response_to_the_last_challenge_counts() -> None:
    machine = authenticator()
    machine.tick(2.0)
    assert machine.receive(answer_to(FIRST), 2.1) == []
    assert machine.receive(answer_to(Challenge(2, TWO)), 2.2) != []


def test_every_repetition_is_a_new_challenge_until_patience_ends() -> None:
    machine = authenticator(None, Limits(resend=2.0, timeout=5.0))
    assert machine.tick(1.9) == []
    assert machine.tick(2.0) == [
        AuthTimedOut(1),
        *auth_went(Algorithm.MD5, Challenge(2, TWO, b"angela")),
    ]
    machine.tick(4.0)
    assert machine.tick(5.0) == [
        AuthTimedOut(3),
        EndLink("no answer to our challenge", 718),
    ]
    assert machine.deadline is None


def test_the_owners_time_is_not_counted() -> None:
    assert asked(authenticator()).tick(1000.0) == []


def test_a_value_of_the_wrong_size_is_dropped() -> None:
    told = authenticator().receive(Response(1, b"short", b"tac"), 1.0)
    assert told == [FrameMalformed(Protocol.CHAP, "CHAP response of 5 octets", 4)]


def test_verdicts_nobody_waits_for_are_ignored() -> None:
    assert authenticator().answer(Accepted(), 1.0) == []


def test_packets_of_the_other_direction_are_ignored() -> None:
    assert authenticator().receive(Success(1), 1.0) == []


def test_ms_chap_lets_a_user_try_again() -> None:
    limits, again = Limits(max_bad=2), bytes(range(8))
    machine = authenticator(MsChap(), limits, bytes(8), again)
    value = MsChapValue(bytes(24), bytes(24)).encode()
    machine.receive(Response(1, value, b"tac"), 1.0)
    message = FailureMessage(691, True, again, 2, "Authentication failure").encode()
    assert machine.answer(Refused(), 2.0) == [
        AuthRefused(Algorithm.MSCHAP, b"tac", "Authentication failure"),
        *auth_went(Algorithm.MSCHAP, Failure(1, message)),
    ]
    assert machine.deadline == 62.0
    credentials = MsChapCredentials(2, b"tac", again, bytes(24), bytes(24), 1)
    assert machine.receive(Response(2, value, b"tac"), 30.0) == [AuthNeeded(credentials)]
    last = machine.answer(Refused(), 31.0)
    assert last[1:3] == auth_went(Algorithm.MSCHAP, Failure(2, b"E=691 R=0"))
    assert last[-1] == EndLink("Authentication failure", 691)


def test_a_response_to_another_trys_challenge_does_not_fit_after_a_renegotiation() -> None:
    """The identifiers of a link go on, those that a Failure gave away included."""
    identifiers, value = Identifiers(), MsChapValue(bytes(24), bytes(24)).encode()
    for first in (1, 3):
        machine = ChapAuthenticator(
            MsChap(), b"angela", Limits(max_bad=2), identifiers, Random(1).randbytes
        )
        machine.start(0.0)
        assert machine.receive(Response(first - 1, value, b"tac"), 1.0) == []
        assert isinstance(machine.receive(Response(first, value, b"tac"), 1.0)[0], AuthNeeded)
        machine.answer(Refused(), 2.0)
        assert isinstance(machine.receive(Response(first + 1, value, b"tac"), 3.0)[0], AuthNeeded)


def test_identifiers_begin_anew_after_255_also_between_two_tries() -> None:
    machine = ChapAuthenticator(
        MsChap(), b"angela", Limits(max_bad=2), Identifiers(255), Random(1).randbytes
    )
    machine.start(0.0)
    value = MsChapValue(bytes(24), bytes(24)).encode()
    machine.receive(Response(255, value, b"tac"), 1.0)
    machine.answer(Refused(), 2.0)
    assert isinstance(machine.receive(Response(0, value, b"tac"), 3.0)[0], AuthNeeded)


def test_there_is_no_second_try_for_a_locked_account() -> None:
    machine = authenticator(MsChap(), Limits(max_bad=2), bytes(8))
    value = MsChapValue(bytes(24), bytes(24)).encode()
    machine.receive(Response(1, value, b"tac"), 1.0)
    assert machine.answer(Refused(647, "disabled"), 2.0)[-1] == EndLink("disabled", 647)
