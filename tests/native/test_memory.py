"""The data path in C reads and writes what it was given, leaks nothing and has no undefined
behaviour: programs of its own, under sanitizers and valgrind. Loading it into Python is
`test_sanitized`'s."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.native.library import SOURCES, compile_to

HERE = Path(__file__).parent
PROGRAMS = ("mppe_run", "soak")
WATCHED = ("-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
VALGRIND = ("valgrind", "-q", "--error-exitcode=9", "--leak-check=full", "--show-leak-kinds=all")


def build(folder: Path, *flags: str) -> list[Path]:
    """The programs, with all that is native compiled once."""
    shared = folder / "native.so"
    compile_to(shared, "-shared", "-fPIC", *flags)
    base = ("gcc", "-std=gnu11", "-D_GNU_SOURCE", f"-I{SOURCES}", f"-Wl,-rpath,{folder}", *flags)
    for name in PROGRAMS:
        subprocess.run((*base, HERE / f"{name}.c", shared, "-o", folder / name), check=True)
    return [folder / name for name in PROGRAMS]


def run(*command: str | Path) -> tuple[int, str]:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


@pytest.mark.parametrize("flags", [(), ("-DVPDN_PORTABLE",)], ids=["built", "portable"])
def test_everything_stays_in_its_bounds_and_is_given_back(
    tmp_path: Path, flags: tuple[str, ...]
) -> None:
    for program in build(tmp_path, *WATCHED, *flags):
        assert run(program) == (0, "")


def test_valgrind_has_nothing_to_say(tmp_path: Path) -> None:
    """It also sees what is read before anybody wrote it."""
    for program in build(tmp_path, "-O1", "-g"):
        assert run(*VALGRIND, "--errors-for-leak-kinds=all", program) == (0, "")
