"""Attempts and passwords; the vectors are those of a Windows 2000 client and of RFC 2759."""

from __future__ import annotations

from random import Random

import pytest

from vpdn.crypto.chap import md5_response
from vpdn.crypto.mppe_keys import MsChapV2Keys
from vpdn.explain.capture_auth import Authentication, Match
from vpdn.explain.capture_story import Place, Secret, Side
from vpdn.ppp.auth.mschap import MsChap
from vpdn.ppp.auth.mschap_v2 import MsChapV2
from vpdn.ppp.auth.password_change import change_packet
from vpdn.ppp.settings import Login
from vpdn.wire import chap, pap

HERE = Place(3, 0.0)
CHALLENGE = bytes.fromhex("e3a5d0775370bda51e16219a06b0278f")
PEER_CHALLENGE = bytes.fromhex("84c4b33e00d9231645598acf91c38480")
NT_RESPONSE = bytes.fromhex("565fe2492fd5fb88edaec934c00d282c046227406c31609b")
SUCCESS = b"S=CEE89947F2DCA18C95F551C2E9E676504112C722"
RESPONSE = chap.MsChapV2Value(PEER_CHALLENGE, NT_RESPONSE).encode()


def windows(password: str = "turquoise", user: str | None = None) -> Authentication:
    seen = Authentication(Secret(password, user))
    seen.take(Side.SERVER, HERE, chap.Challenge(1, CHALLENGE, b"poptop"))
    seen.take(Side.PC, HERE, chap.Response(1, RESPONSE, b"scott"))
    return seen


def test_the_password_of_a_windows_2000_client_gives_its_keys_and_the_servers_proof() -> None:
    seen = windows()
    seen.take(Side.SERVER, HERE, chap.Success(1, SUCCESS))
    [attempt] = seen.attempts
    assert (attempt.user, attempt.method) == ("scott", "MS-CHAPv2")
    assert (attempt.match, attempt.accepted, attempt.proof) == (Match.RIGHT, True, True)
    assert seen.keys == (
        MsChapV2Keys(
            send=bytes.fromhex("f4a91354e1957d8ff2fb619f2e194a5a"),
            receive=bytes.fromhex("01118ae7c6d7a768ceeddc8d484ceaf9"),
        ),
        Side.SERVER,
    )


def test_a_wrong_password_gives_no_keys() -> None:
    seen = windows("azure")
    assert seen.attempts[0].match is Match.WRONG
    assert seen.keys is None


@pytest.mark.parametrize(("user", "match"), [("Scott", Match.RIGHT), ("tac", Match.OTHER_USER)])
def test_a_password_is_tried_on_its_user_only(user: str, match: Match) -> None:
    assert windows(user=user).attempts[0].match is match


def test_a_server_that_proves_something_else_is_found_out() -> None:
    seen = windows()
    seen.take(Side.SERVER, HERE, chap.Success(1, b"S=" + b"0" * 40))
    assert seen.attempts[0].proof is False


def test_without_the_challenge_nothing_can_be_tried() -> None:
    seen = Authentication(Secret("turquoise"))
    seen.take(Side.PC, HERE, chap.Response(1, RESPONSE, b"scott"))
    assert seen.attempts[0].match is Match.NO_CHALLENGE


def test_after_a_retry_the_new_challenge_counts() -> None:
    seen = Authentication(Secret("turquoise"))
    seen.take(Side.SERVER, HERE, chap.Challenge(1, bytes(16)))
    seen.take(Side.PC, HERE, chap.Response(1, RESPONSE, b"scott"))
    again = chap.FailureMessage(691, True, CHALLENGE, 3).encode()
    seen.take(Side.SERVER, HERE, chap.Failure(1, again))
    seen.take(Side.PC, HERE, chap.Response(2, RESPONSE, b"scott"))
    assert [one.match for one in seen.attempts] == [Match.WRONG, Match.RIGHT]
    assert [one.accepted for one in seen.attempts] == [False, None]


