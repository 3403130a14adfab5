"""From what was seen to a number."""

from __future__ import annotations

import pytest

from vpdn.client.diagnosis import Evidence, Stage
from vpdn.client.settings import DialSettings
from vpdn.datapath.engine import Counters
from vpdn.ppp.fsm import State
from vpdn.ppp.outputs import Closed
from vpdn.ppp.trace import ControlPacket, Direction, KeepaliveLost
from vpdn.pptp.outputs import CallEnded, Disconnect, EndCause
from vpdn.wire.chap import Algorithm
from vpdn.wire.cp import ConfigureAck, ConfigureNak, TerminateRequest
from vpdn.wire.lcp import AuthenticationProtocol
from vpdn.wire.ppp import Protocol

CALL = DialSettings("angela", "tac", "admin", timeout=30)
NOTHING = Counters()
V2 = AuthenticationProtocol(Protocol.CHAP, bytes((Algorithm.MSCHAP_V2,)))


def evidence(stage: Stage, heard: bool = True) -> Evidence:
    seen = Evidence(CALL)
    seen.stage = stage
    seen.heard = heard
    return seen


@pytest.mark.parametrize("error", [691, 646, 648, 732, 738, 742, 778, 919])
def test_a_number_the_link_knows_is_told_as_it_is(error: int) -> None:
    closed = Closed("no", error)
    assert evidence(Stage.VERIFYING).link_closed(closed, NOTHING).number == error


def test_a_refused_password_names_the_user() -> None:
    error = evidence(Stage.VERIFYING).link_closed(Closed("no", 691), NOTHING)
    assert error.detail == "the server refused user 'tac'"


@pytest.mark.parametrize(
    ("stage", "number"),
    [
        (Stage.LINKING, 734),
        (Stage.VERIFYING, 734),
        (Stage.REGISTERING, 734),
        (Stage.CONNECTED, 629),
    ],
)
def test_a_link_the_peer_ended_without_a_reason(stage: Stage, number: int) -> None:
    """Before the connection was up, a PC shows 734; 719 is what Windows no longer shows."""
    for error in (0, 719):
        assert evidence(stage).link_closed(Closed("ended", error), NOTHING).number == number


def test_silence_after_some_ppp_is_718_and_from_the_start_806_or_721() -> None:
    silent = Closed("the peer does not answer", 721)
    assert evidence(Stage.LINKING).link_closed(silent, NOTHING).number == 718
    deaf = evidence(Stage.LINKING, heard=False)
    assert deaf.link_closed(silent, NOTHING).number == 806
    assert deaf.link_closed(silent, Counters(acks_in=1)).number == 721


def test_lost_keepalives_are_807_whatever_the_link_says() -> None:
    seen = evidence(Stage.CONNECTED)
    seen.see(KeepaliveLost(3))
    assert seen.link_closed(Closed("gone", 721), NOTHING).number == 807


def test_a_link_that_ends_over_the_method_is_919() -> None:
    seen = evidence(Stage.LINKING)
    nak = ConfigureNak(1, (V2,))
    seen.see(ControlPacket(Direction.OUT, Protocol.LCP, State.REQ_SENT, nak))
    assert seen.link_closed(Closed("ended", 719), NOTHING).number == 919
    assert seen.out_of_time(NOTHING).number == 919


def test_a_link_that_opened_without_the_method_and_is_ended_is_919() -> None:
    """As pppd does it: its next request has no authentication, and we take that."""
    seen = evidence(Stage.REGISTERING)
    for packet in (ConfigureNak(1, (V2,)), ConfigureAck(2)):
        seen.see(ControlPacket(Direction.OUT, Protocol.LCP, State.ACK_RCVD, packet))
    for ended in (Closed("ended", 719), Closed("no authentication, no keys", 741)):
        assert seen.link_closed(ended, NOTHING).number == 919
    assert seen.link_closed(Closed("no address", 738), NOTHING).number == 738


def test_a_method_that_was_agreed_on_in_the_end_is_no_reason() -> None:
    seen = evidence(Stage.REGISTERING)
    for packet in (ConfigureNak(1, (V2,)), ConfigureAck(2, (V2,))):
        seen.see(ControlPacket(Direction.OUT, Protocol.LCP, State.ACK_RCVD, packet))
    assert seen.link_closed(Closed("ended", 719), NOTHING).number == 734
    assert seen.link_closed(Closed("PAP gives no keys", 741), NOTHING).number == 741


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"MPPE disabled", "the server ended PPP with the words 'MPPE disabled'"),
        (b"", ""),
        (bytes.fromhex("1234567800003ccd74000002e6"), ""),
        (b"\x1b]0;hello", ""),
    ],
)
def test_what_the_peer_says_as_it_ends_the_link_is_the_cause(data: bytes, cause: str) -> None:
    seen = evidence(Stage.REGISTERING)
    request = TerminateRequest(3, data)
    seen.see(ControlPacket(Direction.IN, Protocol.LCP, State.OPENED, request))
    assert seen.link_closed(Closed("ended", 719), NOTHING).detail == cause


@pytest.mark.parametrize(
    ("stage", "number"),
    [
        (Stage.REACHING, 809),
        (Stage.CALLING, 809),
        (Stage.LINKING, 718),
        (Stage.VERIFYING, 718),
        (Stage.REGISTERING, 720),
    ],
)
def test_a_time_out_by_how_far_the_call_came(stage: Stage, number: int) -> None:
    error = evidence(stage).out_of_time(NOTHING)
    assert error.number == number
    assert error.detail.endswith("after 30 s")


@pytest.mark.parametrize(
    ("stage", "result", "error", "number"),
    [
        (Stage.CALLING, 4, 0, 676),
        (Stage.CALLING, 3, 0, 676),
        (Stage.CALLING, 2, 4, 676),
        (Stage.CALLING, 7, 0, 808),
        (Stage.LINKING, 3, 0, 619),
        (Stage.VERIFYING, 3, 0, 629),
        (Stage.CONNECTED, 3, 0, 629),
    ],
)
def test_a_call_that_was_refused_or_taken_away(
    stage: Stage, result: int, error: int, number: int
) -> None:
    ended = CallEnded(1, EndCause.DISCONNECTED_BY_PEER, result, error)
    assert evidence(stage).call_ended(ended).number == number


@pytest.mark.parametrize(
    ("stage", "failure", "number"),
    [
        (Stage.REACHING, True, 808),
        (Stage.REACHING, False, 808),
        (Stage.CONNECTED, True, 807),
        (Stage.CONNECTED, False, 629),
    ],
)
def test_a_control_connection_that_ended(stage: Stage, failure: bool, number: int) -> None:
    assert evidence(stage).disconnected(Disconnect("why", failure)).number == number
