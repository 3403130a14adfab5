"""A router's configuration: reading a file, printing it, and one more line typed at its prompt.

The configuration is made up: users, routes, access lists, pools, groups, templates and hosts, in
one proportion whatever its length. The lengths take turns, and the median of some rounds counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median

from vpdn.ios.config import RunningConfig, load
from vpdn.ios.editor import Editor

LENGTHS = (200, 2000)
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """Seconds to load a configuration of `lines`, to print it, and to take one more line in."""

    lines: int
    load: float
    show: float
    line: float


def text(lines: int) -> str:
    """A configuration of that many lines that no router would complain about."""
    return "\n".join(islice(_lines(), lines)) + "\n"


def _lines() -> Iterator[str]:
    n = 0
    while True:
        n += 1
        high, low = divmod(n, 250)
        yield from (f"username user{n}{part} password 0 secret{n}" for part in "abcdef")
        yield from (
            f"ip route 10.{high}.{low}.{part * 64} 255.255.255.192 10.1.1.1" for part in range(4)
        )
        yield from (
            f"access-list {100 + n % 50} permit tcp any host 10.{high}.{low}.{part} eq www"
            for part in range(4)
        )
        yield f"ip local pool p{n} 172.{16 + high}.{low}.1 172.{16 + high}.{low}.200"
        yield f"ip host h{n} 10.{high}.{low}.7"
        yield f"vpdn-group g{n}"
        yield from (" accept-dialin", "  protocol pptp", f"  virtual-template {n}", " exit")
        yield f"interface Virtual-Template{n}"
        yield " ip unnumbered Loopback0"
        yield f" peer default ip address pool p{n}"
        yield from (" ppp encrypt mppe auto required", " ppp authentication ms-chap-v2")


def measure(
    progress: Callable[[str], None], lengths: Sequence[int] = LENGTHS, rounds: int = ROUNDS
) -> list[Figure]:
    found: dict[int, list[Figure]] = {lines: [] for lines in lengths}
    for number in range(rounds):
        progress(f"round {number + 1} of {rounds}")
        for lines in lengths:
            found[lines].append(_once(lines))
    return [
        Figure(
            lines,
            median(one.load for one in figures),
            median(one.show for one in figures),
            median(one.line for one in figures),
        )
        for lines, figures in found.items()
    ]


def _once(lines: int) -> Figure:
    written = text(lines)
    began = time.perf_counter()
    running = load(written).running
    loaded = time.perf_counter()
    running.text()
    shown = time.perf_counter()
    editor = Editor(running.tree)
    editor.enter("username one.more password 0 secret")
    RunningConfig(editor.tree)
    return Figure(lines, loaded - began, shown - loaded, time.perf_counter() - shown)


def report(figures: Sequence[Figure]) -> str:
    rows = [
        "| | load, ms | a line of it, µs | `show running-config`, ms | a line typed, ms |",
        "|---|---:|---:|---:|---:|",
    ]
    rows += [
        f"| {one.lines:,} lines | {one.load * 1e3:.0f} | {one.load / one.lines * 1e6:.0f} |"
        f" {one.show * 1e3:.1f} | {one.line * 1e3:.1f} |"
        for one in figures
    ]
    few, many = figures[0], figures[-1]
    longer = many.load / many.lines / (few.load / few.lines)
    rows += ["", "| ratio within this run | |", "|---|---:|"]
    rows.append(f"| loading, a line of {many.lines:,} : a line of {few.lines:,} | {longer:.2f} |")
    rows.append(f"| typing, at {many.lines:,} : at {few.lines:,} | {many.line / few.line:.2f} |")
    return "\n".join(rows)
