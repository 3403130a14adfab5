from __future__ import annotations

from typing import Any

import pytest

from tests.ios.support import loaded, refused, template_text, written
from vpdn.nas.config import PppSettings


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        ("ppp max-bad-auth 3", {"max_bad_authentication": 3}),
        ("ppp max-configure 20", {"max_configure": 20}),
        ("ppp max-failure 9", {"max_failure": 9}),
        ("ppp max-terminate 3", {"max_terminate": 3}),
        ("ppp timeout retry 5", {"timeout_retry": 5}),
        ("ppp timeout authentication 30", {"timeout_authentication": 30}),
        ("ppp timeout idle 600", {"timeout_idle": 600}),
        ("ppp timeout absolute 60 30", {"timeout_absolute": 3630}),
    ],
)
def test_commands_and_their_no_forms(line: str, changes: dict[str, Any]) -> None:
    text = template_text(line)
    assert loaded(text).config.templates[1].ppp == PppSettings(**changes)
    assert written(text)[1:] == [f" {line}"]
    assert loaded(f"{text}\n no {line}").config.templates[1].ppp == PppSettings()


@pytest.mark.parametrize(
    "line",
    [
        "ppp max-bad-auth 1",
        "ppp max-configure 10",
        "ppp max-failure 5",
        "ppp max-terminate 2",
        "ppp timeout retry 2",
        "ppp timeout authentication 10",
        "ppp timeout idle 0",
    ],
)
def test_defaults_are_not_written(line: str) -> None:
    assert written(template_text(line))[1:] == []


@pytest.mark.parametrize(
    "line", ["ppp max-failure 1", "ppp max-configure 0", "ppp timeout retry 256", "ppp timeout x"]
)
def test_what_is_out_of_range_or_unknown_is_refused(line: str) -> None:
    [problem] = refused(template_text(line))
    assert "Invalid input" in problem


def test_a_time_for_the_network_layer_is_kept_and_noted() -> None:
    text = template_text("ppp timeout ncp 30")
    assert written(text)[1:] == [" ppp timeout ncp 30"]
    [note] = [note for note in loaded(text).running.notes() if note.number]
    assert note.line == "ppp timeout ncp 30"
