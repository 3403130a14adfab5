from __future__ import annotations

import pytest

from tests.ios.support import loaded, refused, written
from vpdn.nas.config import SshSettings


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", SshSettings(120, 3)),
        ("ip ssh time-out 60", SshSettings(60, 3)),
        ("ip ssh authentication-retries 0", SshSettings(120, 0)),
        ("ip ssh time-out 60\nip ssh authentication-retries 5", SshSettings(60, 5)),
        ("ip ssh time-out 60\nip ssh time-out 1", SshSettings(1, 3)),
        ("ip ssh time-out 60\nno ip ssh time-out", SshSettings(120, 3)),
        (
            "ip ssh authentication-retries 1\nno ip ssh authentication-retries 1",
            SshSettings(120, 3),
        ),
        ("ip ssh version 2", SshSettings(120, 3)),
    ],
)
def test_how_long_a_caller_may_take_and_how_often_err(lines: str, expected: SshSettings) -> None:
    assert loaded(lines).config.ssh == expected


@pytest.mark.parametrize(
    "line",
    [
        "ip ssh time-out 0",
        "ip ssh time-out 121",
        "ip ssh authentication-retries 6",
        "ip ssh version 1",
        "ip ssh bogus",
    ],
)
def test_other_values_and_version_1_are_refused(line: str) -> None:
    [problem] = refused(line)
    assert problem.startswith("test.cfg:1: % Invalid input detected at '^' marker.")


@pytest.mark.parametrize(
    ("line", "canonical"),
    [
        ("ip ssh time-out 120", []),
        ("ip ssh authentication-retries 3", []),
        ("ip ssh time 60", ["ip ssh time-out 60"]),
        ("ip ssh auth 1", ["ip ssh authentication-retries 1"]),
        ("ip ssh ver 2", ["ip ssh version 2"]),
        ("ip domain-n example.com", ["ip domain-name example.com"]),
        ("ip domain name example.com", ["ip domain-name example.com"]),
    ],
)
def test_defaults_are_not_written_and_others_in_full(line: str, canonical: list[str]) -> None:
    assert written(line) == canonical


def test_the_domain_is_the_last_one_told() -> None:
    assert loaded("").config.domain_name is None
    text = "ip domain-name example.net\nip domain-name example.com"
    assert loaded(text).config.domain_name == "example.com"
    assert loaded(f"{text}\nno ip domain-name").config.domain_name is None
    assert loaded(f"{text}\nno ip domain name").config.domain_name is None
    assert written(f"{text}\nip domain name example.org") == ["ip domain-name example.org"]
