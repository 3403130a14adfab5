from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.net import packets
from vpdn.net.faults import Faults, FaultSettings, Lost

PACKET = packets.ip(packets.UDP, bytes(72))


def arrivals(settings: FaultSettings, count: int, gap: float = 0.001) -> list[list[float]]:
    faults = Faults(settings)
    return [faults.arrivals(PACKET, number * gap) for number in range(count)]


def test_a_perfect_line_delivers_at_once() -> None:
    assert arrivals(FaultSettings(), 3, gap=1.0) == [[0.0], [1.0], [2.0]]


def test_a_slow_line_delivers_later() -> None:
    assert arrivals(FaultSettings(delay=0.15), 2, gap=1.0) == [[0.15], [1.15]]


def test_a_packet_takes_its_octets_time_and_the_next_one_waits_for_it() -> None:
    assert len(PACKET) == 92
    slow = FaultSettings(rate=92 * 8)
    assert arrivals(slow, 3, gap=0.5) == [[1.0], [2.0], [3.0]]
    assert arrivals(slow, 2, gap=5.0) == [[1.0], [6.0]]


def test_a_lost_packet_has_taken_its_time_on_the_line_too() -> None:
    slow = FaultSettings(rate=92 * 8, lose=(Lost("all", 1),))
    assert arrivals(slow, 2, gap=0) == [[], [2.0]]


@given(st.integers(), st.floats(0, 0.5))
def test_jitter_stays_in_bounds_and_keeps_the_order(seed: int, jitter: float) -> None:
    times = [each[0] for each in arrivals(FaultSettings(delay=1, jitter=jitter, seed=seed), 50)]
    assert times == sorted(times)
    for number, time in enumerate(times):
        assert number * 0.001 + 1 <= time <= 0.05 + 1 + jitter


@pytest.mark.parametrize("chance", [0.05, 0.5])
def test_chances_are_met_over_many_packets(chance: float) -> None:
    settings = FaultSettings(loss=chance, duplicate=chance, reorder=chance, seed=1)
    faults = Faults(settings)
    for _ in range(4000):
        faults.arrivals(PACKET, 0)
    counters = faults.counters
    assert counters.lost == pytest.approx(4000 * chance, rel=0.25)
    assert counters.duplicated == pytest.approx(counters.passed * chance, rel=0.25)
    assert counters.reordered == pytest.approx(counters.passed * chance, rel=0.25)
    assert counters.lost + counters.passed == 4000


def test_a_reordered_packet_is_overtaken_and_delays_no_other() -> None:
    first, second = Faults(FaultSettings(reorder=1.0)), Faults(FaultSettings())
    assert first.arrivals(PACKET, 0) == [0.02]
    assert second.arrivals(PACKET, 0) == [0.0]
    mixed = arrivals(FaultSettings(reorder=0.3, seed=3), 100)
    late = [number for number, each in enumerate(mixed) if each != [number * 0.001]]
    assert 15 < len(late) < 45


def test_a_duplicate_comes_with_its_original() -> None:
    assert arrivals(FaultSettings(duplicate=1.0, delay=0.1), 1) == [[0.1, 0.1]]


def test_everything_or_nothing_may_be_lost() -> None:
    assert arrivals(FaultSettings(loss=1.0), 5) == [[]] * 5


def test_the_same_seed_makes_the_same_course() -> None:
    bad = FaultSettings(loss=0.2, duplicate=0.2, reorder=0.2, jitter=0.1, seed=7)
    assert arrivals(bad, 100) == arrivals(bad, 100)
    other = FaultSettings(loss=0.2, duplicate=0.2, reorder=0.2, jitter=0.1, seed=8)
    assert arrivals(bad, 100) != arrivals(other, 100)


def test_loss_spares_packets_of_other_kinds_but_delay_does_not() -> None:
    faults = Faults(FaultSettings(loss=1.0, delay=0.1, only="gre"))
    assert faults.arrivals(packets.ACKNOWLEDGMENT, 0) == []
    assert faults.arrivals(packets.ip(packets.TCP), 0) == [0.1]


def test_the_first_configure_request_is_lost_and_no_other_packet() -> None:
    faults = Faults(FaultSettings(lose=(Lost("lcp-configure-request"),)))
    sent = [packets.ACKNOWLEDGMENT, *[packets.CONFIGURE_REQUEST] * 3, packets.ECHO_REPLY]
    assert [len(faults.arrivals(packet, 0)) for packet in sent] == [1, 0, 1, 1, 1]


def test_several_packets_may_be_doomed_and_are_counted_apart() -> None:
    doomed = (Lost("lcp-configure-request", 2), Lost("lcp-echo-reply"), Lost("gre", 4))
    faults = Faults(FaultSettings(lose=doomed))
    sent = [packets.CONFIGURE_REQUEST] * 2 + [packets.ECHO_REPLY] * 3
    assert [len(faults.arrivals(packet, 0)) for packet in sent] == [1, 0, 0, 0, 1]


def test_a_packet_that_is_too_large_is_lost() -> None:
    assert arrivals(FaultSettings(largest=len(PACKET)), 1) == [[0.0]]
    assert arrivals(FaultSettings(largest=len(PACKET) - 1), 1) == [[]]


def test_a_kind_nobody_knows_is_refused() -> None:
    with pytest.raises(KeyError):
        Faults(FaultSettings(only="avian"))
