"""PAP from both sides, RFC 1334."""

from __future__ import annotations

from tests.ppp.ladder import auth_went
from vpdn.ppp.auth.outcome import Limits, Proven
from vpdn.ppp.auth.pap import PapAuthenticator, PapPeer
from vpdn.ppp.outputs import Accepted, AuthNeeded, KeySource, PapCredentials, Refused
from vpdn.ppp.policy import EndLink
from vpdn.ppp.settings import Login
from vpdn.ppp.trace import AuthRefused, AuthTimedOut
from vpdn.wire.pap import AuthenticateAck, AuthenticateNak, AuthenticateRequest

REQUEST = AuthenticateRequest(1, b"tac", b"admin")
PROVEN = Proven(None, KeySource.LOCAL)
REASON = "Authentication failure"


def authenticator(max_bad: int = 1) -> PapAuthenticator:
    machine = PapAuthenticator(Limits(max_bad=max_bad))
    assert machine.start(0.0) == []
    return machine


def peer() -> PapPeer:
    machine = PapPeer(Login(b"tac", "admin", timeout=5.0), resend=2.0)
    assert machine.start(0.0) == auth_went(None, REQUEST)
    return machine


def test_credentials_go_up_and_the_verdict_comes_down() -> None:
    machine = authenticator()
    assert machine.receive(REQUEST, 1.0) == [AuthNeeded(PapCredentials(1, b"tac", b"admin"))]
    assert machine.awaits_verdict
    ack = auth_went(None, AuthenticateAck(1))
    assert machine.answer(Accepted(), 2.0) == [*ack, PROVEN]
    assert len(AuthenticateAck(1).encode()) == 5


def test_a_refusal_is_a_nak_with_the_reason() -> None:
    machine = authenticator()
    machine.receive(REQUEST, 1.0)
    nak = AuthenticateNak(1, REASON.encode())
    assert machine.answer(Refused(), 2.0) == [
        AuthRefused(None, b"tac", REASON),
        *auth_went(None, nak),
        EndLink(REASON, 691),
    ]
    assert len(nak.encode()) == 27


def test_why_is_not_the_peers_to_know() -> None:
    machine = authenticator()
    machine.receive(REQUEST, 1.0)
    outputs = machine.answer(Refused(reason='no method of list "x" could answer'), 2.0)
    assert outputs[1:3] == auth_went(None, AuthenticateNak(1, REASON.encode()))


def test_more_tries_where_they_are_allowed() -> None:
    machine = authenticator(max_bad=2)
    machine.receive(REQUEST, 1.0)
    assert not any(isinstance(each, EndLink) for each in machine.answer(Refused(), 2.0))
    machine.receive(AuthenticateRequest(2, b"tac", b"again"), 3.0)
    assert machine.answer(Refused(), 4.0)[-1] == EndLink(REASON, 691)


def test_a_repeated_request_gets_the_answer_it_had() -> None:
    machine = authenticator()
    machine.receive(REQUEST, 1.0)
    again = AuthenticateRequest(2, b"tac", b"admin")
    assert machine.receive(again, 1.5) == []
    machine.answer(Accepted(), 2.0)
    assert machine.receive(again, 3.0) == auth_went(None, AuthenticateAck(2))
    assert machine.receive(AuthenticateRequest(3, b"tac", b"other"), 3.0) == []


def test_nothing_is_said_before_it_is_time() -> None:
    assert authenticator().tick(9.9) == []
    assert peer().tick(1.9) == []


def test_silence_ends_the_link() -> None:
    machine = authenticator()
    assert machine.tick(9.9) == []
    assert machine.tick(10.0) == [AuthTimedOut(1), EndLink("the peer sent no credentials", 718)]
    assert machine.tick(20.0) == []


def test_what_nobody_waits_for_is_ignored() -> None:
    machine = authenticator()
    assert machine.answer(Accepted(), 1.0) == []
    assert machine.receive(AuthenticateAck(1), 1.0) == []
    assert peer().receive(REQUEST, 1.0) == []
    assert peer().receive(AuthenticateAck(9), 1.0) == []


def test_the_peer_repeats_its_request_until_answered() -> None:
    machine = peer()
    assert machine.tick(2.0) == auth_went(None, AuthenticateRequest(2, b"tac", b"admin"))
    assert machine.receive(AuthenticateAck(1), 2.5) == [PROVEN]
    assert machine.deadline is None
    assert machine.receive(AuthenticateAck(2), 2.6) == []


def test_the_peer_ends_on_a_nak_and_on_silence() -> None:
    assert peer().receive(AuthenticateNak(1), 1.0) == [EndLink("authentication failed", 691)]
    machine = peer()
    machine.tick(2.0)
    machine.tick(4.0)
    gone = EndLink("the other end does not answer our login", 718)
    assert machine.tick(5.0) == [gone]
