"""Every minute is measured, with what the router keeps at its end."""

from __future__ import annotations

from bench import lasting
from bench.lasting import Minute
from tests.bench.reading import ignore, needs_root, rows


def test_the_last_minute_is_compared_with_the_second() -> None:
    """The first still has to allocate."""
    minutes = [Minute(500, 90_000, 30), Minute(400, 100_000, 30), Minute(300, 110_000, 30)]
    table = rows(lasting.report(minutes))
    assert table["3"] == [300, 110_000, 30]
    assert table["Mb/s"] == [0.75]
    assert table["memory"] == [1.1]


@needs_root
def test_minutes_of_load_are_measured() -> None:
    minutes = lasting.measure(ignore, minutes=2, seconds=0.2, octets=200_000)
    assert len(minutes) == 2
    assert all(each.mbps > 0 and each.memory > 10_000 for each in minutes)
    assert all(each.descriptors > 5 for each in minutes)
