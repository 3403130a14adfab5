"""The client's ladder: who is asked, when again, and what is believed. Time is a number."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.errors import MisuseError
from vpdn.radius import trace
from vpdn.radius.client import (
    MAX_OUTSTANDING,
    Answered,
    Client,
    Output,
    Transmit,
    Unanswered,
)
from vpdn.radius.packet import Code, decode, reply
from vpdn.radius.settings import RadiusServer, RadiusSettings

FIRST = IPv4Address("10.200.20.245")
SECOND = IPv4Address("10.200.20.246")
PORT = 1645
ASK = [("User-Name", b"tac")]
STRANGER = IPv4Address("192.0.2.1")


def settings(*servers: IPv4Address, deadtime: int = 0, retransmit: int = 1) -> RadiusSettings:
    return RadiusSettings(
        tuple(RadiusServer(one) for one in servers or (FIRST,)),
        key="cisco",
        timeout=5,
        retransmit=retransmit,
        deadtime=deadtime,
    )


def entropy(count: int) -> bytes:
    """Identifiers begin at 116, and every authenticator is the same."""
    return bytes([116]) * count


def client(*servers: IPv4Address, deadtime: int = 0, retransmit: int = 1) -> Client:
    return Client(settings(*servers, deadtime=deadtime, retransmit=retransmit), entropy)


def transmitted(outputs: list[Output]) -> Transmit:
    [sent] = [one.what for one in outputs if isinstance(one.what, Transmit)]
    return sent


def accept(sent: Transmit, secret: bytes = b"cisco", *, sign: bool = False) -> bytes:
    return reply(decode(sent.data), Code.ACCESS_ACCEPT, secret, [], sign=sign)


def whats(outputs: list[Output]) -> list[object]:
    return [one.what for one in outputs]


def aliased() -> Client:
    """FIRST answers from SECOND's address too."""
    servers = (RadiusServer(FIRST, aliases=(SECOND,)), RadiusServer(SECOND, key="other"))
    return Client(RadiusSettings(servers, key="cisco"), entropy)


def test_an_answer_from_an_alias_is_the_servers() -> None:
    machine = aliased()
    answer = accept(transmitted(machine.send(7, "Virtual-Access1", ASK, now=0.0)))
    [received, answered] = whats(machine.receive(answer, SECOND, PORT, now=1.0))
    assert received == trace.Received(FIRST, PORT, answer)
    assert isinstance(answered, Answered)
    assert machine.receive(answer, SECOND, PORT, now=2.0) == [
        Output(None, trace.ReplyRefused(SECOND, 116, "no such request"))
    ]
    assert machine.statistics[0][1].unexpected == 1


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_an_answer_from_a_servers_own_address_is_not_that_of_one_with_the_alias(
    order: tuple[int, int],
) -> None:
    machine, sent = aliased(), {}
    for token in order:
        member = {1: (FIRST, PORT), 2: (SECOND, PORT)}[token]
        sent[token] = transmitted(machine.send(token, "Virtual-Access1", ASK, 0.0, [member]))
    assert sent[1].data[1] == sent[2].data[1]
    outputs = machine.receive(accept(sent[2], b"other"), SECOND, PORT, now=1.0)
    assert isinstance(outputs[-1].what, Answered)
    assert outputs[-1].token == 2


def test_a_request_is_sent_to_the_first_server_and_its_answer_ends_it() -> None:
    machine = client(FIRST, SECOND)
    outputs = machine.send(7, "Virtual-Access1", ASK, now=0.0)
    sent = transmitted(outputs)
    assert (sent.address, sent.port, sent.data[1]) == (FIRST, PORT, 116)
    assert outputs == [
        Output(7, trace.Transmitted("Virtual-Access1", FIRST, PORT, sent.data)),
        Output(7, sent),
    ]
    assert machine.deadline == 5.0
    answer = accept(sent)
    assert machine.receive(answer, FIRST, PORT, now=1.0) == [
        Output(7, trace.Received(FIRST, PORT, answer)),
        Output(7, Answered(decode(answer), b"cisco", bytes([116]) * 16)),
    ]
    assert machine.deadline is None


