from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from tests.ios.support import loaded, written
from vpdn.ios.configuration.logging import level_of
from vpdn.ios.severity import LEVELS
from vpdn.nas.config import LoggingSettings


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("logging buffered", LoggingSettings(buffered=4096)),
        ("logging buffered 20010", LoggingSettings(buffered=20010)),
        (
            "logging buffered 20010 errors",
            LoggingSettings(buffered=20010, buffered_level=3),
        ),
        ("logging buffered informational", LoggingSettings(buffered=4096, buffered_level=6)),
        ("no logging buffered", LoggingSettings()),
        ("no logging console", LoggingSettings(console=None)),
        ("logging monitor warnings", LoggingSettings(monitor=4)),
        ("logging trap debugging", LoggingSettings(trap=7)),
        ("logging trap", LoggingSettings()),
        ("logging facility auth", LoggingSettings(facility="auth")),
        ("logging 10.0.0.9", LoggingSettings(hosts=(IPv4Address("10.0.0.9"),))),
        ("no logging on", LoggingSettings(on=False)),
        (
            "logging rate-limit console 10 except errors",
            LoggingSettings(rate_limit=10, rate_except=3, rate_console=True),
        ),
        ("logging rate-limit 5", LoggingSettings(rate_limit=5)),
        (
            "logging rate-limit console all 5",
            LoggingSettings(rate_limit=5, rate_console=True, rate_all=True),
        ),
        ("logging source-interface lo0", LoggingSettings(source_interface="Loopback0")),
        ("service sequence-numbers", LoggingSettings(sequence_numbers=True)),
        ("logging facility sys9", LoggingSettings(facility="sys9")),
    ],
)
def test_where_messages_go_and_which(line: str, expected: LoggingSettings) -> None:
    assert loaded(line).config.logging == expected


def test_levels_have_numbers_and_names() -> None:
    assert (level_of("errors", 7), level_of(0, 7), level_of(None, 6)) == (3, 0, 6)
    assert [level_of(name, 0) for name in LEVELS] == list(range(8))


def test_the_source_is_the_address_of_its_interface() -> None:
    interface = "interface Loopback0\n ip address 172.16.10.100 255.255.255.0"
    source = "logging source-interface Loopback0"
    assert loaded(f"{interface}\n{source}").config.logging_source == IPv4Address("172.16.10.100")
    assert loaded(source).config.logging_source is None
    assert loaded(interface).config.logging_source is None


def test_lines_are_written_as_they_were_said() -> None:
    lines = [
        "service sequence-numbers",
        "logging rate-limit console all 5 except errors",
        "logging buffered 8192 debugging",
        "no logging console",
        "logging monitor warnings",
        "logging trap debugging",
        "logging facility local0",
        "logging source-interface Loopback0",
        "logging 10.0.0.9",
    ]
    assert written("\n".join(lines[::-1])) == lines


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("logging buffered", ["logging buffered 4096 debugging"]),
        ("logging buffered 5", ["logging buffered 4096 notifications"]),
        ("logging console 5", ["logging console notifications"]),
        ("logging rate-limit 9 except 3", ["logging rate-limit 9 except errors"]),
        ("no logging trap", ["no logging trap"]),
        ("logging host 10.0.0.9\nlogging 10.0.0.9", ["logging 10.0.0.9"]),
        ("logging 10.0.0.9\nno logging host 10.0.0.9", []),
        ("logging console", []),
        ("no logging console\nlogging console 7", []),
        ("logging trap informational", []),
        ("logging buffered\nno logging buffered", []),
    ],
)
def test_levels_are_written_by_name_and_defaults_not_at_all(line: str, text: list[str]) -> None:
    assert written(line) == text
