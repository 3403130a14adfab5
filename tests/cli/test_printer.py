"""Printing to readers that are slow, gone, or fine."""

from __future__ import annotations

import fcntl
import os
from contextlib import closing

import pytest

from vpdn.cli.printer import Printer

F_SETPIPE_SZ = 1031


def test_lines_come_out_in_order() -> None:
    reading, writing = os.pipe()
    with closing(Printer(writing)) as printer:
        for number in range(100):
            printer.write(f"line {number}")
    os.close(writing)
    with os.fdopen(reading) as lines:
        assert lines.read().splitlines() == [f"line {number}" for number in range(100)]


def test_lines_that_come_together_are_written_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread that wakes for every line takes the interpreter from the router each time."""
    reading, writing = os.pipe()
    written: list[int] = []
    write = os.write

    def counting(descriptor: int, octets: bytes) -> int:
        if descriptor == writing:
            written.append(len(octets))
        return write(descriptor, octets)

    monkeypatch.setattr(os, "write", counting)
    with closing(Printer(writing)) as printer:
        for _ in range(500):
            printer.write("a line")
    os.close(writing)
    os.close(reading)
    assert sum(written) == 500 * 7
    assert len(written) < 50


def test_a_reader_that_does_not_read_costs_nobody_time() -> None:
    reading, writing = os.pipe()
    fcntl.fcntl(writing, F_SETPIPE_SZ, 4096)
    printer = Printer(writing, limit=10)
    taken = [printer.write("x" * 100) for _ in range(1000)]
    assert printer.dropped == taken.count(False) > 900
    os.close(reading)
    printer.close()
    os.close(writing)


def test_a_reader_that_is_gone_is_not_missed() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with closing(Printer(writing)) as printer:
        printer.write("to nobody")
        printer.write("again")
    os.close(writing)
    assert printer.dropped == 0


def test_what_no_terminal_can_show_is_shown_otherwise() -> None:
    reading, writing = os.pipe()
    with closing(Printer(writing)) as printer:
        printer.write("half a \udcff character")
    os.close(writing)
    with os.fdopen(reading, "rb") as lines:
        assert lines.read() == b"half a \\udcff character\n"
