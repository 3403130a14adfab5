"""A fault of our own is one line, unless somebody asks for more."""

from __future__ import annotations

import logging
import sys

import pytest

from vpdn.cli.bugs import OneLine


def record(message: str, *, raised: bool = True) -> logging.LogRecord:
    try:
        raise ValueError("two\nlines")
    except ValueError:
        caught = sys.exc_info() if raised else None
    return logging.LogRecord("vpdn", logging.ERROR, __file__, 1, message, None, caught)


def test_a_fault_is_one_line_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VPDN_TRACEBACK", raising=False)
    line = OneLine().format(record("Exception in callback\nhandle: <Handle>"))
    assert line == "vpdn: Exception in callback: ValueError: two lines (test_bugs.py:15)"


def test_a_message_without_a_fault_is_its_first_line() -> None:
    assert OneLine().format(record("slow\nvery", raised=False)) == "vpdn: slow"


def test_the_traceback_is_there_for_who_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VPDN_TRACEBACK", "1")
    assert "Traceback (most recent call last):" in OneLine().format(record("bug"))
