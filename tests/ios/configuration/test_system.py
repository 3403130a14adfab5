from __future__ import annotations

import pytest

from tests.ios.support import loaded, written
from vpdn.nas.config import TimestampFormat


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("service timestamps", TimestampFormat("uptime")),
        ("service timestamps debug", TimestampFormat("uptime")),
        ("service timestamps debug uptime", TimestampFormat("uptime")),
        ("service timestamps debug datetime", TimestampFormat("datetime")),
        (
            "service timestamps debug datetime show-timezone msec localtime",
            TimestampFormat("datetime", msec=True, localtime=True, show_timezone=True),
        ),
        ("no service timestamps debug", TimestampFormat(None)),
        ("no service timestamps", TimestampFormat(None)),
    ],
)
def test_forms_of_timestamps(line: str, form: TimestampFormat) -> None:
    config = loaded(line).config
    assert config.timestamps_debug == form
    assert config.timestamps_log == TimestampFormat("uptime")


def test_timestamps_are_written_in_ios_order() -> None:
    assert written("service timestamps log datetime show-timezone msec") == [
        "service timestamps log datetime msec show-timezone"
    ]
    assert written("no service timestamps log") == ["no service timestamps log uptime"]


def test_the_hostname_falls_back_to_router() -> None:
    assert loaded("hostname x\nno hostname").config.hostname == "Router"


def test_services_and_logging_are_kept_as_said() -> None:
    lines = [
        "service tcp-keepalives-in",
        "no service pad",
        "logging buffered 4096 debugging",
        "no logging console",
        "logging 10.0.0.9",
    ]
    assert written("\n".join(lines)) == lines
