"""Calls on a control connection, ladder by ladder: RFC 2637 section 3.2, both roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, repeat

import pytest

from tests.pptp.pair import CLIENT, SERVER, Pair, counting, machine, sent, story
from vpdn.errors import MisuseError
from vpdn.pptp.call import Side
from vpdn.pptp.calls import Calls
from vpdn.pptp.control import ControlConnection
from vpdn.pptp.outputs import (
    CallChanged,
    CallConnected,
    CallEnded,
    CallEvent,
    CallRequested,
    CallState,
    ControlState,
    Disconnect,
    EndCause,
    LinkInfo,
    MessageRefused,
    PptpOutput,
    Role,
)
from vpdn.wire import pptp

_S, _E = CallState, CallEvent
OCRQ = pptp.OutgoingCallRequest(0x8000, 2, 300, 100_000_000, 3, 3, 64, phone_number=b"5551")
ICRQ = pptp.IncomingCallRequest(0x8000, 2, 3, dialed_number=b"5551")


def established(pair: Pair | None = None) -> Pair:
    pair = pair or Pair()
    pair.establish()
    pair.hear()
    return pair


def only(outputs: Sequence[PptpOutput], cls: type[PptpOutput]) -> list[PptpOutput]:
    return [output for output in outputs if isinstance(output, cls)]


def called(message: pptp.Message = OCRQ) -> tuple[ControlConnection, int]:
    """A server that was asked for a call and has not answered; the call's id."""
    server = established().server
    server.receive(message.encode(), 0.0)
    [call_id] = server.call_states
    return server, call_id


# --- outgoing calls, section 3.2.4 ------------------------------------------------------------


def test_a_client_calls_a_server() -> None:
    pair = established()
    client_id, server_id = pair.call()
    said, told = pair.hear()
    assert said == [("client", "OutgoingCallRequest"), ("server", "OutgoingCallReply")]
    assert told["server"] == [
        CallRequested(server_id, client_id, 64, False, 101),
        CallChanged(server_id, _E.ANSWERED, _S.WAIT_ANSWER, _S.ESTABLISHED),
        CallConnected(server_id, client_id, 64),
    ]
    assert told["client"] == [
        CallChanged(client_id, _E.REPLY_OK, _S.WAIT_REPLY, _S.ESTABLISHED),
        CallConnected(client_id, server_id, 16),
    ]


def test_a_client_hangs_up() -> None:
    pair = established(Pair(replace(CLIENT, stop_without_calls=False),
                            replace(SERVER, stop_without_calls=False)))  # fmt: skip
    client_id, server_id = pair.call()
    pair.hear()
    pair.run("client", pair.client.clear(client_id, 1.0), 1.0)
    said, told = pair.hear()
    assert said == [("client", "CallClearRequest"), ("server", "CallDisconnectNotify")]
    assert told["client"] == [
        CallChanged(client_id, _E.CLOSE, _S.ESTABLISHED, _S.WAIT_DISCONNECT),
        CallChanged(client_id, _E.DISCONNECT_NOTIFY, _S.WAIT_DISCONNECT, _S.CLOSED),
        CallEnded(client_id, EndCause.CLEARED_BY_US, 4),
    ]
    assert only(told["server"], CallEnded) == [CallEnded(server_id, EndCause.CLEARED_BY_PEER, 4)]


def test_a_server_hangs_up() -> None:
    pair = established()
    client_id, server_id = pair.call()
    pair.hear()
    pair.run("server", pair.server.clear(server_id, 1.0, pptp.DisconnectResult.LOST_CARRIER), 1.0)
    said, told = pair.hear()
    assert said[0] == ("server", "CallDisconnectNotify")
    assert only(told["client"], CallEnded) == [
        CallEnded(client_id, EndCause.DISCONNECTED_BY_PEER, 1)
    ]


