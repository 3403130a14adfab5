"""Two workers of the data path in C beside one: engines fed from memory, with the locks that
workers take, no sockets.

bench/native/workers.c is run for each case and number of threads in turns; of its rounds the least
counts, as its program prints the least of many.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.native.library import compile_to

PROGRAM = Path(__file__).parent / "native" / "workers.c"
ROUNDS = 5
MILLISECONDS = 300.0
SIZE = 1400


@dataclass(frozen=True, slots=True)
class Case:
    """What is carried, and by how many calls; `ways` is 1 (to GRE) or 2."""

    name: str
    ways: int
    sessions: int


CASES = (
    Case("one call, both ways", 2, 1),
    Case("8 calls, to GRE", 1, 8),
    Case("8 calls, both ways", 2, 8),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """Nanoseconds of wall time a packet takes with one worker and with two."""

    case: Case
    one: float
    two: float


def measure(
    progress: Callable[[str], None],
    cases: Sequence[Case] = CASES,
    rounds: int = ROUNDS,
    milliseconds: float = MILLISECONDS,
) -> list[Figure]:
    """One figure a case."""
    least: dict[tuple[Case, int], float] = {}
    with TemporaryDirectory() as folder:
        progress("compiling")
        program = Path(folder) / "workers"
        compile_to(program, PROGRAM)
        for number in range(1, rounds + 1):
            progress(f"round {number} of {rounds}")
            for case in cases:
                for threads in (1, 2):
                    spent = _run(program, milliseconds, threads, case)
                    least[case, threads] = min(spent, least.get((case, threads), spent))
    return [Figure(case, least[case, 1], least[case, 2]) for case in cases]


def report(figures: Iterable[Figure]) -> str:
    """The figures as a Markdown table: nanoseconds, and how many times as much two carry."""
    lines = [
        "| IP packets of 1400 octets | one worker, ns | two workers, ns | one : two |",
        "|---|---:|---:|---:|",
    ]
    for each in figures:
        name, ratio = each.case.name, each.one / each.two
        lines.append(f"| {name} | {each.one:,.0f} | {each.two:,.0f} | {ratio:.2f} |")
    return "\n".join(lines)


def _run(program: Path, milliseconds: float, threads: int, case: Case) -> float:
    arguments = milliseconds, threads, case.ways, case.sessions, SIZE
    command = [str(program), *map(str, arguments)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
