"""Max-Failure, RFC 1661 section 4.6: a negotiation that goes round in circles ends."""

from __future__ import annotations

from ipaddress import IPv4Address

from tests.ppp.scripted_policy import ASK, HERS, ScriptedPolicy
from vpdn.ppp.convergence import Answer, Convergence, valid_refusal
from vpdn.ppp.policy import Ack, Ask, Nak, Refusal, Reject
from vpdn.wire.cp import ConfigureAck, ConfigureNak, ConfigureReject, ConfigureRequest, RawOption
from vpdn.wire.ipcp import IpAddress, PrimaryDns

BETTER = (IpAddress(IPv4Address("10.0.0.7")),)
UNASKED = (PrimaryDns(IPv4Address("10.0.0.8")),)
REQUEST = ConfigureRequest(4, HERS)
OURS = ConfigureRequest(5, ASK)


def test_answers_are_what_the_policy_says() -> None:
    policy = ScriptedPolicy(judgements=[Ack(), Nak(BETTER), Reject(HERS), Ask()])
    convergence = Convergence(policy, max_failure=5)
    assert convergence.answer(REQUEST) == Answer(ConfigureAck(4, HERS), ())
    assert convergence.answer(REQUEST) == Answer(ConfigureNak(4, BETTER), ())
    assert convergence.answer(REQUEST) == Answer(ConfigureReject(4, HERS), ())
    assert convergence.answer(REQUEST) == Ask()


def test_a_nak_too_many_is_a_reject_of_what_the_peer_asked() -> None:
    convergence = Convergence(ScriptedPolicy(judgements=[Nak(BETTER)] * 3), max_failure=2)
    answers = [convergence.answer(REQUEST) for _ in range(3)]
    assert answers[1] == Answer(ConfigureNak(4, BETTER), ())
    assert answers[2] == Answer(ConfigureReject(4, HERS), ())


def test_what_the_peer_never_asked_is_no_longer_insisted_on() -> None:
    convergence = Convergence(ScriptedPolicy(judgements=[Nak(UNASKED)] * 2), max_failure=1)
    answers = [convergence.answer(REQUEST) for _ in range(2)]
    assert answers[1] == Answer(ConfigureAck(4, HERS), ())


def test_an_ack_starts_the_count_of_naks_again() -> None:
    policy = ScriptedPolicy(judgements=[Nak(BETTER), Ack(), Nak(BETTER)])
    convergence = Convergence(policy, max_failure=1)
    answers = [convergence.answer(REQUEST) for _ in range(3)]
    assert answers[2] == Answer(ConfigureNak(4, BETTER), ())


def test_a_nak_too_many_from_the_peer_is_taken_for_a_reject() -> None:
    policy = ScriptedPolicy()
    convergence = Convergence(policy, max_failure=1)
    for _ in range(2):
        assert convergence.refused(ConfigureNak(5, BETTER), OURS) is None
    assert policy.hints == [BETTER]
    assert policy.rejects == [ASK]


def test_a_hint_of_a_wrong_length_is_nothing_to_ask_for() -> None:
    policy = ScriptedPolicy()
    nak = ConfigureNak(5, (RawOption(IpAddress.type, b"\x0a"), *BETTER))
    assert Convergence(policy, max_failure=1).refused(nak, OURS) is None
    assert policy.hints == [BETTER]


def test_a_peer_that_keeps_naking_what_we_do_not_ask_is_given_up() -> None:
    convergence = Convergence(ScriptedPolicy(), max_failure=1)
    assert convergence.refused(ConfigureNak(5, UNASKED), OURS) is None
    refusal = convergence.refused(ConfigureNak(5, UNASKED), OURS)
    assert refusal == Refusal("the negotiation does not converge", 732)


def test_our_request_taken_starts_the_peers_count_again() -> None:
    policy = ScriptedPolicy()
    convergence = Convergence(policy, max_failure=1)
    convergence.refused(ConfigureNak(5, BETTER), OURS)
    convergence.acked()
    convergence.refused(ConfigureNak(5, BETTER), OURS)
    assert policy.rejects == []


def test_a_refusal_must_name_something() -> None:
    assert valid_refusal(ConfigureNak(5, UNASKED), OURS)
    assert not valid_refusal(ConfigureNak(5), OURS)
    assert valid_refusal(ConfigureReject(5, BETTER), OURS)
    assert not valid_refusal(ConfigureReject(5, (RawOption(99),)), OURS)
