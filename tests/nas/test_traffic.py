"""Totals of an interface, and what came since a mark."""

from __future__ import annotations

from dataclasses import replace

from tests.ios.support import session
from vpdn.datapath.engine import Counters
from vpdn.nas.traffic import Traffic, traffic_of


def test_traffic_is_every_frame_and_what_was_not_taken() -> None:
    counters = Counters(
        packets_in=3,
        bytes_in=80,
        frames_in=5,
        octets_in=100,
        malformed=1,
        mppe_dropped=2,
        packets_out=4,
        bytes_out=150,
        frames_out=5,
        octets_out=200,
        window_drops=5,
        too_big=1,
    )
    assert traffic_of(counters) == Traffic(5, 100, 3, 5, 200, 0, 6)
    assert session().traffic == Traffic()


def test_traffic_since_a_mark_is_the_difference_or_all_of_what_began_anew() -> None:
    assert Traffic(5, 500, 1).since(Traffic(2, 100)) == Traffic(3, 400, 1)
    assert Traffic(1, 100).since(Traffic(2, 90)) == Traffic(1, 100)


def test_counters_since_a_mark_leave_what_is_no_count() -> None:
    counters = Counters(
        sequence_in=9, mppe_tx_coherency=7, last_in=3.0, last_out=2.0, last_data=3.5
    )
    mark = Counters(packets_in=2, sequence_in=4, last_in=1.0, last_out=1.5, last_data=0.5)
    passed = replace(counters, packets_in=5).since(mark)
    assert passed == replace(counters, packets_in=3)
