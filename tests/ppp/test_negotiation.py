"""The engine, seen through IPCP's packets with a policy that does as it is told."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ppp.ladder import came, went
from tests.ppp.scripted_policy import ASK, HERS, ScriptedPolicy
from vpdn.ppp.fsm import State
from vpdn.ppp.negotiation import Negotiation
from vpdn.ppp.outputs import AddressNeeded
from vpdn.ppp.policy import (
    Ask,
    LayerDown,
    LayerFailed,
    LayerFinished,
    LayerUp,
    Nak,
    Received,
    Refusal,
    Reject,
)
from vpdn.ppp.timing import Counters, Identifiers
from vpdn.ppp.trace import FrameMalformed, StateChanged, TimedOut
from vpdn.wire import cp, ipcp
from vpdn.wire.cp import (
    ConfigureAck,
    ConfigureNak,
    ConfigureReject,
    ConfigureRequest,
    TerminateAck,
    TerminateRequest,
)
from vpdn.wire.ipcp import IpAddress
from vpdn.wire.ppp import Protocol

IPCP = Protocol.IPCP
OTHER = (IpAddress(IPv4Address("10.0.0.9")),)
UP = [StateChanged(IPCP, State.OPENED), LayerUp()]


def engine(policy: ScriptedPolicy | None = None, state: State = State.INITIAL) -> Negotiation:
    chosen = policy or ScriptedPolicy()
    return Negotiation(IPCP, ipcp.decode, chosen, Identifiers(), Counters(), state)


def requesting(policy: ScriptedPolicy | None = None) -> Negotiation:
    """Request 1 sent at time 0, Req-Sent."""
    machine = engine(policy)
    machine.open(0.0)
    machine.up(0.0)
    return machine


def opened(policy: ScriptedPolicy | None = None) -> Negotiation:
    machine = requesting(policy)
    machine.receive(ConfigureRequest(9, HERS).encode(), 0.0)
    machine.receive(ConfigureAck(1, ASK).encode(), 0.0)
    assert machine.state is State.OPENED
    return machine


def test_up_after_open_asks_at_once() -> None:
    machine = engine()
    assert machine.open(0.0) == []
    assert machine.up(5.0) == went(IPCP, State.STARTING, ConfigureRequest(1, ASK))
    assert machine.deadline == 8.0


def test_it_opens_when_both_requests_are_acked_whatever_the_order() -> None:
    hers = ConfigureRequest(7, HERS)
    machine = requesting()
    assert machine.receive(hers.encode(), 1.0) == [
        came(IPCP, State.REQ_SENT, hers),
        *went(IPCP, State.REQ_SENT, ConfigureAck(7, HERS)),
    ]
    assert machine.receive(ConfigureAck(1, ASK).encode(), 1.0)[1:] == UP
    machine = requesting()
    machine.receive(ConfigureAck(1, ASK).encode(), 1.0)
    assert machine.receive(hers.encode(), 1.0)[3:] == UP
    assert machine.deadline is None


@pytest.mark.parametrize(
    "packet",
    [
        ConfigureAck(2, ASK),
        ConfigureAck(1, OTHER),
        ConfigureAck(1, ()),
        ConfigureNak(2, OTHER),
        ConfigureNak(1, ()),
        ConfigureReject(1, ()),
        ConfigureReject(1, (cp.RawOption(99),)),
    ],
)
def test_an_answer_that_does_not_fit_our_request_is_silently_discarded(packet: cp.Packet) -> None:
    machine = requesting()
    assert machine.receive(packet.encode(), 1.0) == [came(IPCP, State.REQ_SENT, packet)]
    assert machine.state is State.REQ_SENT


def test_a_repeated_ack_does_not_upset_an_open_protocol() -> None:
    machine = opened()
    again = ConfigureAck(1, ASK)
    assert machine.receive(again.encode(), 2.0) == [came(IPCP, State.OPENED, again)]
    assert machine.state is State.OPENED


def test_a_nak_changes_our_mind_and_asks_again_with_a_new_identifier() -> None:
    policy = ScriptedPolicy()
    machine = requesting(policy)
    policy.asks = OTHER
    assert machine.receive(ConfigureNak(1, OTHER).encode(), 1.0)[1:] == went(
        IPCP, State.REQ_SENT, ConfigureRequest(2, OTHER)
    )
    assert policy.hints == [OTHER]


def test_a_reject_is_told_to_the_policy_with_what_we_asked() -> None:
    policy = ScriptedPolicy()
    machine = requesting(policy)
    answer = machine.receive(ConfigureReject(1, OTHER).encode(), 1.0)
    assert policy.rejects == [ASK]
    assert answer[1:] == went(IPCP, State.REQ_SENT, ConfigureRequest(2, ()))


def test_a_policy_that_refuses_fails_the_layer() -> None:
    refusal = Refusal("no way", 7)
    machine = requesting(ScriptedPolicy(refusal=refusal))
    assert machine.receive(ConfigureNak(1, OTHER).encode(), 1.0)[1:] == [LayerFailed(refusal)]
    machine = requesting(ScriptedPolicy(judgements=[refusal]))
    assert machine.receive(ConfigureRequest(1).encode(), 1.0)[1:] == [LayerFailed(refusal)]


def test_naks_and_rejects_are_sent_with_their_notes_before_them() -> None:
    note = FrameMalformed(None, "a note", 0)
    policy = ScriptedPolicy(judgements=[Nak(OTHER, (note,)), Reject(HERS)])
    machine = requesting(policy)
    asked = ConfigureRequest(3, HERS)
    assert machine.receive(asked.encode(), 1.0)[1:] == [
        note,
        *went(IPCP, State.REQ_SENT, ConfigureNak(3, OTHER)),
    ]
    assert machine.receive(asked.encode(), 1.0)[1:] == went(
        IPCP, State.REQ_SENT, ConfigureReject(3, HERS)
    )


def test_a_request_that_must_wait_is_kept_and_judged_again() -> None:
    needed = AddressNeeded(IPv4Address(0))
    policy = ScriptedPolicy(judgements=[Ask((needed,)), Ask()])
    machine = requesting(policy)
    assert machine.receive(ConfigureRequest(3, HERS).encode(), 1.0)[1:] == [needed]
    newer = ConfigureRequest(4, HERS)
    assert machine.receive(newer.encode(), 2.0) == [came(IPCP, State.REQ_SENT, newer)]
    assert machine.resume(3.0) == went(IPCP, State.REQ_SENT, ConfigureAck(4, HERS))
    assert machine.resume(3.0) == []


def test_a_kept_request_dies_with_its_negotiation() -> None:
    machine = requesting(ScriptedPolicy(judgements=[Ask()]))
    machine.receive(ConfigureRequest(3, HERS).encode(), 1.0)
    machine.down(2.0)
    assert machine.resume(3.0) == []


def test_a_silent_peer_gets_max_configure_requests() -> None:
    machine = requesting()
    for count in range(2, 11):
        assert machine.tick(3.0 * (count - 1)) == [
            TimedOut(IPCP, State.REQ_SENT),
            *went(IPCP, State.REQ_SENT, ConfigureRequest(count, ASK)),
        ]
    assert machine.tick(30.0) == [
        TimedOut(IPCP, State.REQ_SENT),
        LayerFinished(State.REQ_SENT),
    ]
    assert machine.state is State.STOPPED
    assert machine.deadline is None


def test_nothing_happens_before_the_deadline() -> None:
    assert requesting().tick(2.9) == []


def test_a_silent_peer_gets_max_terminate_goodbyes() -> None:
    machine = opened()
    machine.terminate_data = b"bye"
    assert machine.close(10.0) == [
        LayerDown(),
        *went(IPCP, State.OPENED, TerminateRequest(2, b"bye")),
    ]
    assert machine.tick(13.0)[1:] == went(IPCP, State.CLOSING, TerminateRequest(3, b"bye"))
    assert machine.tick(16.0)[1:] == [LayerFinished(State.CLOSING)]
    assert machine.state is State.CLOSED


def test_a_peer_that_takes_leave_is_acked_and_given_a_moment() -> None:
    machine = opened()
    assert machine.receive(TerminateRequest(5).encode(), 10.0)[1:] == [
        LayerDown(),
        *went(IPCP, State.OPENED, TerminateAck(5)),
    ]
    assert machine.tick(13.0)[1:] == [LayerFinished(State.STOPPING)]


def test_a_request_in_opened_is_a_renegotiation() -> None:
    machine = opened()
    hers = ConfigureRequest(8, HERS)
    assert machine.receive(hers.encode(), 9.0) == [
        came(IPCP, State.OPENED, hers),
        LayerDown(),
        *went(IPCP, State.OPENED, ConfigureRequest(2, ASK)),
        *went(IPCP, State.OPENED, ConfigureAck(8, HERS)),
    ]
    assert machine.receive(ConfigureAck(2, ASK).encode(), 9.1)[1:] == UP


def test_a_passive_end_asks_when_it_is_asked() -> None:
    machine = engine(state=State.STOPPED)
    assert machine.receive(ConfigureRequest(1, HERS).encode(), 1.0)[1:] == [
        *went(IPCP, State.STOPPED, ConfigureRequest(1, ASK)),
        *went(IPCP, State.STOPPED, ConfigureAck(1, HERS)),
    ]


def test_a_restart_shows_the_state_it_came_from() -> None:
    machine = engine(state=State.STOPPED)
    assert machine.restart(2.0) == went(IPCP, State.STOPPED, ConfigureRequest(1, ASK))


def test_an_end_that_is_not_ready_answers_but_asks_later() -> None:
    machine = engine()
    machine.quiet_until = 1.5
    machine.open(0.0)
    assert machine.up(0.0) == []
    assert machine.receive(ConfigureRequest(1, HERS).encode(), 1.0)[1:] == went(
        IPCP, State.REQ_SENT, ConfigureAck(1, HERS)
    )
    assert machine.tick(1.5)[1:] == went(IPCP, State.ACK_SENT, ConfigureRequest(1, ASK))


@pytest.mark.parametrize("size", [5, 1400])
def test_an_unknown_code_is_code_rejected_in_what_fits_any_peer(size: int) -> None:
    strange = cp.UnknownCode(77, 3, bytes(size))
    reject = cp.CodeReject(2, strange.encode()[:122])
    assert len(reject.encode()) <= 128
    assert opened().receive(strange.encode(), 1.0)[1:] == went(IPCP, State.OPENED, reject)


def test_a_code_reject_of_a_basic_code_ends_the_protocol_and_of_another_does_not() -> None:
    machine = requesting()
    basic = cp.CodeReject(1, ConfigureRequest(1, ASK).encode())
    assert machine.receive(basic.encode(), 1.0)[1:] == [LayerFinished(State.REQ_SENT)]
    machine = opened()
    extended = cp.CodeReject(1, bytes((12, 1, 0, 4)))
    assert machine.receive(extended.encode(), 1.0)[1:] == []
    assert machine.state is State.OPENED


def test_packets_beyond_the_automaton_are_handed_up() -> None:
    machine = Negotiation(
        Protocol.CCP,
        lambda data: cp.decode(data, {}, {14: cp.ResetRequest.parse}),
        ScriptedPolicy(),
        Identifiers(),
        Counters(),
        State.STOPPED,
    )
    reset = cp.ResetRequest(4)
    assert machine.receive(reset.encode(), 0.0)[1:] == [Received(reset)]


def test_abandoning_says_nothing_to_the_peer() -> None:
    assert opened().abandon(1.0) == [LayerDown(), LayerFinished(State.STARTING)]
    assert engine().abandon(1.0) == []


def test_packets_before_the_lower_layer_is_up_are_dropped() -> None:
    machine = engine()
    asked = ConfigureRequest(1)
    assert machine.receive(asked.encode(), 0.0) == [came(IPCP, State.INITIAL, asked)]


def test_a_malformed_packet_is_dropped_and_told() -> None:
    [told] = opened().receive(b"\1\2\0", 0.0)
    assert isinstance(told, FrameMalformed)
    assert (told.protocol, told.offset) == (IPCP, 2)


@given(st.lists(st.binary(max_size=40), max_size=20), st.sampled_from(list(State)))
def test_no_bytes_upset_the_engine(packets: list[bytes], state: State) -> None:
    machine = engine(state=state)
    for data in packets:
        machine.receive(data, 0.0)
        machine.receive(bytes((len(data) % 16, 1, 0, len(data) + 4)) + data, 0.0)
