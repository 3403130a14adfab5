"""For whom keys are made ready while there is nothing to do."""

from __future__ import annotations

from collections.abc import Callable
from ctypes import CDLL
from pathlib import Path

import pytest

from tests.native.library import compile_beside

PROGRAM = Path(__file__).parent / "idle_run.c"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], int]:
    target = tmp_path_factory.mktemp("idle") / "idle.so"
    compile_beside(target, PROGRAM)
    run: Callable[[int], int] = CDLL(str(target)).idle_run
    return run


@pytest.mark.parametrize(("sessions", "ready"), [(1, 1), (8, 8), (9, 0), (100, 0)])
def test_keys_are_made_ready_for_few_that_take_turns_and_not_for_many(
    run: Callable[[int], int], sessions: int, ready: int
) -> None:
    assert run(sessions) == ready