def test_a_refused_call_leaves_the_connection() -> None:
    pair = established(Pair(replace(CLIENT, stop_without_calls=False), accept=False))
    pair.run("client", pair.client.place(0.0), 0.0)
    said, told = pair.hear()
    assert said == [("client", "OutgoingCallRequest"), ("server", "OutgoingCallReply")]
    [ended] = only(told["client"], CallEnded)
    assert isinstance(ended, CallEnded)
    assert (ended.cause, ended.result) == (EndCause.REFUSED_BY_PEER, 7)
    assert only(told["server"], CallEnded) == []
    assert pair.client.state is pair.server.state is ControlState.ESTABLISHED


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        ({}, (7, 0, 0)),
        ({"error": 4}, (2, 4, 0)),
        ({"result": 4, "cause": 17}, (4, 0, 17)),
    ],
    ids=["plain", "general error", "busy"],
)
def test_a_refusal_carries_the_owners_codes(
    arguments: dict[str, int], codes: tuple[int, int, int]
) -> None:
    server, call_id = called()
    [reply] = sent(server.answer(call_id, False, 0.0, **arguments))
    assert isinstance(reply, pptp.OutgoingCallReply)
    assert (reply.peer_call_id, reply.result, reply.error, reply.cause) == (0x8000, *codes)


# --- incoming calls, section 3.2.3 ------------------------------------------------------------


def test_a_pac_brings_a_call_in() -> None:
    pair = established(Pair(client_role=Role.PAC))
    client_id, server_id = pair.call()
    said, told = pair.hear()
    assert said == [
        ("client", "IncomingCallRequest"),
        ("server", "IncomingCallReply"),
        ("client", "IncomingCallConnected"),
    ]
    assert told["server"] == [
        CallRequested(server_id, client_id, 1, True, 101),
        CallChanged(server_id, _E.ANSWERED, _S.WAIT_ANSWER, _S.WAIT_CONNECT),
        CallChanged(server_id, _E.CONNECTED, _S.WAIT_CONNECT, _S.ESTABLISHED),
        CallConnected(server_id, client_id, 64),
    ]
    assert CallConnected(client_id, server_id, 16) in told["client"]


@pytest.mark.parametrize("role", [Role.PAC, Role.PNS])
def test_a_server_of_either_role_answers_both_kinds_of_call(role: Role) -> None:
    server = machine(role, SERVER)
    server.accept(0.0)
    server.receive(pptp.StartControlConnectionRequest(1, 1, 0, 1, b"", b"").encode(), 0.0)
    requests = [
        *only(server.receive(OCRQ.encode(), 0.0), CallRequested),
        *only(server.receive(replace(ICRQ, call_id=1).encode(), 0.0), CallRequested),
    ]
    assert [(each.incoming, each.phone_number) for each in requests
            if isinstance(each, CallRequested)] == [(False, b"5551"), (True, b"5551")]  # fmt: skip


def test_the_pns_of_an_incoming_call_clears_it_by_request() -> None:
    pair = established(Pair(client_role=Role.PAC))
    client_id, server_id = pair.call()
    pair.hear()
    pair.run("server", pair.server.clear(server_id, 1.0), 1.0)
    said, told = pair.hear()
    assert said[:2] == [("server", "CallClearRequest"), ("client", "CallDisconnectNotify")]
    assert only(told["server"], CallEnded) == [CallEnded(server_id, EndCause.CLEARED_BY_US, 4)]
    assert only(told["client"], CallEnded) == [CallEnded(client_id, EndCause.CLEARED_BY_PEER, 4)]


def test_a_caller_that_gives_up_before_the_answer_ends_the_call() -> None:
    server, call_id = called(ICRQ)
    outputs = server.receive(pptp.CallDisconnectNotify(0x8000, 1).encode(), 1.0)
    assert CallEnded(call_id, EndCause.DISCONNECTED_BY_PEER, 1) in outputs
    assert server.answer(call_id, True, 1.1) == []


