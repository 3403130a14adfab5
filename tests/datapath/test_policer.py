"""Rates and bursts on a clock of our own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.datapath.ends import (
    ALICE,
    ALICE_CALL,
    BOB,
    BOB_CALL,
    EVERYWHERE,
    ip_packet,
    number_of,
)
from tests.datapath.twins import TWINS, MakeEngine
from vpdn.datapath.engine import Counters, Engine, SessionSpec
from vpdn.datapath.filters import Filter, Rule
from vpdn.datapath.policer import Limit, Policer

KILOBIT_PER_PACKET = 125
"""Octets of a packet of 1000 bits."""
START = 1000.0


def passed(policer: Policer, moments: list[float], size: int = KILOBIT_PER_PACKET) -> list[bool]:
    return [policer.admits(size, START + moment) for moment in moments]


def test_a_burst_passes_at_once_and_no_more() -> None:
    policer = Policer(Limit(8000, 10 * KILOBIT_PER_PACKET))
    assert passed(policer, [0.0] * 12) == [True] * 10 + [False] * 2


def test_after_the_burst_packets_pass_at_the_rate() -> None:
    """Eight packets of a kilobit each second at 8000 bits a second, offered at 100 a second."""
    policer = Policer(Limit(8000, 2 * KILOBIT_PER_PACKET))
    assert sum(passed(policer, [at / 100 for at in range(1, 1001)])) == 81


@pytest.mark.parametrize("rate", [8000, 56_000, 1_234_567, 2_000_000_000])
@pytest.mark.parametrize("pace", [1e-5, 1.7e-4, 3.3e-3])
def test_whatever_the_pace_the_rate_is_kept(rate: int, pace: float) -> None:
    policer, burst = Policer(Limit(rate, 3000)), 3000
    moments = [pace * number for number in range(20_000)]
    octets = 1000 * sum(passed(policer, moments, 1000))
    allowed = min(1000 * len(moments), burst + rate * moments[-1] / 8)
    assert allowed - 2000 <= octets <= allowed + 1000


def test_a_pause_fills_the_bucket_but_never_above_the_burst() -> None:
    policer = Policer(Limit(8000, 2 * KILOBIT_PER_PACKET))
    assert passed(policer, [0.0] * 3) == [True, True, False]
    assert passed(policer, [0.125, 0.125]) == [True, False]
    assert passed(policer, [1e9] * 3) == [True, True, False]


def test_a_packet_that_is_dropped_takes_no_tokens() -> None:
    policer = Policer(Limit(8000, 1000))
    assert passed(policer, [0.0], 1001) == [False]
    assert passed(policer, [0.0], 1000) == [True]


def test_a_clock_that_stands_or_goes_back_gives_no_tokens() -> None:
    policer = Policer(Limit(8000, KILOBIT_PER_PACKET))
    assert passed(policer, [5.0, 5.0, 4.0, 5.0, 5.1]) == [True, False, False, False, False]
    assert passed(policer, [5.125]) == [True]


def test_debts_add_up_until_a_packet_is_dropped() -> None:
    """Cisco's example of compounded debt, a unit being 100 octets: rate 1 a second, burst 2,
    extended burst 4, and 2 that come each second. Debts and their sums: 1, 1; 2, 3; 3, 6 is too
    much; 3, 3; 4, 7 is too much."""
    policer = Policer(Limit(800, 200, 400))
    assert passed(policer, [0.0, 1.0, 2.0, 3.0, 4.0, 5.0], 200) == [
        True,
        True,
        True,
        False,
        True,
        False,
    ]


def test_counts_are_of_packets_and_octets_and_what_is_used_of_the_burst() -> None:
    policer = Policer(Limit(8000, 1000, 100))
    passed(policer, [0.0, 0.0, 0.5], 550)
    assert (policer.conformed, policer.conformed_octets) == (2, 1100)
    assert (policer.exceeded, policer.exceeded_octets) == (1, 550)
    assert (policer.burst, policer.last) == (600, START + 0.5)


def test_the_same_limit_keeps_its_bucket_and_another_begins_with_a_full_one() -> None:
    policer = Policer(Limit(8000, KILOBIT_PER_PACKET))
    assert passed(policer, [0.0, 0.0]) == [True, False]
    policer.change(Limit(8000, KILOBIT_PER_PACKET))
    assert passed(policer, [0.0]) == [False]
    policer.change(Limit(16_000, KILOBIT_PER_PACKET))
    assert passed(policer, [0.0, 0.0]) == [True, False]
    assert (policer.conformed, policer.exceeded) == (2, 3)


def test_the_largest_limits_are_counted_without_error() -> None:
    policer = Policer(Limit(2_000_000_000, 512_000_000, 1_024_000_000))
    assert passed(policer, [0.0] * 3, 512_000_000) == [True, True, False]
    assert policer.burst == 1_024_000_000


# --- in a session ---------------------------------------------------------------------------

NARROW = Limit(8000, 1000)


SPEC = SessionSpec(ALICE_CALL, BOB_CALL, BOB, routes=EVERYWHERE)


def session(make: MakeEngine, spec: SessionSpec) -> tuple[Engine, Engine]:
    """Alice's end and Bob's, who limits nothing."""
    alice, bob = make(), make()
    alice.add(spec)
    bob.add(SessionSpec(BOB_CALL, ALICE_CALL, ALICE, routes=EVERYWHERE))
    return alice, bob


def come_in(alice: Engine, bob: Engine, numbers: range, now: float) -> list[int]:
    """Packets of 500 octets from Bob: those that came out at Alice's."""
    sent = bob.from_tun([ip_packet(number, 500) for number in numbers], now)
    got = alice.from_gre([(BOB, packet) for _, packet in sent.gre], now)
    return [number_of(packet) for packet in got.tun]


