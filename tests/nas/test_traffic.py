"""Totals of an interface, and what came since a mark."""

from __future__ import annotations

from dataclasses import replace

from tests.ios.support import session
from vpdn.datapath.engine import Counters
from vpdn.datapath.policer import Limit
from vpdn.nas.traffic import Policed, Traffic, policed, traffic_of


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


LIMIT = Limit(8000, 2000)


def test_what_a_rate_limit_did_is_told_of_each_way_with_its_rates() -> None:
    counters = Counters(
        conformed_in=4,
        conformed_bytes_in=1000,
        exceeded_in=2,
        exceeded_bytes_in=500,
        burst_in=1500,
        last_limited_in=99.5,
        conformed_out=7,
        conformed_bytes_out=700,
        exceeded_out=1,
        exceeded_bytes_out=100,
        burst_out=10,
        last_limited_out=90.0,
    )
    inward = policed(LIMIT, counters, "in", 100.0, 80.0)
    assert inward == Policed(LIMIT, 4, 1000, 2, 500, 1000, 0.5, 20.0)
    assert (inward.conformed_rate, inward.exceeded_rate) == (400.0, 200.0)
    assert policed(LIMIT, counters, "out", 100.0, 80.0) == Policed(
        LIMIT, 7, 700, 1, 100, 0, 10.0, 20.0
    )
    assert counters.policed == 3


def test_a_limit_that_saw_no_packet_has_no_last_one_and_no_rate() -> None:
    untouched = policed(LIMIT, Counters(), "in", 100.0, 100.0)
    assert untouched == Policed(LIMIT)
    assert untouched.conformed_rate == untouched.exceeded_rate == 0.0


def test_clearing_leaves_the_burst_in_use() -> None:
    counters = Counters(conformed_in=5, burst_in=100, last_limited_in=3.0)
    assert counters.since(counters) == Counters(burst_in=100, last_limited_in=3.0)
