"""The data path in C: two engines back to back, no sockets, one thread, beside the one in Python.

bench/native/engine.c and `bench.datapath` take turns, a process of C for each case and round. Of
C's rounds the least counts, as its program prints the least of many batches; of Python's the
median.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench import datapath
from bench.datapath import Case
from tests.native.library import compile_to

PROGRAM = Path(__file__).parent / "native" / "engine.c"
ROUNDS = 5
MILLISECONDS = 100.0
CASES = (
    Case(64, None),
    Case(64, "stateless"),
    Case(64, "stateless", sessions=1000),
    Case(1400, None),
    Case(1400, "stateless"),
    Case(1400, "stateless", sessions=1000),
    Case(1400, "stateful"),
    Case(1400, "stateful", sessions=1000),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """Nanoseconds a packet takes going `out` (TUN to GRE) and `back` (GRE to TUN), in C; and both
    ways in Python."""

    case: Case
    out: float
    back: float
    python: float

    @property
    def both(self) -> float:
        return self.out + self.back


def measure(
    progress: Callable[[str], None],
    cases: Sequence[Case] = CASES,
    rounds: int = ROUNDS,
    milliseconds: float = MILLISECONDS,
    packets: int = datapath.PACKETS // 4,
) -> list[Figure]:
    """One figure a case."""
    native: dict[Case, list[tuple[float, float]]] = {case: [] for case in cases}
    python: dict[Case, list[float]] = {case: [] for case in cases}
    with TemporaryDirectory() as folder:
        progress("compiling")
        program = Path(folder) / "engine"
        compile_to(program, PROGRAM)
        for number in range(1, rounds + 1):
            progress(f"round {number} of {rounds}")
            for case in cases:
                native[case].append(_run(program, milliseconds, case))
                python[case].append(sum(datapath.run(case, packets)) * 1e9)
    return [
        Figure(
            case,
            min(out for out, _ in native[case]),
            min(back for _, back in native[case]),
            median(python[case]),
        )
        for case in cases
    ]


def report(figures: Iterable[Figure]) -> str:
    """The figures as two Markdown tables: nanoseconds, and ratios."""
    by_case = {figure.case: figure for figure in figures}
    lines = [
        "| IP packets | TUN to GRE, ns | GRE to TUN, ns | Python : C |",
        "|---|---:|---:|---:|",
        *(
            f"| {case.name} | {each.out:,.0f} | {each.back:,.0f} | {each.python / each.both:,.1f} |"
            for case, each in by_case.items()
        ),
    ]
    ratios = [
        f"| {many.name} : one | {by_case[many].both / by_case[one].both:.2f} |"
        for many in by_case
        for one in by_case
        if (many.size, many.mppe) == (one.size, one.mppe) and many.sessions > one.sessions
    ]
    return "\n".join([*lines, "", "| ratio within this run | |", "|---|---:|", *ratios])


def _run(program: Path, milliseconds: float, case: Case) -> tuple[float, float]:
    arguments = milliseconds, case.size, case.mppe or "clear", case.sessions
    command = [str(program), *map(str, arguments)]
    out, back = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(out), float(back)
