"""Session clocks on a virtual clock."""

from __future__ import annotations

from vpdn.nas.watch import Timeouts, Watch


def test_without_limits_nothing_is_due() -> None:
    watch = Watch(0.0)
    assert watch.deadline is None
    assert watch.expired(0.0, 1e9) is None


def test_the_line_protocol_comes_up_once() -> None:
    watch = Watch(0.0)
    watch.line_protocol = 1.0
    assert not watch.line_protocol_due(0.9)
    assert watch.line_protocol_due(1.0)
    assert not watch.line_protocol_due(1.0)
    assert watch.deadline is None


def test_the_session_timeout_ends_a_busy_session() -> None:
    watch = Watch(0.0)
    watch.limit(60, None, 10.0)
    assert watch.deadline == 70.0
    assert watch.expired(69.9, 69.9) is None
    assert watch.expired(70.0, 70.0) == "session timeout"
    assert watch.deadline is None


def test_traffic_moves_the_idle_timeout() -> None:
    watch = Watch(0.0)
    watch.limit(None, 30, 0.0)
    assert watch.deadline == 30.0
    assert watch.expired(20.0, 30.0) is None
    assert watch.deadline == 50.0
    assert watch.expired(20.0, 50.0) == "idle timeout"


def test_what_is_allowed_and_what_is_left_of_it_can_be_seen() -> None:
    watch = Watch(0.0)
    assert watch.timeouts(0.0, 5.0) == Timeouts()
    assert watch.timeouts(0.0, 5.0).left is None
    watch.limit(60, 30, 10.0)
    shown = watch.timeouts(15.0, 20.0)
    assert shown == Timeouts(60, 30, 50.0, 25.0)
    assert shown.left == 25.0
    assert watch.timeouts(60.0, 65.0).left == 5.0
    assert watch.timeouts(0.0, 99.0) == Timeouts(60, 30, 0.0, 0.0)
    watch.limit(0, None, 20.0)
    assert watch.timeouts(20.0, 20.0) == Timeouts()


def test_zero_is_no_limit() -> None:
    watch = Watch(0.0)
    watch.limit(0, 0, 0.0)
    assert watch.deadline is None


def test_renegotiation_is_futile_the_fourth_time_in_a_minute() -> None:
    watch = Watch(0.0)
    assert [watch.futile(at) for at in (0.0, 5.0, 10.0, 15.0)] == [False, False, False, True]


def test_renegotiations_long_ago_do_not_count() -> None:
    watch = Watch(0.0)
    assert not any(watch.futile(at) for at in (0.0, 30.0, 61.0, 91.0, 122.0))