def test_a_client_that_clears_before_the_answer_is_told_that_the_call_is_over() -> None:
    server, call_id = called()
    outputs = server.receive(pptp.CallClearRequest(0x8000).encode(), 1.0)
    assert sent(outputs)[0] == pptp.CallDisconnectNotify(call_id, 4)
    assert CallEnded(call_id, EndCause.CLEARED_BY_PEER, 4) in outputs


# --- several calls ----------------------------------------------------------------------------


def test_several_calls_live_and_end_apart() -> None:
    pair = established()
    calls = [pair.call() for _ in range(3)]
    assert len({client for client, _ in calls}) == len({server for _, server in calls}) == 3
    pair.hear()
    pair.run("client", pair.client.clear(calls[1][0], 1.0), 1.0)
    assert set(pair.client.call_states) == {calls[0][0], calls[2][0]}
    assert set(pair.server.call_states) == {calls[0][1], calls[2][1]}
    assert only(pair.hear()[1]["server"], Disconnect) == []
    for client_id, _ in (calls[0], calls[2]):
        pair.run("client", pair.client.clear(client_id, 2.0), 2.0)
    assert pair.client.state is pair.server.state is ControlState.CLOSED


def test_one_call_too_many_is_refused_for_want_of_resources() -> None:
    pair = established(Pair(server=replace(SERVER, maximum_calls=1)))
    pair.call()
    outputs = pair.server.receive(OCRQ.encode(), 1.0)
    [reply] = sent(outputs)
    assert isinstance(reply, pptp.OutgoingCallReply)
    assert (reply.result, reply.error) == (2, pptp.ErrorCode.NO_RESOURCE)
    assert only(outputs, CallRequested) == []
    assert len(pair.server.call_states) == 1


@pytest.mark.parametrize("again", [OCRQ, ICRQ])
def test_a_peers_call_id_that_is_in_use_is_refused(again: pptp.Message) -> None:
    server, call_id = called()
    [reply] = sent(server.receive(again.encode(), 1.0))
    assert isinstance(reply, pptp.OutgoingCallReply | pptp.IncomingCallReply)
    assert (reply.result, reply.error) == (2, pptp.ErrorCode.BAD_CALL_ID)
    assert set(server.call_states) == {call_id}


# --- call ids ---------------------------------------------------------------------------------


def test_the_peers_call_id_0_is_as_good_as_any() -> None:
    server, call_id = called(replace(OCRQ, call_id=0))
    outputs = server.answer(call_id, True, 0.0)
    assert outputs[-1] == CallConnected(call_id, 0, 64)
    [info] = sent(server.set_link_info(call_id, 1, 2, 0.0))
    assert info == pptp.SetLinkInfo(0, 1, 2)
    ended = server.receive(pptp.CallClearRequest(0).encode(), 1.0)
    assert CallEnded(call_id, EndCause.CLEARED_BY_PEER, 4) in ended


def test_our_call_ids_are_never_0_and_never_in_use_whatever_the_entropy() -> None:
    calls = Calls(SERVER, lambda size: b"\xff" * size, taken={2})
    for number in range(4):
        calls.place(Side.PNS_OUTGOING, float(number))
    assert set(calls.states()) == {1, 3, 4, 5}


def test_our_call_ids_follow_the_entropy() -> None:
    draws = chain([b"\0\0", b"\x12\x34"], repeat(b"\0\0"))
    calls = Calls(SERVER, lambda size: next(draws), taken=())
    calls.place(Side.PNS_OUTGOING, 0.0)
    assert set(calls.states()) == {0x1235}


def test_no_free_call_id_is_our_own_fault() -> None:
    calls = Calls(SERVER, counting(0), taken=range(0x10000))
    with pytest.raises(MisuseError):
        calls.place(Side.PNS_OUTGOING, 0.0)


