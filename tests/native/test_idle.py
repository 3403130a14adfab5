"""For whom keys are made ready while there is nothing to do."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.native.library import compile_to

PROGRAM = Path(__file__).parent / "idle_run.c"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("idle") / "idle"
    compile_to(target, PROGRAM)
    return target


@pytest.mark.parametrize(("sessions", "ready"), [(1, 1), (8, 8), (9, 0), (100, 0)])
def test_keys_are_made_ready_for_few_that_take_turns_and_not_for_many(
    program: Path, sessions: int, ready: int
) -> None:
    done = subprocess.run([program, str(sessions)], check=True, capture_output=True, text=True)
    assert int(done.stdout) == ready
