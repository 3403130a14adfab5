from __future__ import annotations

from vpdn.ios.log_buffer import LogBuffer


def test_the_last_lines_that_fit_are_kept() -> None:
    buffer = LogBuffer(size=10)
    for line in ("one", "two", "three"):
        buffer.write(line)
    assert list(buffer) == ["two", "three"]
    assert buffer.messages == 3


def test_a_line_that_does_not_fit_at_all_leaves_nothing() -> None:
    buffer = LogBuffer(size=10)
    buffer.write("x" * 20)
    assert list(buffer) == []


def test_a_smaller_buffer_keeps_the_last_lines_and_none_nothing() -> None:
    buffer = LogBuffer()
    for line in ("one", "two", "three"):
        buffer.write(line)
    buffer.resize(10)
    assert (list(buffer), buffer.size) == (["two", "three"], 10)
    buffer.resize(None)
    assert list(buffer) == []


def test_clearing_keeps_the_count() -> None:
    buffer = LogBuffer()
    buffer.write("one")
    buffer.clear()
    assert (list(buffer), buffer.messages) == ([], 1)
