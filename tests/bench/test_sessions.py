"""As many packets in one call as in many: what went through is what is divided by."""

from __future__ import annotations

import pytest

from bench import sessions
from bench.sessions import Case, Figure
from tests.bench.reading import ignore, needs_root, rows


def test_many_calls_are_compared_with_one() -> None:
    figures = [Figure(Case(1, 100), 5_000, 200, 1.1), Figure(Case(1000, 100), 5_500, 200, 2.2)]
    table = rows(sessions.report(figures))
    assert table["1,000 calls"] == [200, 2.2, 5_500]
    assert table["1,000 calls : 1 call, a packet"] == [1.1]
    assert table["1,000 calls : 1 call, a packet of GRE"] == [0.55]


@needs_root
def test_the_packets_of_all_calls_go_through_both_ways() -> None:
    cases = (Case(1, 1000), Case(5, 1000))
    figures = sessions.measure(ignore, cases, seconds=0.5, rounds=1)
    assert [figure.case for figure in figures] == list(cases)
    assert all(figure.nanoseconds > 0 and figure.gre >= 0.9 for figure in figures)
    assert all(figure.packets == pytest.approx(2000, rel=0.5) for figure in figures)
