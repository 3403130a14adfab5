"""MPPE in C reads and writes what it was given, leaks nothing and has no undefined behaviour."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.native.library import compile_to


@pytest.mark.parametrize("flags", [(), ("-DVPDN_PORTABLE",)], ids=["built", "portable"])
def test_both_ends_over_a_bad_network_with_sanitizers(
    tmp_path: Path, flags: tuple[str, ...]
) -> None:
    program = tmp_path / "run"
    watched = ("-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
    compile_to(program, Path(__file__).with_name("mppe_run.c"), *watched, *flags)
    done = subprocess.run([program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
