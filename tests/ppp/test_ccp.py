"""Which MPPE: H 0x01000000 stateless, M 0x80 56, S 0x40 128, L 0x20 40, D 0x10, C 0x01."""

from __future__ import annotations

import pytest

from vpdn.ppp.ccp import Agreement, CcpPolicy
from vpdn.ppp.policy import Ack, Judgement, Nak, Options, Refusal, Reject
from vpdn.ppp.settings import MppePolicy
from vpdn.ppp.trace import CcpChecked, MppeOptionsUnknown
from vpdn.wire.ccp import MppeOption
from vpdn.wire.cp import RawOption

H = 0x01000000
M, S, L, D, C = 0x80, 0x40, 0x20, 0x10, 0x01
FORTY = frozenset({40})
ALL = frozenset({40, 56, 128})
NOTE = (MppeOptionsUnknown(),)


def option(bits: int) -> Options:
    return (MppeOption(bits),)


def policy(
    bits: frozenset[int] = FORTY,
    required: bool = False,
    stateful: bool = False,
    yields: bool = True,
) -> CcpPolicy:
    mppe = MppePolicy(bits, required=required, stateful=stateful, yields=yields)
    return CcpPolicy(mppe, error=741)


def nak(bits: int) -> Judgement:
    return Nak(option(bits), NOTE)


@pytest.mark.parametrize(
    ("bits", "stateful", "offer"),
    [
        (FORTY, False, H | L),
        (frozenset({128}), False, H | S),
        (frozenset({56}), True, M),
        (frozenset({40, 128}), False, H | L | S),
        (ALL, True, L | M | S),
    ],
)
def test_the_first_offer_is_everything_allowed(
    bits: frozenset[int], stateful: bool, offer: int
) -> None:
    assert policy(bits, stateful=stateful).request() == option(offer)


def test_a_preset_offer_keeps_only_strengths_that_are_allowed() -> None:
    preset = H | M | S | L | D | C
    assert CcpPolicy(MppePolicy(ALL), 742, preset).request() == option(0x010000F1)
    assert CcpPolicy(MppePolicy(FORTY), 742, preset).request() == option(H | L | D | C)
    assert CcpPolicy(MppePolicy(FORTY), 742, H | S).request() == option(H | L)


@pytest.mark.parametrize(
    ("allowed", "asked", "answer"),
    [
        (FORTY, H | L, Ack()),
        (ALL, H | S, Ack()),
        (FORTY, 0x010000F1, nak(H | L)),
        (FORTY, 0x010000E1, nak(H | L)),
        (ALL, 0x010000F1, nak(H | S)),
        (ALL, 0x010000B1, nak(H | M)),
        (FORTY, H | S, nak(H | L)),
        (FORTY, H | L | C, nak(H | L)),
        (FORTY, H | L | D, nak(H | L)),
        (FORTY, L, nak(H | L)),
        (FORTY, C, nak(H | L)),
        (FORTY, H, nak(H | L)),
        (ALL, H | S | 0x8000, nak(H | S)),
    ],
)
def test_exactly_one_strength_is_granted_and_everything_else_naked_to_one(
    allowed: frozenset[int], asked: int, answer: Judgement
) -> None:
    assert policy(allowed).judge(option(asked)) == answer


def test_stateful_mode_gives_way_to_a_peer_that_wants_stateless() -> None:
    stateful = policy(stateful=True)
    assert stateful.judge(option(L)) == Ack()
    assert stateful.judge(option(H | L)) == Ack()
    assert stateful.judge(option(H | S | L)) == nak(H | L)
    assert stateful.judge(option(S | L)) == nak(L)


def test_stateless_mode_gives_way_to_a_peer_that_asks_for_stateful_again() -> None:
    stateless = policy(ALL)
    assert stateless.judge(option(S | L)) == nak(H | S)
    assert stateless.judge(option(S | L)) == nak(S)
    assert stateless.judge(option(S)) == Ack()
    assert stateless.judge(option(H | S)) == Ack()


