from __future__ import annotations

import itertools

import pytest

from vpdn.cli.explain_progress import PATIENCE, STEP, told


class Stream:
    """What click writes to."""

    def __init__(self, terminal: bool) -> None:
        self.text = ""
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        pass


def said(monkeypatch: pytest.MonkeyPatch, terminal: bool, seconds: float, count: int) -> str:
    """On stderr, where every look at the clock is so many seconds later."""
    stream, clock = Stream(terminal), itertools.count(0.0, seconds)
    monkeypatch.setattr("sys.stderr", stream)
    assert sum(1 for _ in told(range(count), "lines", lambda: next(clock))) == count
    return stream.text


def test_a_terminal_is_told_once_patience_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is left of it."""
    told = "vpdn: 40000 lines read"
    blank = " " * len(told)
    assert said(monkeypatch, True, PATIENCE, 2 * STEP + 1) == f"{told}\r{blank}\r"


def test_what_is_quick_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(monkeypatch, True, 0.1, 3 * STEP) == ""


def test_a_file_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(monkeypatch, False, 10 * PATIENCE, 2 * STEP) == ""