@pytest.mark.parametrize(
    "message",
    [
        pptp.CallClearRequest(0x4242),
        pptp.CallDisconnectNotify(0x4242, 1),
        pptp.SetLinkInfo(0x4242),
        pptp.WanErrorNotify(0x4242),
        pptp.IncomingCallConnected(0x4242, 1, 1),
        pptp.OutgoingCallReply(1, 0x4242),
        pptp.IncomingCallReply(1, 0x4242, result=3),
    ],
)
@pytest.mark.parametrize("end", ["client", "server"])
def test_a_strangers_call_id_never_ends_a_call(end: str, message: pptp.Message) -> None:
    pair = established()
    pair.call()
    connection = pair.client if end == "client" else pair.server
    before = connection.call_states
    assert [type(each) for each in story(connection.receive(message.encode(), 1.0))] == [
        MessageRefused
    ]
    assert connection.call_states == before
    assert connection.state is ControlState.ESTABLISHED


@pytest.mark.parametrize("kind", [pptp.CallClearRequest, pptp.CallDisconnectNotify])
def test_our_own_call_id_in_the_peers_place_ends_nothing(kind: type) -> None:
    """Both messages carry the id of who sends them (sections 2.12 and 2.13)."""
    server, call_id = called()
    server.answer(call_id, True, 0.0)
    message = kind(call_id) if kind is pptp.CallClearRequest else kind(call_id, 1)
    server.receive(message.encode(), 1.0)
    assert server.call_states == {call_id: _S.ESTABLISHED}


@pytest.mark.parametrize(
    "message", [pptp.IncomingCallConnected, pptp.OutgoingCallReply, pptp.IncomingCallReply]
)
def test_a_message_out_of_its_turn_moves_nothing(message: type) -> None:
    server, call_id = called()
    server.answer(call_id, True, 0.0)
    late: pptp.Message = (
        message(call_id, 1, 1) if message is pptp.IncomingCallConnected else message(9, call_id)
    )
    assert [type(each) for each in story(server.receive(late.encode(), 1.0))] == [MessageRefused]
    assert server.call_states == {call_id: _S.ESTABLISHED}


# --- what is said during a call ---------------------------------------------------------------


def test_link_info_goes_both_ways() -> None:
    pair = established()
    client_id, server_id = pair.call()
    pair.hear()
    pair.run("client", pair.client.set_link_info(client_id, 0, 0xFFFFFFFF, 1.0), 1.0)
    pair.run("server", pair.server.set_link_info(server_id, 7, 8, 1.0), 1.0)
    _, told = pair.hear()
    assert told["server"] == [LinkInfo(server_id, 0, 0xFFFFFFFF)]
    assert told["client"] == [LinkInfo(client_id, 7, 8)]


def test_link_info_needs_an_established_call() -> None:
    server, call_id = called()
    assert server.set_link_info(call_id, 0, 0, 0.0) == []
    assert server.set_link_info(4242, 0, 0, 0.0) == []


def test_wan_errors_are_heard_without_a_word() -> None:
    server, call_id = called()
    server.answer(call_id, True, 0.0)
    assert story(server.receive(pptp.WanErrorNotify(call_id, crc=5).encode(), 1.0)) == []


# --- time, section 3.2.1 ----------------------------------------------------------------------


def test_a_reply_that_does_not_come_costs_the_whole_connection() -> None:
    pair = established()
    pair.client.place(10.0)
    assert pair.client.deadline == 60.0
    assert sent(pair.client.tick(60.0)) == [pptp.EchoRequest(1)]
    pair.client.receive(pptp.EchoReply(1).encode(), 60.1)
    outputs = pair.client.tick(70.0)
    assert outputs[-1] == Disconnect("call-timeout", error=True)
    assert [each.cause for each in outputs if isinstance(each, CallEnded)] == [
        EndCause.CONTROL_LOST
    ]