def test_a_dead_server_is_given_up_in_the_order_of_the_documents_log() -> None:
    machine = client(retransmit=3)
    sent = transmitted(machine.send(1, "Vi1", ASK, now=0.0))
    again = [Output(1, trace.Retransmitted(116)), Output(1, sent)]
    assert machine.tick(now=4.9) == []
    assert machine.tick(now=5.0) == again
    assert machine.tick(now=10.0) == again
    assert machine.tick(now=15.0) == again
    assert whats(machine.tick(now=20.0)) == [
        trace.ServersExhausted(),
        trace.TryingDead(),
        trace.ServersExhausted(),
        trace.NoResponse(116),
        Unanswered(),
    ]
    assert machine.deadline is None


def test_the_next_server_gets_a_packet_of_its_own() -> None:
    machine = Client(
        RadiusSettings(
            (RadiusServer(FIRST, retransmit=0, timeout=2), RadiusServer(SECOND, key="other")),
            key="cisco",
        ),
        entropy,
    )
    machine.send(1, "Vi1", ASK, now=0.0)
    outputs = machine.tick(now=2.0)
    sent = transmitted(outputs)
    assert whats(outputs)[0] == trace.Transmitted("Vi1", SECOND, PORT, sent.data)
    assert sent.address == SECOND
    assert machine.deadline == 7.0
    answer = accept(sent, b"other")
    assert isinstance(whats(machine.receive(answer, SECOND, PORT, now=3.0))[-1], Answered)


def test_a_server_that_never_answered_is_passed_over_for_the_dead_time() -> None:
    machine = client(FIRST, SECOND, deadtime=1, retransmit=0)
    machine.send(1, "Vi1", ASK, now=0.0)
    outputs = machine.tick(now=5.0)
    assert whats(outputs)[0] == trace.ServerDead(FIRST, 1645, 1646)
    machine.receive(accept(transmitted(outputs)), SECOND, PORT, now=5.0)
    assert transmitted(machine.send(2, "Vi1", ASK, now=64.9)).address == SECOND
    assert transmitted(machine.send(3, "Vi1", ASK, now=65.0)).address == FIRST


def test_dead_servers_are_tried_when_no_other_is_left() -> None:
    machine = client(deadtime=1, retransmit=0)
    machine.send(1, "Vi1", ASK, now=0.0)
    machine.tick(now=5.0)
    outputs = machine.send(2, "Vi1", ASK, now=6.0)
    sent = transmitted(outputs)
    assert whats(outputs)[:2] == [trace.ServersExhausted(), trace.TryingDead()]
    assert whats(machine.receive(accept(sent), FIRST, PORT, now=7.0))[1] == trace.ServerAlive(
        FIRST, 1645, 1646
    )
    assert whats(machine.send(3, "Vi1", ASK, now=8.0))[0] != trace.ServersExhausted()


def test_a_dead_server_that_stays_silent_is_reported_dead_once() -> None:
    machine = client(deadtime=1, retransmit=0)
    machine.send(1, "Vi1", ASK, now=0.0)
    assert trace.ServerDead(FIRST, 1645, 1646) in whats(machine.tick(now=5.0))
    machine.send(2, "Vi1", ASK, now=6.0)
    assert trace.ServerDead(FIRST, 1645, 1646) not in whats(machine.tick(now=11.0))


def test_without_servers_nobody_answers() -> None:
    machine = Client(RadiusSettings(), entropy)
    assert whats(machine.send(1, "Vi1", ASK, now=0.0))[-1] == Unanswered()


