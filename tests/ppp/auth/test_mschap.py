"""The MS-CHAPv1 flavour, RFC 2433."""

from __future__ import annotations

import pytest

from tests.ppp.ladder import scripted
from vpdn.crypto.mppe_keys import mschap_keys
from vpdn.crypto.mschap import challenge_response, lm_password_hash, nt_password_hash
from vpdn.errors import DecodeError
from vpdn.ppp.auth.chap_peer import ChapPeer
from vpdn.ppp.auth.mschap import MsChap, read_failure
from vpdn.ppp.outputs import MsChapCredentials
from vpdn.ppp.settings import Login
from vpdn.ppp.trace import FrameMalformed
from vpdn.wire.chap import Challenge, FailureMessage, MsChapValue, Response, Success
from vpdn.wire.ppp import Protocol

CHALLENGE = bytes.fromhex("102DB5DF085D3041")


def test_a_challenges_name_is_padded_to_eight_octets() -> None:
    assert MsChap().challenge_name(b"angela") == b"angela  "
    assert MsChap().challenge_name(b"longer-than-8") == b"longer-than-8"
    challenge = Challenge(20, bytes(8), MsChap().challenge_name(b"angela"))
    assert len(challenge.encode()) == 21


def test_a_response_is_taken_apart() -> None:
    value = MsChapValue(b"L" * 24, b"N" * 24, 1).encode()
    credentials = MsChap().credentials(Response(20, value, b"tac"), CHALLENGE)
    assert credentials == MsChapCredentials(20, b"tac", CHALLENGE, b"L" * 24, b"N" * 24, 1)
    with pytest.raises(DecodeError):
        MsChap().credentials(Response(20, value[:-1], b"tac"), CHALLENGE)


def test_the_peer_proves_the_nt_response_of_rfc_2433_appendix_b() -> None:
    proof = MsChap().prove(Challenge(1, CHALLENGE), Login(b"tac", "MyPw"), scripted())
    value = MsChapValue.decode(proof.value)
    assert value.nt_response.hex().upper() == "4E9D3C8F9CFD385D5BF4D3246791956CA4C351AB409A3D61"
    assert (value.lm_response, value.flags) == (bytes(24), 1)
    nt_hash = nt_password_hash("MyPw")
    assert value.nt_response == challenge_response(CHALLENGE, nt_hash)
    assert proof.keys == mschap_keys(lm_password_hash("MyPw"), nt_hash, CHALLENGE)


@pytest.mark.parametrize("size", [0, 7, 9, 16])
def test_a_challenge_of_another_size_is_dropped(size: int) -> None:
    peer = ChapPeer(MsChap(), Login(b"tac", "MyPw"), 2.0, scripted())
    peer.start(0.0)
    told = FrameMalformed(Protocol.CHAP, f"challenge of {size} octets", 4)
    assert peer.receive(Challenge(1, bytes(size)), 0.0) == [told]
    assert peer.receive(Success(1), 0.0) == []


def test_failures_say_the_number_and_more_only_for_another_try() -> None:
    assert MsChap().failure(691, None) == b"E=691 R=0"
    again = MsChap().failure(691, CHALLENGE)
    assert again == b"E=691 R=1 C=102DB5DF085D3041 V=2 M=Authentication failure"


def test_the_words_name_the_expired_password_since_some_peers_show_no_number() -> None:
    assert MsChap().failure(648, CHALLENGE).endswith(b" V=2 M=Password expired")


def test_the_number_is_read_back() -> None:
    assert MsChap().refusal(b"E=647 R=0") == FailureMessage(647)
    assert read_failure(b"go away") == FailureMessage(691)