def test_an_owner_that_does_not_answer_refuses() -> None:
    server, call_id = called()
    outputs = server.tick(60.0)
    [reply, *_] = sent(outputs)
    assert isinstance(reply, pptp.OutgoingCallReply)
    assert reply.result == pptp.OutgoingCallResult.TIME_OUT
    assert CallEnded(call_id, EndCause.CLEARED_BY_US, 6) in outputs


def test_a_call_we_give_up_before_it_is_answered_is_refused() -> None:
    server, call_id = called()
    outputs = server.clear(call_id, 1.0)
    [reply, *_] = sent(outputs)
    assert isinstance(reply, pptp.OutgoingCallReply)
    assert reply.result == pptp.OutgoingCallResult.DO_NOT_ACCEPT


# --- messages that crossed --------------------------------------------------------------------


@pytest.mark.parametrize("result", [1, 4])
def test_a_reply_that_crossed_our_clear_does_not_bring_the_call_back(result: int) -> None:
    pair = established()
    client = pair.client
    [request] = sent(client.place(0.0))
    assert isinstance(request, pptp.OutgoingCallRequest)
    assert sent(client.clear(request.call_id, 0.1)) == [pptp.CallClearRequest(request.call_id)]
    outputs = client.receive(
        pptp.OutgoingCallReply(777, request.call_id, result).encode(), 0.2
    ) + client.receive(pptp.CallDisconnectNotify(777, 4).encode(), 0.3)
    assert only(outputs, CallConnected) == []
    assert [each.cause for each in outputs if isinstance(each, CallEnded)] == [
        EndCause.CLEARED_BY_US
    ]


def test_a_notice_with_an_id_we_never_learned_ends_the_call_we_aborted() -> None:
    pair = established()
    client = pair.client
    live, _ = pair.call()
    [request] = sent(client.place(0.0))
    assert isinstance(request, pptp.OutgoingCallRequest)
    client.clear(request.call_id, 0.1)
    client.receive(pptp.CallDisconnectNotify(4242, 4).encode(), 0.2)
    assert client.call_states == {live: _S.ESTABLISHED}


def test_clearing_twice_or_nobodys_call_does_nothing() -> None:
    pair = established()
    client_id, _ = pair.call()
    pair.client.clear(client_id, 1.0)
    assert pair.client.clear(client_id, 1.1) == []
    assert pair.client.clear(4242, 1.2) == []


def test_a_window_of_0_is_taken_as_1() -> None:
    server, _ = called(replace(OCRQ, call_id=1))
    [request] = only(server.receive(replace(OCRQ, window=0).encode(), 0.0), CallRequested)
    assert isinstance(request, CallRequested)
    assert request.window == 1


def test_a_reply_of_the_other_kind_moves_nothing() -> None:
    client = established().client
    [request] = sent(client.place(0.0))
    assert isinstance(request, pptp.OutgoingCallRequest)
    wrong = pptp.IncomingCallReply(9, request.call_id)
    assert [type(each) for each in story(client.receive(wrong.encode(), 0.1))] == [MessageRefused]
    assert client.call_states == {request.call_id: _S.WAIT_REPLY}


def test_a_second_reply_does_not_rename_the_peers_end() -> None:
    pair = established()
    client_id, server_id = pair.call()
    pair.client.receive(pptp.OutgoingCallReply(9, client_id).encode(), 1.0)
    [info] = sent(pair.client.set_link_info(client_id, 0, 0, 1.0))
    assert info == pptp.SetLinkInfo(server_id, 0, 0)


def test_a_call_being_cleared_ends_for_its_own_id_only() -> None:
    pair = established()
    client_id, server_id = pair.call()
    pair.client.clear(client_id, 1.0)
    pair.client.receive(pptp.CallDisconnectNotify(server_id ^ 1, 1).encode(), 1.1)
    assert pair.client.call_states == {client_id: _S.WAIT_DISCONNECT}
    pair.client.receive(pptp.CallDisconnectNotify(server_id, 1).encode(), 1.2)
    assert pair.client.call_states == {}
