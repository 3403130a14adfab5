"""From octets to lines: what a file, a pipe or a terminal's log has, in bounded memory.

A terminal wraps long lines at its width; the pieces are put together again where the next row is
no beginning of anything. A line that was cut stays cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from vpdn.errors import ConfigError
from vpdn.explain.line import Line, parse

LONGEST = 4096
"""Octets of a row that are looked at."""
_WIDTHS = frozenset({79, 80, 100, 120, 132, 160})
"""Columns of terminals, and of one that leaves its last column free."""
_SLACK = 8
"""A NUL among that many lines is noise of a line; a file that begins with one is no log."""


def lines(octets: Iterable[bytes], name: str) -> Iterator[Line]:
    """The lines of `octets` (a binary file's rows). `name` is the file's in errors. Raises
    ConfigError for what is no text."""
    rows = (parse(number, row) for number, row in enumerate(_rows(octets, name), 1))
    held: Line | None = None
    for line in chain(rows, (None,)):
        if held is None:
            held = line
        elif line is not None and _continues(held, line):
            held = _joined(held, line)
        else:
            yield held
            held = line


def _rows(octets: Iterable[bytes], name: str) -> Iterator[str]:
    for number, row in enumerate(octets, 1):
        if number <= _SLACK and _is_binary(row):
            raise ConfigError(f"{name}:{number}: no text but binary data")
        yield row[:LONGEST].rstrip(b"\r\n").decode("utf-8", "replace")


def _is_binary(row: bytes) -> bool:
    """UTF-16 has NULs too, and is no log that a router or terminal writes."""
    strange = sum(octet < 32 and octet not in b"\t\n\r\b\x1b" for octet in row[:LONGEST])
    return b"\0" in row or strange * 10 > len(row)


def _continues(held: Line, line: Line) -> bool:
    full = len(held.text) in _WIDTHS or (len(held.text) > 0 and len(held.text) % 80 == 0)
    return full and held.begins and bool(line.words) and not line.begins


def _joined(held: Line, line: Line) -> Line:
    """A blank at the end of a row was lost with its line end; words keep apart by themselves."""
    if len(held.text) >= LONGEST:
        return held
    whole = parse(held.number, held.text + line.text)
    return replace(whole, time=held.time, stamped=held.stamped)
