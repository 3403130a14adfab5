"""Percentiles within half a percent, whatever the number of values, in bounded memory."""

from __future__ import annotations

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.load.histogram import Histogram


def of(*values: float) -> Histogram:
    histogram = Histogram()
    for value in values:
        histogram.add(value)
    return histogram


def test_without_values_all_is_nothing() -> None:
    empty = Histogram()
    assert (empty.count, empty.mean, empty.most) == (0, 0.0, 0.0)
    assert empty.percentiles(50, 99) == [0.0, 0.0]


def test_one_value_is_every_percentile() -> None:
    assert of(0.0123456).percentiles(1, 50, 100) == [0.0123456] * 3


def test_percentiles_of_a_hundred_are_the_values_of_those_ranks() -> None:
    hundred = of(*map(float, range(100, 0, -1)))
    assert hundred.percentiles(1, 50, 90, 99, 100) == [1, 50, 90, 99, 100]
    assert (hundred.count, hundred.least, hundred.most, hundred.mean) == (100, 1, 100, 50.5)


@given(
    st.lists(st.floats(0.00001, 1e6), min_size=1, max_size=50),
    st.sampled_from([1, 25, 50, 90, 99, 99.9]),
)
def test_a_percentile_is_a_value_that_occurred_but_for_half_a_percent(
    values: list[float], percent: float
) -> None:
    [found] = of(*values).percentiles(percent)
    true = sorted(values)[ceil(len(values) * percent / 100) - 1]
    assert found == pytest.approx(true, rel=0.0051)


def test_percentiles_never_fall_and_stay_between_the_extremes() -> None:
    histogram = of(*(number / 7919 for number in range(1, 5000)))
    found = histogram.percentiles(0.1, 10, 50, 90, 99, 99.9, 100)
    assert found == sorted(found)
    assert histogram.least <= found[0]
    assert found[-1] == histogram.most


def test_a_million_different_values_take_no_more_room_than_their_digits() -> None:
    histogram = of(*(number * 1e-6 for number in range(1, 100_000)))
    assert len(histogram._counts) <= 900 * 5
    assert histogram.percentiles(50)[0] == pytest.approx(0.05, rel=0.005)


def test_what_is_too_small_to_matter_is_nothing_and_counted() -> None:
    histogram = of(*(1e-9 * number for number in range(100)), 1.0)
    assert histogram.count == 101
    assert histogram.percentiles(50, 100) == [0.0, 1.0]