def counted(alice: Engine) -> Counters:
    return alice.counters(ALICE_CALL)


@TWINS
def test_what_the_peer_sends_above_its_limit_is_dropped_and_counted(make: MakeEngine) -> None:
    alice, bob = session(make, replace(SPEC, police_in=NARROW))
    assert come_in(alice, bob, range(5), 1.0) == [0, 1]
    assert come_in(alice, bob, range(5, 8), 1.5) == [5]
    counters = counted(alice)
    assert (counters.packets_in, counters.bytes_in, counters.policed) == (3, 1500, 5)
    assert (counters.conformed_in, counters.conformed_bytes_in) == (3, 1500)
    assert (counters.exceeded_in, counters.exceeded_bytes_in) == (5, 2500)
    assert (counters.burst_in, counters.last_limited_in) == (1000, 1.5)
    assert counters.conformed_out == counters.exceeded_out == 0


@TWINS
def test_what_goes_to_the_peer_above_its_limit_is_dropped_and_counted(make: MakeEngine) -> None:
    alice, _ = session(make, replace(SPEC, police_out=NARROW))
    sent = alice.from_tun([ip_packet(number, 500) for number in range(5)], 1.0)
    assert len(sent.gre) == 2
    counters = counted(alice)
    assert (counters.packets_out, counters.policed) == (2, 3)
    assert (counters.conformed_out, counters.conformed_bytes_out) == (2, 1000)
    assert (counters.exceeded_out, counters.exceeded_bytes_out) == (3, 1500)
    assert (counters.burst_out, counters.last_limited_out) == (1000, 1.0)
    assert counters.conformed_in == counters.exceeded_in == 0


@TWINS
def test_what_an_access_list_refuses_takes_no_tokens(make: MakeEngine) -> None:
    nothing = Filter((Rule(False),))
    spec = replace(SPEC, police_in=NARROW, police_out=NARROW, inward=nothing, outward=nothing)
    alice, bob = session(make, spec)
    come_in(alice, bob, range(3), 1.0)
    alice.from_tun([ip_packet(1, 500)], 1.0)
    counters = counted(alice)
    assert (counters.filtered, counters.policed) == (4, 0)
    assert counters.burst_in == counters.burst_out == 0


@TWINS
def test_control_frames_are_never_policed(make: MakeEngine) -> None:
    alice, _ = session(make, replace(SPEC, police_out=Limit(1, 1)))
    echo = b"\xff\x03\xc0\x21\x09\x01\x00\x08\x00\x00\x00\x00"
    assert len(alice.send_frame(ALICE_CALL, echo, 1.0).gre) == 1


@TWINS
def test_a_limit_can_come_change_and_go_while_the_session_is_up(make: MakeEngine) -> None:
    alice, bob = session(make, SPEC)
    assert len(come_in(alice, bob, range(5), 1.0)) == 5
    alice.update(replace(SPEC, police_in=NARROW))
    assert len(come_in(alice, bob, range(5, 10), 1.0)) == 2
    alice.update(replace(SPEC, police_in=Limit(8000, 1000), mru=1400))
    assert len(come_in(alice, bob, range(10, 15), 1.0)) == 0
    alice.update(replace(SPEC, police_in=Limit(8000, 1500)))
    assert len(come_in(alice, bob, range(15, 20), 1.0)) == 3
    alice.update(SPEC)
    assert len(come_in(alice, bob, range(20, 25), 1.0)) == 5
    assert counted(alice).policed == 10
