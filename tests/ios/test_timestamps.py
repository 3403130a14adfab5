from __future__ import annotations

import time

import pytest

from vpdn.ios.timestamps import clock, duration, stamp, uptime
from vpdn.nas.config import TimestampFormat

MARCH_7 = 731478067.719  # 1993-03-07 04:21:07.719 UTC, a year whose clock nobody set


@pytest.mark.parametrize(
    ("form", "prefix"),
    [
        (TimestampFormat("datetime", msec=True), "*Mar  7 04:21:07.719: "),
        (TimestampFormat("datetime"), "*Mar  7 04:21:07: "),
        (TimestampFormat("datetime", show_timezone=True), "*Mar  7 04:21:07 UTC: "),
        (TimestampFormat("uptime"), "00:05:12: "),
        (TimestampFormat(None), ""),
    ],
)
def test_every_form_of_service_timestamps(form: TimestampFormat, prefix: str) -> None:
    assert stamp(form, MARCH_7, 312.9) == prefix


def test_local_time_is_the_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "XYZ-2")
    time.tzset()
    form = TimestampFormat("datetime", localtime=True, show_timezone=True)
    assert stamp(form, MARCH_7, 0) == "*Mar  7 06:21:07 XYZ: "
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (31, "00:00:31"),
        (86399, "23:59:59"),
        (86400 + 7200, "1d02h"),
        (7 * 86400, "1w0d"),
        (17 * 86400, "2w3d"),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 minutes"),
        (60, "1 minute"),
        (9 * 86400 + 3600 + 51 * 60, "1 week, 2 days, 1 hour, 51 minutes"),
        (366 * 86400, "1 year, 1 day, 0 minutes"),
    ],
)
def test_uptimes(seconds: float, text: str) -> None:
    assert uptime(seconds) == text


def test_the_clock_is_not_vouched_for() -> None:
    assert clock(MARCH_7) == "*04:21:07.719 UTC Sun Mar 7 1993"
