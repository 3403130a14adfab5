from __future__ import annotations

import pytest

from vpdn.nas.rates import PERIOD, Meter
from vpdn.nas.traffic import Rate, Traffic


def steady(meter: Meter, seconds: int, start: int = 0) -> None:
    """A packet of 125 octets in each second, and two out; measured every five seconds."""
    for now in range(start + 5, start + seconds + 1, 5):
        meter.measure(Traffic(now, 125 * now, 0, 2 * now, 250 * now), float(now))


def test_nothing_is_known_before_the_first_measurement() -> None:
    assert Meter(0.0, Traffic(1000, 1000)).rate == Rate()


def test_what_had_passed_before_is_no_rate() -> None:
    meter = Meter(0.0, Traffic(1000, 1000))
    meter.measure(Traffic(1000, 1000), 5.0)
    assert meter.rate == Rate()


def test_a_steady_load_is_reached_to_63_percent_after_five_minutes() -> None:
    meter = Meter(0.0)
    steady(meter, int(PERIOD))
    rate = meter.rate
    assert rate.packets_in == pytest.approx(0.632, abs=0.001)
    assert rate.bits_in == pytest.approx(632, abs=1)
    assert rate.packets_out == pytest.approx(1.264, abs=0.001)
    steady(meter, 3000, int(PERIOD))
    assert meter.rate.bits_out == pytest.approx(2000, rel=0.01)


def test_how_often_is_measured_changes_nothing_of_a_steady_load() -> None:
    often, seldom = Meter(0.0), Meter(0.0)
    steady(often, int(PERIOD))
    seldom.measure(Traffic(300, 125 * 300, 0, 600, 250 * 300), PERIOD)
    assert seldom.rate.bits_in == pytest.approx(often.rate.bits_in)


def test_a_second_measurement_at_the_same_time_is_none() -> None:
    meter = Meter(5.0)
    meter.measure(Traffic(1000, 1000), 5.0)
    assert meter.rate == Rate()


def test_totals_that_go_back_count_as_nothing() -> None:
    meter = Meter(5.0, Traffic(1000, 1000))
    meter.measure(Traffic(10, 10), 10.0)
    assert meter.rate == Rate()
