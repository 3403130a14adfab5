from __future__ import annotations

import pytest

from vpdn.ios.rate_limit import RateLimit
from vpdn.nas.config import LoggingSettings

TWO = LoggingSettings(rate_limit=2, rate_except=3)


def admitted(settings: LoggingSettings, *times: float, level: int = 5, debug: bool = False) -> int:
    limit = RateLimit()
    passed = sum(limit.admits(settings, level, time, debug=debug) for time in times)
    assert limit.exceeded == len(times) - passed
    return passed


def test_so_many_messages_pass_in_each_second() -> None:
    assert admitted(TWO, 1.0, 1.5, 1.9) == 2
    assert admitted(TWO, 1.0, 1.5, 1.9, 2.0, 2.1, 2.2) == 4


def test_without_a_limit_all_pass() -> None:
    assert admitted(LoggingSettings(), *[1.0] * 100) == 100


@pytest.mark.parametrize(("level", "passed"), [(4, 2), (3, 9), (0, 9)])
def test_the_urgent_ones_are_spared(level: int, passed: int) -> None:
    assert admitted(TWO, *[1.0] * 9, level=level) == passed


def test_debug_lines_are_limited_only_when_all_are() -> None:
    assert admitted(TWO, *[1.0] * 9, level=7, debug=True) == 9
    everything = LoggingSettings(rate_limit=2, rate_all=True)
    assert admitted(everything, *[1.0] * 9, level=7, debug=True) == 2


def test_what_is_spared_takes_no_place_from_others() -> None:
    limit = RateLimit()
    for _ in range(5):
        assert limit.admits(TWO, 2, 1.0, debug=False)
    assert [limit.admits(TWO, 5, 1.0, debug=False) for _ in range(3)] == [True, True, False]
