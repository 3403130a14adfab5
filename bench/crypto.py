"""MPPE-128 in C alone: the portable code, the code for this processor, and what pairs gain.

bench/native/crypto.c is built twice and run in turns. It prints the least that many short
stretches took, and the least of the rounds counts: what else the machine does only adds.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.native.library import compile_to

PROGRAM = Path(__file__).parent / "native" / "crypto.c"
ROUNDS = 5
MILLISECONDS = 10
"""For each figure in each round."""

Figures = Mapping[str, float]
"""Nanoseconds by the names bench/native/crypto.c prints."""


def measure(
    progress: Callable[[str], None], rounds: int = ROUNDS, milliseconds: float = MILLISECONDS
) -> tuple[Figures, Figures]:
    """Of the portable code, and of this processor's."""
    with TemporaryDirectory() as folder:
        portable, native = Path(folder) / "portable", Path(folder) / "native"
        progress("compiling")
        build(portable, "-DVPDN_PORTABLE")
        build(native)
        samples: tuple[list[Figures], list[Figures]] = ([], [])
        for number in range(1, rounds + 1):
            progress(f"round {number} of {rounds}")
            for program, taken in zip((portable, native), samples, strict=True):
                taken.append(run(program, milliseconds))
    return _least(samples[0]), _least(samples[1])


def report(figures: tuple[Figures, Figures]) -> str:
    """The figures as two Markdown tables: nanoseconds, and ratios."""
    portable, native = figures
    lines = ["| nanoseconds | portable | this processor | ratio |", "|---|---:|---:|---:|"]
    for name, label in LABELS.items():
        slow, fast = portable[name], native[name]
        lines.append(f"| {label} | {slow:,.0f} | {fast:,.0f} | {slow / fast:.2f} |")
    lines += ["", "| ratio within this run | |", "|---|---:|"]
    for label, slower, faster in RATIOS:
        lines.append(f"| {label} | {native[slower] / native[faster]:.2f} |")
    return "\n".join(lines)


def build(program: Path, *flags: str) -> None:
    """Compile bench/native/crypto.c with all of native/."""
    compile_to(program, PROGRAM, *flags)


def run(program: Path, milliseconds: float) -> Figures:
    """One run of what was built, so long for each figure."""
    command = [str(program), str(milliseconds)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return {name: float(figure) for name, figure in (line.split() for line in lines)}


def _least(samples: Iterable[Figures]) -> Figures:
    taken = list(samples)
    return {name: min(sample[name] for sample in taken) for name in taken[0]}


_PACKETS = {
    "stateless_single": "encrypt, stateless, one by one",
    "stateless_batch": "encrypt, stateless, 32 at a time",
    "stateless_prepared": "encrypt, stateless, schedules ready",
    "stateless_decrypt_single": "decrypt, stateless, one by one",
    "stateless_decrypt_batch": "decrypt, stateless, 32 at a time",
    "stateless_decrypt_prepared": "decrypt, stateless, schedules ready",
    "stateful_single": "encrypt, stateful",
    "stateful_decrypt_single": "decrypt, stateful",
}
LABELS = {
    "schedule": "RC4 key schedule",
    "schedule2": "RC4 key schedule, of two",
    "sha1": "SHA-1 of a key change",
    "key_change": "key change and schedule",
    "bulk": "RC4, 1,024 octets",
    "bulk2": "RC4, 1,024 octets, of two streams",
    **{
        f"{name}_{size}": f"{label}, {size:,} octets"
        for size in (64, 1400)
        for name, label in _PACKETS.items()
    },
}
"""What the program's names mean."""

RATIOS = (
    *(
        (f"{label}, {size:,} octets", f"{slow}_{size}", f"{fast}_{size}")
        for size in (64, 1400)
        for label, slow, fast in (
            ("encrypt, one by one : 32 at a time", "stateless_single", "stateless_batch"),
            ("encrypt, 32 at a time : schedules ready", "stateless_batch", "stateless_prepared"),
            (
                "decrypt, one by one : 32 at a time",
                "stateless_decrypt_single",
                "stateless_decrypt_batch",
            ),
        )
    ),
    ("key schedule, one by one : of two", "schedule", "schedule2"),
    ("RC4, one by one : of two streams", "bulk", "bulk2"),
)
"""Time of the first over time of the second."""
