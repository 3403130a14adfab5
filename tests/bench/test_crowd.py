"""Calls in groups, each looked at when it has come up, and all of them when they are idle."""

from __future__ import annotations

from bench import crowd
from bench.crowd import Figures, Group
from tests.bench.reading import ignore, needs_root, rows


def group(setup: float) -> Group:
    return Group(setup, 15.0, 1.0, {"phases": {"whole": {"p50_ms": 10, "p99_ms": 20}}})


def test_the_last_thousand_is_compared_with_the_first() -> None:
    figures = Figures([group(4.0), group(5.0)], 1000, 2.0, 12.0, 10_000.0, {})
    table = rows(crowd.report(figures))
    assert table["1 to 1,000"] == [10, 20, 4, 15, 1]
    assert table["1,001 to 2,000"] == [10, 20, 5, 15, 1]
    assert table["last : first, router's ms a set-up"] == [1.25]


def test_what_is_idle_is_no_cost_of_a_packet() -> None:
    """A tenth of a core more, for ten thousand packets a second: ten microseconds each."""
    figures = Figures([group(4.0)], 1000, 2.0, 12.0, 10_000.0, {})
    table = rows(crowd.report(figures))
    assert table["router's ns a packet and for 1,000 more keepalives"] == [10_000]


def test_what_failed_is_told_with_its_kind() -> None:
    figures = Figures([group(4.0)], 1000, 2.0, 12.0, 10_000.0, {"619 in held": 2, "806 in lcp": 3})
    label = "calls that failed or were lost, 2 by error 619 in held, 3 by error 806 in lcp"
    assert rows(crowd.report(figures))[label] == [5]


@needs_root
def test_groups_come_up_beside_each_other_and_one_is_at_work() -> None:
    found = crowd.measure(ignore, groups=2, calls=10, rate=20, seconds=1.5)
    assert len(found.groups) == 2
    assert [each.report["calls"]["hung_up"] for each in found.groups] == [10, 10]
    assert found.failures == {}
    assert found.packets > 10
    assert found.active > found.idle >= 0