def test_stateless_mode_gives_way_to_a_peer_that_naks_to_stateful() -> None:
    stateless = policy()
    stateless.naked(option(L))
    assert stateless.request() == option(L)
    assert stateless.judge(option(L)) == Ack()


def test_stateful_mode_alone_is_all_a_peer_gets_of_an_end_that_does_not_yield() -> None:
    stateful = policy(ALL, stateful=True, yields=False)
    for _ in range(3):
        assert stateful.judge(option(H | S)) == nak(S)
        stateful.naked(option(H | L))
        assert stateful.request() == option(L)
    assert stateful.judge(option(L)) == Ack()


def test_stateless_mode_alone_is_all_a_peer_gets_of_an_end_that_does_not_yield() -> None:
    stateless = policy(yields=False)
    for _ in range(3):
        assert stateless.judge(option(L)) == nak(H | L)
        stateless.naked(option(L))
        assert stateless.request() == option(H | L)


@pytest.mark.parametrize("asked", [(), option(0)])
def test_no_bits_are_no_encryption_unless_it_is_required(asked: Options) -> None:
    assert policy().judge(asked) == Ack()
    assert policy(required=True).judge(asked) == nak(H | L)


def test_two_values_at_once_are_naked_to_one() -> None:
    assert policy().judge(option(H | L) + option(H | S)) == nak(H | L)


def test_other_compressors_are_rejected_first() -> None:
    deflate = RawOption(26, b"\x78\0")
    short = RawOption(18, b"\1\0")
    assert policy().judge((deflate, *option(0x010000F1), short)) == Reject((deflate, short))


def test_every_check_against_an_authorization_is_told() -> None:
    checked = policy()
    checked.attributes = ("service=ppp",)
    record = CcpChecked(("service=ppp",))
    assert checked.judge(option(H | L)) == Ack((record,))
    assert checked.judge(option(0x010000F1)) == Nak(option(H | L), (*NOTE, record))
    deflate = (RawOption(26),)
    assert checked.judge(deflate) == Reject(deflate, (record,))


@pytest.mark.parametrize(
    ("allowed", "hint", "then"),
    [
        (ALL, H | L, H | L),
        (ALL, S, S),
        (ALL, H | S | L, H | S),
        (FORTY, H | S, H | L),
    ],
)
def test_a_hint_is_taken_when_it_is_allowed(allowed: frozenset[int], hint: int, then: int) -> None:
    asking = policy(allowed)
    asking.request()
    assert asking.naked(option(hint)) is None
    assert asking.request() == option(then)


def test_a_peer_without_mppe_costs_an_optional_one_only() -> None:
    optional = policy()
    assert optional.rejected(optional.request()) is None
    assert optional.request() == ()
    required = policy(required=True)
    refusal = Refusal("the peer does not encrypt", 741)
    assert required.rejected(required.request()) == refusal


def test_both_directions_must_hold_to_one_value() -> None:
    end = policy(ALL, stateful=True)
    end.request()
    end.judge(option(H | L))
    assert end.disagreed()
    assert end.agreed() is None
    assert end.request() == option(H | L)
    assert end.agreed() == Agreement(40, stateful=False)


@pytest.mark.parametrize(
    ("ours", "theirs", "settled"),
    [(S, H | S, H | S), (H | L, S, S), (H | M, H | L, H | M), (L, 0, L)],
)
def test_a_disagreement_is_settled_alike_at_both_ends(ours: int, theirs: int, settled: int) -> None:
    for mine, other in ((ours, theirs), (theirs, ours)):
        end = policy(ALL, stateful=True)
        end.judge(option(mine))
        end.request()
        end.judge(option(other))
        end.settle()
        assert end.request() == option(settled)


def test_no_encryption_at_all_is_an_agreement_too_but_no_mppe() -> None:
    end = policy()
    end.rejected(end.request())
    end.request()
    end.judge(())
    assert not end.disagreed()
    assert end.agreed() is None