@pytest.mark.parametrize(("address", "port"), [(STRANGER, PORT), (FIRST, 1812), (SECOND, PORT)])
def test_a_strangers_datagram_is_reported_and_ignored(address: IPv4Address, port: int) -> None:
    machine = client(FIRST, SECOND)
    sent = transmitted(machine.send(1, "Vi1", ASK, now=0.0))
    refused = Output(None, trace.ReplyRefused(address, 116, "no such request"))
    assert machine.receive(accept(sent), address, port, now=1.0) == [refused]
    assert machine.deadline == 5.0


def test_a_wrong_identifier_is_no_such_request() -> None:
    machine = client()
    answer = bytearray(accept(transmitted(machine.send(1, "Vi1", ASK, now=0.0))))
    answer[1] = 117
    refused = Output(None, trace.ReplyRefused(FIRST, 117, "no such request"))
    assert machine.receive(bytes(answer), FIRST, PORT, now=1.0) == [refused]


def test_a_reply_that_cannot_be_believed_counts_as_no_answer() -> None:
    machine = client()
    sent = transmitted(machine.send(1, "Vi1", ASK, now=0.0))
    refused = trace.ReplyRefused(FIRST, 116, "wrong Response Authenticator")
    assert machine.receive(accept(sent, b"other"), FIRST, PORT, now=1.0) == [Output(1, refused)]
    assert machine.deadline == 5.0
    assert isinstance(whats(machine.receive(accept(sent), FIRST, PORT, now=2.0))[-1], Answered)


def test_a_required_message_authenticator_is_sent_and_demanded() -> None:
    required = RadiusServer(FIRST, require_message_authenticator=True)
    machine = Client(RadiusSettings((required,), key="cisco"), entropy)
    sent = transmitted(machine.send(1, "Vi1", ASK, now=0.0))
    assert decode(sent.data).signature_is_genuine(b"cisco", bytes([116]) * 16)
    unsigned = whats(machine.receive(accept(sent), FIRST, PORT, now=1.0))
    assert unsigned == [trace.ReplyRefused(FIRST, 116, "no Message-Authenticator")]
    signed = machine.receive(accept(sent, sign=True), FIRST, PORT, now=1.0)
    assert isinstance(whats(signed)[-1], Answered)


def test_a_message_authenticator_may_be_sent_without_being_demanded() -> None:
    sending = RadiusServer(FIRST, send_message_authenticator=True)
    machine = Client(RadiusSettings((sending,), key="cisco"), entropy)
    sent = transmitted(machine.send(1, "Vi1", ASK, now=0.0))
    assert decode(sent.data).signature_offset is not None
    assert isinstance(whats(machine.receive(accept(sent), FIRST, PORT, now=1.0))[-1], Answered)


def test_an_answer_comes_once() -> None:
    machine = client()
    answer = accept(transmitted(machine.send(1, "Vi1", ASK, now=0.0)))
    machine.receive(answer, FIRST, PORT, now=1.0)
    refused = Output(None, trace.ReplyRefused(FIRST, 116, "no such request"))
    assert machine.receive(answer, FIRST, PORT, now=1.0) == [refused]


def test_an_abandoned_request_is_over() -> None:
    machine = client()
    sent = transmitted(machine.send(1, "Vi1", ASK, now=0.0))
    machine.abandon(1)
    machine.abandon(1)
    assert machine.deadline is None
    assert machine.receive(accept(sent), FIRST, PORT, now=1.0)[0].token is None


def test_requests_at_once_have_identifiers_of_their_own() -> None:
    machine = client()
    sent = [transmitted(machine.send(n, "Vi1", ASK, now=0.0)) for n in range(MAX_OUTSTANDING)]
    assert {one.data[1] for one in sent} == set(range(256))
    with pytest.raises(MisuseError):
        machine.send(256, "Vi1", ASK, now=0.0)
    for token, one in enumerate(sent):
        assert machine.receive(accept(one), FIRST, PORT, now=1.0)[-1].token == token


def test_a_token_in_use_is_misuse() -> None:
    machine = client()
    machine.send(1, "Vi1", ASK, now=0.0)
    with pytest.raises(MisuseError):
        machine.send(1, "Vi1", ASK, now=0.0)


