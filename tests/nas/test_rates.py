from __future__ import annotations

import pytest

from vpdn.nas.rates import PERIOD, Rates
from vpdn.nas.snapshot import Rate, Traffic


def steady(rates: Rates, seconds: int, start: int = 0) -> None:
    """A packet of 125 octets in each second, and two out; measured every five seconds."""
    for now in range(start, start + seconds + 1, 5):
        traffic = Traffic(now, 125 * now, 0, 2 * now, 250 * now)
        rates.measure({"Vi1": traffic}, float(now))


def test_nothing_is_known_before_the_second_measurement() -> None:
    rates = Rates(0.0)
    assert rates.of("Vi1") == Rate()
    rates.measure({"Vi1": Traffic(1000, 1000)}, 5.0)
    assert rates.of("Vi1") == Rate()


def test_a_steady_load_is_reached_to_63_percent_after_five_minutes() -> None:
    rates = Rates(-5.0)
    steady(rates, int(PERIOD))
    rate = rates.of("Vi1")
    assert rate.packets_in == pytest.approx(0.632, abs=0.001)
    assert rate.bits_in == pytest.approx(632, abs=1)
    assert rate.packets_out == pytest.approx(1.264, abs=0.001)
    steady(rates, 3000, int(PERIOD) + 5)
    assert rates.of("Vi1").bits_out == pytest.approx(2000, rel=0.01)


def test_an_interface_that_is_gone_is_forgotten() -> None:
    rates = Rates(-5.0)
    steady(rates, 60)
    rates.measure({}, 65.0)
    assert rates.of("Vi1") == Rate()


def test_totals_that_go_back_count_as_nothing() -> None:
    rates = Rates(0.0)
    rates.measure({"Vi1": Traffic(1000, 1000)}, 5.0)
    rates.measure({"Vi1": Traffic(10, 10)}, 10.0)
    assert rates.of("Vi1") == Rate()
