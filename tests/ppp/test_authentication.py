"""The phase: which machines, whose packets, when it is over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.pair import CLIENT, ROUTER, check
from tests.ppp.ladder import auth_came, auth_went, scripted
from vpdn.crypto.mppe_keys import MsChapKeys
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.auth.outcome import Proven
from vpdn.ppp.authentication import Authentication
from vpdn.ppp.outputs import Accepted, AuthNeeded, KeySource, PapCredentials
from vpdn.ppp.settings import LinkSettings, Login
from vpdn.ppp.timing import Identifiers
from vpdn.ppp.trace import FrameMalformed
from vpdn.wire.chap import Algorithm, Challenge, Response, Success
from vpdn.wire.pap import AuthenticateAck, AuthenticateRequest
from vpdn.wire.ppp import Protocol

PAP, CHAP = Protocol.PAP, Protocol.CHAP
KEYS = MsChapKeys(b"lm-key-8", b"nt-key-of-16-oct", bytes(8))
BOTH = replace(ROUTER, login=Login(b"angela", "secret"))


def phase(
    demanded: AuthMethod | None, demanding: AuthMethod | None, settings: LinkSettings = BOTH
) -> Authentication:
    return Authentication(settings, demanded, demanding, Identifiers(), scripted())


def test_nothing_demanded_is_done_at_once() -> None:
    nothing = phase(None, None)
    assert nothing.done
    assert nothing.start(0.0) == []
    assert nothing.deadline is None


def test_the_owners_verdict_is_proof_and_leaves_its_keys() -> None:
    ours = phase(AuthMethod.MS_CHAP, None)
    challenge = Challenge(1, bytes(8), b"angela  ")
    assert ours.start(0.0) == auth_went(Algorithm.MSCHAP, challenge)
    response = Response(1, bytes(49), b"tac")
    [trace, needed] = ours.receive(CHAP, response.encode(), 1.0)
    assert trace == auth_came(Algorithm.MSCHAP, response)
    assert isinstance(needed, AuthNeeded)
    assert ours.awaits_verdict
    assert not ours.done
    verdict = Accepted(b"", KEYS, KeySource.RADIUS)
    assert ours.answer(verdict, 2.0) == auth_went(Algorithm.MSCHAP, Success(1))
    assert ours.done
    assert ours.proven == Proven(KEYS, KeySource.RADIUS)
    assert ours.as_authenticator


def test_our_own_proof_leaves_the_clients_keys() -> None:
    client = phase(None, AuthMethod.MS_CHAP, CLIENT)
    client.start(0.0)
    client.receive(CHAP, Challenge(1, bytes(8), b"angela  ").encode(), 1.0)
    client.receive(CHAP, Success(1).encode(), 2.0)
    assert client.done
    assert client.proven.keys is not None
    assert not client.as_authenticator


def test_both_directions_run_side_by_side_and_the_routers_keys_hold() -> None:
    both = phase(AuthMethod.PAP, AuthMethod.MS_CHAP)
    both.start(0.0)
    both.receive(CHAP, Challenge(1, bytes(8), b"peer").encode(), 1.0)
    both.receive(CHAP, Success(1).encode(), 2.0)
    assert not both.done
    request = AuthenticateRequest(1, b"tac", b"admin")
    assert both.receive(PAP, request.encode(), 3.0) == [
        auth_came(None, request),
        AuthNeeded(PapCredentials(1, b"tac", b"admin")),
    ]
    both.answer(Accepted(), 4.0)
    assert both.done
    assert both.proven == Proven(None, KeySource.LOCAL)


@pytest.mark.parametrize("packet", [Challenge(1, bytes(16), b"who?"), Success(1)])
def test_chap_packets_for_a_direction_without_chap_are_dropped(
    packet: Challenge | Success,
) -> None:
    ours = phase(AuthMethod.MS_CHAP, None)
    ours.start(0.0)
    assert ours.receive(CHAP, packet.encode(), 1.0) == []


def test_a_verdict_without_an_authenticator_is_ignored() -> None:
    assert phase(None, AuthMethod.PAP).answer(Accepted(), 1.0) == []


def test_malformed_packets_are_dropped_and_told() -> None:
    ours = phase(AuthMethod.CHAP, None)
    [told] = ours.receive(CHAP, b"\2\1\0\5\x40", 1.0)
    assert isinstance(told, FrameMalformed)
    assert told.protocol == CHAP


def test_the_earliest_deadline_is_the_phases() -> None:
    both = phase(AuthMethod.PAP, AuthMethod.PAP)
    both.start(0.0)
    assert both.deadline == 2.0
    again = AuthenticateRequest(2, b"angela", b"secret")
    assert both.tick(2.0) == auth_went(None, again)
    assert both.receive(PAP, AuthenticateAck(2).encode(), 2.5) == [
        auth_came(None, AuthenticateAck(2))
    ]
    assert both.deadline == 10.0


def test_the_pairs_own_check_knows_a_wrong_password() -> None:
    assert check(PapCredentials(1, b"tac", b"admin"), "admin")[0]
    assert not check(PapCredentials(1, b"tac", b"guess"), "admin")[0]