def test_other_settings_hold_from_the_next_request_on() -> None:
    machine = client(FIRST)
    first = transmitted(machine.send(1, "Vi1", ASK, now=0.0))
    machine.configure(settings(SECOND))
    assert transmitted(machine.send(2, "Vi1", ASK, now=0.0)).address == SECOND
    assert isinstance(whats(machine.receive(accept(first), FIRST, PORT, now=1.0))[-1], Answered)


@given(st.lists(st.binary(max_size=80), max_size=10))
def test_any_datagrams_are_survived(datagrams: list[bytes]) -> None:
    machine = client()
    machine.send(1, "Vi1", ASK, now=0.0)
    for data in datagrams:
        for output in machine.receive(data, FIRST, PORT, now=1.0):
            assert isinstance(output.what, trace.ReplyRefused)
    assert machine.deadline == 5.0


def test_without_a_server_that_has_a_key_nothing_is_sent() -> None:
    machine = Client(RadiusSettings((RadiusServer(FIRST),)), entropy)
    assert whats(machine.send(1, "Vi1", ASK, now=0.0)) == [
        trace.ServersExhausted(),
        trace.TryingDead(),
        trace.ServersExhausted(),
        trace.NoResponse(0),
        Unanswered(),
    ]
    assert machine.deadline is None


def test_identifiers_of_ended_requests_are_free_again() -> None:
    """Answered, abandoned or unanswered: 256 at once are the limit, not 256 in all."""
    machine = client(retransmit=0)
    for token in range(0, 600, 3):
        sent = transmitted(machine.send(token, "Vi1", ASK, now=0.0))
        machine.receive(accept(sent), FIRST, PORT, now=0.0)
        machine.send(token + 1, "Vi1", ASK, now=0.0)
        machine.abandon(token + 1)
        machine.send(token + 2, "Vi1", ASK, now=0.0)
        assert whats(machine.tick(now=5.0))[-1] == Unanswered()
    assert machine.deadline is None


def test_a_groups_servers_are_asked_in_the_groups_order_and_no_others() -> None:
    machine = client(FIRST, SECOND, retransmit=0)
    members = ((SECOND, PORT), (STRANGER, PORT))
    assert transmitted(machine.send(7, "Virtual-Access1", ASK, 0.0, members)).address == SECOND
    assert Output(7, Unanswered()) in machine.tick(5.0)


def test_a_group_of_none_that_is_configured_is_not_answered() -> None:
    outputs = client(FIRST).send(7, "Virtual-Access1", ASK, 0.0, ((STRANGER, PORT),))
    assert Output(7, Unanswered()) in outputs


def test_what_happens_with_each_server_is_counted() -> None:
    machine = client(FIRST, SECOND, deadtime=1, retransmit=1)
    machine.send(1, "Virtual-Access1", ASK, now=0.0)
    machine.tick(now=5.0)
    sent = transmitted(machine.tick(now=10.0))
    machine.receive(accept(sent, b"wrong"), SECOND, PORT, now=10.5)
    answer = accept(sent)
    machine.receive(answer, SECOND, PORT, now=11.0)
    machine.receive(answer, SECOND, PORT, now=12.0)
    machine.receive(answer, STRANGER, PORT, now=12.0)
    (one, first), (other, second) = machine.statistics
    assert (one.address, other.address) == (FIRST, SECOND)
    assert (first.requests, first.retransmissions, first.timeouts) == (1, 1, 2)
    assert (first.failures, first.failovers, first.answers) == (1, 1, 0)
    assert (first.dead, first.deaths, first.changed) == (True, 1, 10.0)
    assert (second.requests, second.accepts, second.incorrect, second.unexpected) == (1, 1, 1, 1)
    assert second.longest_response == second.response_time == 1.0
    assert (second.timeouts, second.failovers, second.dead) == (0, 0, False)
