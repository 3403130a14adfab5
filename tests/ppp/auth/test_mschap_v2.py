"""The MS-CHAPv2 flavour, RFC 2759, on the octets of a real Windows 2000 session."""

from __future__ import annotations

import pytest

from tests.ppp.ladder import scripted
from vpdn.crypto.mppe_keys import MsChapV2Keys
from vpdn.errors import DecodeError
from vpdn.ppp.auth.chap_peer import ChapPeer
from vpdn.ppp.auth.mschap_v2 import MsChapV2
from vpdn.ppp.auth.outcome import Proven
from vpdn.ppp.outputs import KeySource, MsChapV2Credentials
from vpdn.ppp.policy import EndLink
from vpdn.ppp.settings import Login
from vpdn.wire.chap import Challenge, FailureMessage, MsChapV2Value, Response, Success

MINE = bytes.fromhex("84c4b33e00d9231645598acf91c38480")
THEIRS = bytes.fromhex("e3a5d0775370bda51e16219a06b0278f")
NT_RESPONSE = bytes.fromhex("565fe2492fd5fb88edaec934c00d282c046227406c31609b")
SUCCESS = b"S=CEE89947F2DCA18C95F551C2E9E676504112C722"
CLIENT_SENDS = bytes.fromhex("01118ae7c6d7a768ceeddc8d484ceaf9")
SERVER_SENDS = bytes.fromhex("f4a91354e1957d8ff2fb619f2e194a5a")
KEYS = MsChapV2Keys(send=SERVER_SENDS, receive=CLIENT_SENDS)
SCOTT = Login(b"scott", "turquoise")
CHALLENGE = Challenge(7, THEIRS, b"MoretonBay")


def peer(user: bytes = b"scott") -> ChapPeer:
    machine = ChapPeer(MsChapV2(), Login(user, "turquoise"), 2.0, scripted(MINE))
    machine.start(0.0)
    machine.receive(CHALLENGE, 0.0)
    return machine


@pytest.mark.parametrize("user", [b"scott", b"DOMAIN\\scott"])
def test_the_peer_proves_what_windows_proved(user: bytes) -> None:
    proof = MsChapV2().prove(CHALLENGE, Login(user, "turquoise"), scripted(MINE))
    assert MsChapV2Value.decode(proof.value) == MsChapV2Value(MINE, NT_RESPONSE)
    assert proof.success == SUCCESS
    assert proof.keys == KEYS


def test_the_server_must_prove_itself_too() -> None:
    proven = [Proven(KEYS, KeySource.LOCAL)]
    assert peer().receive(Success(7, SUCCESS), 1.0) == proven
    assert peer().receive(Success(7, SUCCESS + b" M=Welcome"), 1.0) == proven
    fake = EndLink("the server did not prove itself", 778)
    assert peer().receive(Success(7, b"S=" + b"0" * 40), 1.0) == [fake]
    assert peer().receive(Success(7), 1.0) == [fake]


def test_a_response_is_taken_apart() -> None:
    value = MsChapV2Value(MINE, NT_RESPONSE).encode()
    credentials = MsChapV2().credentials(Response(7, value, b"scott"), THEIRS)
    assert credentials == MsChapV2Credentials(7, b"scott", THEIRS, MINE, NT_RESPONSE, 0)
    with pytest.raises(DecodeError):
        MsChapV2().credentials(Response(7, value + b"!", b"scott"), THEIRS)


def test_names_and_failures() -> None:
    flavour = MsChapV2()
    assert flavour.challenge_name(b"angela") == b"angela"
    assert flavour.failure(649, None) == b"E=649 R=0"
    assert flavour.failure(691, THEIRS).startswith(b"E=691 R=1 C=E3A5")
    assert b" V=3 " in flavour.failure(691, THEIRS)
    assert flavour.refusal(b"E=648 R=0 V=3") == FailureMessage(648, version=3)