def test_chap_and_pap_passwords_are_tried_too() -> None:
    seen = Authentication(Secret("admin"))
    seen.take(Side.SERVER, HERE, chap.Challenge(9, b"0123456789abcdef"))
    response = md5_response(9, b"admin", b"0123456789abcdef")
    seen.take(Side.PC, HERE, chap.Response(9, response, b"tac"))
    seen.take(Side.PC, HERE, pap.AuthenticateRequest(1, b"tac", b"admin"))
    seen.take(Side.SERVER, HERE, pap.AuthenticateNak(1))
    assert [(one.method, one.match) for one in seen.attempts] == [
        ("CHAP (MD5)", Match.RIGHT),
        ("PAP", Match.RIGHT),
    ]
    assert seen.attempts[1].accepted is False


def test_an_lm_response_alone_proves_nothing() -> None:
    seen = Authentication(Secret("admin"))
    seen.take(Side.SERVER, HERE, chap.Challenge(1, bytes(8)))
    value = chap.MsChapValue(bytes(24), bytes(24), 0).encode()
    seen.take(Side.PC, HERE, chap.Response(1, value, b"tac"))
    change = chap.ChangePasswordV1(2, bytes(16), bytes(16), bytes(16), bytes(16), 5, 0)
    seen.take(Side.PC, HERE, change)
    assert [one.match for one in seen.attempts] == [Match.UNKNOWN] * 2


class Change:
    """A password that has expired, and is changed from `admin` to `Fresh-1`, as a PC does it."""

    def __init__(self, flavour: MsChap | MsChapV2) -> None:
        first = chap.Challenge(1, bytes(flavour.challenge_size), b"angela")
        again = chap.Challenge(2, bytes(range(flavour.challenge_size)))
        login, random = Login(b"CORP\\tac", "admin"), Random(1).randbytes
        refusal = chap.FailureMessage(648, False, again.value, 3).encode()
        change, self.proof = change_packet(again, login, "Fresh-1", flavour, random)
        response = flavour.prove(first, login, random).value
        self.packets: list[tuple[Side, chap.Packet]] = [
            (Side.SERVER, first),
            (Side.PC, chap.Response(1, response, login.user)),
            (Side.SERVER, chap.Failure(1, refusal)),
            (Side.PC, change),
            (Side.SERVER, chap.Success(2, self.proof.success)),
        ]

    def seen_with(self, secret: Secret) -> Authentication:
        seen = Authentication(secret)
        for sender, packet in self.packets:
            seen.take(sender, HERE, packet)
        return seen


@pytest.mark.parametrize("flavour", [MsChap(), MsChapV2()])
@pytest.mark.parametrize(("password", "read"), [("admin", "Fresh-1"), ("Fresh-1", None)])
def test_a_change_of_the_password_is_keyed_by_the_new_one(
    flavour: MsChap | MsChapV2, password: str, read: str | None
) -> None:
    """The old one opens the new one; who knows the new one needs no more."""
    change = Change(flavour)
    seen = change.seen_with(Secret(password))
    last = seen.attempts[-1]
    assert (last.user, last.changes, last.changed_to) == ("CORP\\tac", True, read)
    assert (last.match, last.accepted) == (Match.RIGHT, True)
    assert seen.keys is not None
    assert seen.keys[0] == change.proof.keys


def test_after_a_change_the_new_password_is_tried_on_later_calls_too() -> None:
    secret = Secret("admin")
    Change(MsChapV2()).seen_with(secret)
    later = Authentication(secret)
    challenge = chap.Challenge(7, bytes(16))
    proof = MsChapV2().prove(challenge, Login(b"tac", "Fresh-1"), Random(2).randbytes)
    later.take(Side.SERVER, HERE, challenge)
    later.take(Side.PC, HERE, chap.Response(7, proof.value, b"tac"))
    assert later.attempts[0].match is Match.RIGHT


def test_a_change_that_the_password_does_not_open_is_told() -> None:
    seen = Change(MsChapV2()).seen_with(Secret("azure"))
    assert [one.match for one in seen.attempts] == [Match.WRONG] * 2
    assert seen.keys is None
