"""The control connection, ladder by ladder: RFC 2637 section 3.1 and the reference's logs."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address
from typing import Any

import pytest

from tests.pptp.pair import CLIENT, SERVER, Pair, machine, sent, story
from vpdn.errors import MisuseError
from vpdn.pptp.control import ControlConnection, wins_collision
from vpdn.pptp.outputs import (
    CallChanged,
    CallEnded,
    CallEvent,
    CallState,
    Connected,
    ControlChanged,
    ControlEvent,
    ControlMessage,
    ControlState,
    Disconnect,
    EchoChanged,
    EchoState,
    EndCause,
    MessageRefused,
    Role,
    Transmit,
    TunnelCreated,
    TunnelDestroyed,
)
from vpdn.wire import pptp

_S, _E = ControlState, ControlEvent
SCCRQ = pptp.StartControlConnectionRequest(1, 1, 0, 2195, b"", b"Microsoft Windows NT")
SCCRP = pptp.StartControlConnectionReply(3, 3, 0, 1, b"angela", b"Cisco Systems, Inc.")
OCRQ = pptp.OutgoingCallRequest(0x8000, 2, 300, 100_000_000, 3, 3, 64)


def server(**changes: Any) -> ControlConnection:
    """An established server that nobody called yet."""
    connection = machine(Role.PAC, replace(SERVER, **changes))
    connection.accept(0.0)
    connection.receive(SCCRQ.encode(), 0.0)
    return connection


def client() -> ControlConnection:
    """A client that waits for the Start-Control-Connection-Reply."""
    connection = machine(Role.PNS, CLIENT)
    connection.start(0.0)
    return connection


# --- establishment ----------------------------------------------------------------------------


def test_a_server_is_opened_as_in_connect_log() -> None:
    connection = machine(Role.PAC, SERVER)
    assert connection.accept(0.0) == [TunnelCreated(peer_initiated=True)]
    assert connection.receive(SCCRQ.encode(), 0.3) == [
        ControlMessage(False, SCCRQ),
        ControlChanged(_E.SCCRQ_OK, _S.IDLE, _S.ESTABLISHED),
        ControlMessage(True, SCCRP),
        Transmit(SCCRP.encode()),
        Connected(b"", b"Microsoft Windows NT", 2195),
    ]


def test_both_ends_learn_each_others_names() -> None:
    pair = Pair()
    pair.establish()
    said, told = pair.hear()
    assert said == [
        ("client", "StartControlConnectionRequest"),
        ("server", "StartControlConnectionReply"),
    ]
    assert told["client"] == [
        TunnelCreated(peer_initiated=False),
        ControlChanged(_E.OPEN, _S.IDLE, _S.WAIT_CTL_REPLY),
        ControlChanged(_E.SCCRP_OK, _S.WAIT_CTL_REPLY, _S.ESTABLISHED),
        Connected(b"angela", b"Cisco Systems, Inc.", 1),
    ]
    assert pair.client.state is pair.server.state is _S.ESTABLISHED


def test_octets_may_come_one_by_one() -> None:
    connection = machine(Role.PAC, SERVER)
    connection.accept(0.0)
    stream = SCCRQ.encode() + pptp.EchoRequest(9).encode()
    outputs = [out for octet in stream for out in connection.receive(bytes((octet,)), 0.0)]
    assert sent(outputs) == [SCCRP, pptp.EchoReply(9)]


@pytest.mark.parametrize("version", [0x0101, 0x0200])
def test_a_newer_peer_is_answered_with_our_version(version: int) -> None:
    connection = machine(Role.PAC, SERVER)
    outputs = connection.receive(replace(SCCRQ, version=version).encode(), 0.0)
    assert sent(outputs) == [SCCRP]
    assert connection.state is _S.ESTABLISHED


def test_an_older_peer_hears_that_its_version_is_not_supported_and_is_closed() -> None:
    connection = machine(Role.PAC, SERVER)
    outputs = connection.receive(replace(SCCRQ, version=0x0001).encode(), 0.0)
    assert sent(outputs) == [replace(SCCRP, result=pptp.StartResult.VERSION_NOT_SUPPORTED)]
    assert story(outputs) == [
        ControlChanged(_E.SCCRQ_BAD, _S.IDLE, _S.CLOSED),
        TunnelDestroyed(),
        Disconnect("SCCRQ-bad", error=True),
    ]


def test_a_reply_of_an_older_version_is_stopped() -> None:
    connection = client()
    outputs = connection.receive(replace(SCCRP, version=0x0001).encode(), 0.0)
    assert sent(outputs) == [pptp.StopControlConnectionRequest(pptp.StopReason.PROTOCOL)]
    assert connection.state is _S.WAIT_STOP_REPLY


@pytest.mark.parametrize("result", [0, 2, 3, 4, 5])
def test_a_refusing_reply_ends_the_connection_as_an_error(result: int) -> None:
    outputs = client().receive(replace(SCCRP, result=result).encode(), 0.0)
    assert sent(outputs) == []
    assert outputs[-1] == Disconnect("SCCRP-refused", error=True)


@pytest.mark.parametrize("opened", ["accepted", "started"])
def test_an_end_that_hears_nothing_for_60_seconds_closes(opened: str) -> None:
    """Section 3.1.4, 1."""
    connection = machine(Role.PAC, SERVER)
    if opened == "accepted":
        connection.accept(10.0)
    else:
        connection.start(10.0)
    assert connection.deadline == 70.0
    assert connection.tick(69.9) == []
    assert connection.tick(70.0)[-2:] == [TunnelDestroyed(), Disconnect("timeout", error=True)]
    assert connection.deadline is None


# --- collisions -------------------------------------------------------------------------------


def test_the_higher_address_wins_as_in_the_rfcs_example() -> None:
    low, high = IPv4Address("192.33.45.17"), IPv4Address("192.33.45.89")
    assert wins_collision(high, low)
    assert not wins_collision(low, high)
    assert wins_collision(IPv4Address("193.0.0.1"), high)


def test_the_loser_closes_what_it_opened_without_a_word() -> None:
    outputs = client().collide(won=False, now=1.0)
    assert sent(outputs) == []
    assert outputs[-1] == Disconnect("collision-lost", error=False)


def test_the_winner_says_nothing_on_the_losers_connection() -> None:
    connection = machine(Role.PAC, SERVER)
    connection.accept(0.0)
    outputs = connection.collide(won=True, now=1.0)
    outputs += connection.lost(2.0)
    assert sent(outputs) == []
    assert connection.state is _S.CLOSED


# --- keep-alive -------------------------------------------------------------------------------


def test_an_echo_is_sent_every_60_seconds_while_they_are_answered() -> None:
    pair = Pair()
    pair.establish()
    pair.hear()
    for now in (60.0, 120.0, 180.0):
        assert pair.server.deadline == now
        pair.run("server", pair.server.tick(now), now)
        said, told = pair.hear()
        assert said == [("server", "EchoRequest"), ("client", "EchoReply")]
        assert told["server"] == [ControlChanged(_E.TIMEOUT, _S.ESTABLISHED, _S.ESTABLISHED)]


def test_the_peers_echo_is_recorded_as_in_connect_log_and_answered() -> None:
    assert server().receive(pptp.EchoRequest(7).encode(), 62.0) == [
        ControlMessage(False, pptp.EchoRequest(7)),
        ControlChanged(_E.ECHO_RQ, _S.ESTABLISHED, _S.ESTABLISHED),
        EchoChanged(_E.ECHO_RQ, EchoState.IDLE, EchoState.IDLE),
        ControlMessage(True, pptp.EchoReply(7)),
        Transmit(pptp.EchoReply(7).encode()),
    ]


def test_an_echo_without_an_answer_for_60_seconds_ends_everything() -> None:
    connection = server()
    connection.receive(OCRQ.encode(), 0.0)
    [call_id] = connection.call_states
    connection.answer(call_id, True, 0.0)
    connection.tick(60.0)
    assert connection.tick(119.9) == []
    assert connection.tick(120.0) == [
        ControlChanged(_E.ECHO_LOST, _S.ESTABLISHED, _S.CLOSED),
        CallEnded(call_id, EndCause.CONTROL_LOST),
        TunnelDestroyed(),
        Disconnect("echo-timeout", error=True),
    ]


def test_a_reply_to_another_echo_does_not_count() -> None:
    connection = server()
    [echo] = sent(connection.tick(60.0))
    assert isinstance(echo, pptp.EchoRequest)
    wrong = pptp.EchoReply(echo.identifier + 1)
    assert story(connection.receive(wrong.encode(), 61.0)) == [
        MessageRefused("EchoReply to no request of ours")
    ]
    assert connection.tick(120.0)[-1] == Disconnect("echo-timeout", error=True)


def test_echo_0_sends_none() -> None:
    assert server(echo=0.0).deadline is None


# --- the end ----------------------------------------------------------------------------------


def test_the_peers_stop_is_answered_and_ends_the_calls() -> None:
    connection = server()
    connection.receive(OCRQ.encode(), 0.0)
    [call_id] = connection.call_states
    connection.answer(call_id, True, 0.0)
    outputs = connection.receive(pptp.StopControlConnectionRequest(3).encode(), 1.0)
    assert sent(outputs) == [pptp.StopControlConnectionReply(1)]
    assert story(outputs) == [
        ControlChanged(_E.STOP_CCRQ, _S.ESTABLISHED, _S.CLOSED),
        CallEnded(call_id, EndCause.CLEARED_BY_PEER),
        TunnelDestroyed(),
        Disconnect("StopCCRQ", error=False),
    ]


def test_a_peer_that_hangs_up_is_recorded_as_in_error_742_log() -> None:
    """ClearReq, no-sess, then both ends stop at once and StopCCRQ finds us waiting."""
    connection = server()
    connection.receive(OCRQ.encode(), 0.0)
    [call_id] = connection.call_states
    connection.answer(call_id, True, 0.0)
    outputs = connection.receive(pptp.CallClearRequest(0x8000).encode(), 1.0)
    assert sent(outputs) == [
        pptp.CallDisconnectNotify(call_id, pptp.DisconnectResult.REQUEST),
        pptp.StopControlConnectionRequest(1),
    ]
    assert story(outputs) == [
        CallChanged(call_id, CallEvent.CLEAR_REQUEST, CallState.ESTABLISHED, CallState.CLOSED),
        CallEnded(call_id, EndCause.CLEARED_BY_PEER, 4),
        ControlChanged(_E.NO_SESSION, _S.ESTABLISHED, _S.WAIT_STOP_REPLY),
    ]
    outputs = connection.receive(pptp.StopControlConnectionRequest().encode(), 1.2)
    assert story(outputs) == [
        ControlChanged(_E.STOP_CCRQ, _S.WAIT_STOP_REPLY, _S.WAIT_STOP_REPLY),
        TunnelDestroyed(),
        Disconnect("StopCCRQ", error=False),
    ]
    assert connection.state is _S.CLOSED


def test_a_call_we_close_is_recorded_as_in_error_734_log() -> None:
    connection = server()
    connection.receive(OCRQ.encode(), 0.0)
    [call_id] = connection.call_states
    connection.answer(call_id, True, 0.0)
    assert story(connection.clear(call_id, 1.0)) == [
        CallChanged(call_id, CallEvent.CLOSE, CallState.ESTABLISHED, CallState.CLOSED),
        CallEnded(call_id, EndCause.CLEARED_BY_US, 3),
        ControlChanged(_E.NO_SESSION, _S.ESTABLISHED, _S.WAIT_STOP_REPLY),
    ]


def test_a_connection_may_be_kept_without_calls() -> None:
    connection = server(stop_without_calls=False)
    connection.receive(OCRQ.encode(), 0.0)
    [call_id] = connection.call_states
    connection.answer(call_id, True, 0.0)
    connection.clear(call_id, 1.0)
    assert connection.state is _S.ESTABLISHED


def test_stop_ends_every_call_then_the_connection() -> None:
    pair = Pair()
    pair.establish()
    calls = [pair.call() for _ in range(2)]
    pair.hear()
    pair.run("server", pair.server.stop(5.0), 5.0)
    said, told = pair.hear()
    notices = [name for end, name in said if end == "server"]
    assert notices == ["CallDisconnectNotify"] * 2 + ["StopControlConnectionRequest"] + (
        ["StopControlConnectionReply"]
    )
    for end, index in (("client", 0), ("server", 1)):
        ended = {each.call_id for each in told[end] if isinstance(each, CallEnded)}
        assert ended == {call[index] for call in calls}
        assert isinstance(told[end][-1], Disconnect)


@pytest.mark.parametrize("connection", [client(), machine(Role.PAC, SERVER)])
def test_stopping_before_there_is_a_connection_just_closes(connection: ControlConnection) -> None:
    outputs = connection.stop(1.0)
    assert sent(outputs) == []
    assert outputs[-1] == Disconnect("close", error=False)


def test_a_stop_without_an_answer_closes_after_60_seconds() -> None:
    connection = server()
    connection.stop(5.0)
    assert connection.deadline == 65.0
    assert connection.tick(65.0)[-1] == Disconnect("timeout", error=True)


def test_messages_that_crossed_our_stop_are_passed_over() -> None:
    connection = server()
    connection.stop(5.0)
    for message in (OCRQ, pptp.EchoRequest(1), pptp.CallClearRequest(0x8000)):
        assert story(connection.receive(message.encode(), 5.1)) == []
    assert connection.receive(pptp.StopControlConnectionReply().encode(), 5.2)[-1] == Disconnect(
        "StopCCRP", error=False
    )


def test_losing_tcp_ends_the_calls_once() -> None:
    pair = Pair()
    pair.establish()
    _, call_id = pair.call()
    assert pair.server.lost(9.0) == [
        ControlChanged(_E.TCP_LOST, _S.ESTABLISHED, _S.CLOSED),
        CallEnded(call_id, EndCause.CONTROL_LOST),
        TunnelDestroyed(),
        Disconnect("TCP lost", error=False),
    ]
    assert pair.server.lost(9.1) == []
    assert pair.server.receive(SCCRQ.encode(), 9.2) == []


# --- what is invalid --------------------------------------------------------------------------

MALFORMED = pptp.EchoRequest(1).encode()[:4] + bytes(12)
UNKNOWN = pptp.EchoRequest(1).encode()[:8] + b"\x00\x63" + pptp.EchoRequest(1).encode()[10:]
SHORT = b"\x00\x0c" + pptp.EchoRequest(1).encode()[2:12]


@pytest.mark.parametrize(
    "octets",
    [MALFORMED, UNKNOWN, SHORT, SCCRQ.encode(), SCCRP.encode(),
     pptp.StopControlConnectionReply().encode()],
    ids=["no cookie", "unknown type", "no body", "second request", "reply", "stop reply"],
)  # fmt: skip
def test_an_invalid_message_is_recorded_and_closes_the_connection(octets: bytes) -> None:
    """Section 3."""
    connection = server()
    outputs = story(connection.receive(octets, 1.0))
    assert isinstance(outputs[0], MessageRefused)
    assert outputs[1:] == [
        ControlChanged(_E.BAD_MESSAGE, _S.ESTABLISHED, _S.CLOSED),
        TunnelDestroyed(),
        Disconnect("bad-message", error=True),
    ]


@pytest.mark.parametrize(
    "message", [OCRQ, pptp.EchoRequest(1), pptp.EchoReply(1), pptp.CallClearRequest(1), SCCRP]
)
def test_a_server_hears_nothing_before_the_start_request(message: pptp.Message) -> None:
    connection = machine(Role.PAC, SERVER)
    connection.accept(0.0)
    assert connection.receive(message.encode(), 1.0)[-1] == Disconnect("bad-message", error=True)


@pytest.mark.parametrize("message", [SCCRQ, OCRQ, pptp.EchoRequest(1)])
def test_a_client_hears_nothing_before_the_start_reply(message: pptp.Message) -> None:
    assert client().receive(message.encode(), 1.0)[-1] == Disconnect("bad-message", error=True)


def test_what_stood_before_the_broken_place_still_counts() -> None:
    outputs = server().receive(pptp.EchoRequest(3).encode() + b"GET / HTTP/1.0\r\n\r\n", 1.0)
    assert sent(outputs) == [pptp.EchoReply(3)]
    assert outputs[-1] == Disconnect("bad-message", error=True)


def test_nothing_after_the_end_is_answered() -> None:
    stream = pptp.StopControlConnectionRequest().encode() + pptp.EchoRequest(3).encode()
    assert sent(server().receive(stream + b"nonsense", 1.0)) == [pptp.StopControlConnectionReply()]


def test_a_call_needs_an_established_connection() -> None:
    with pytest.raises(MisuseError):
        client().place(0.0)
