"""The engine in C answers as the one in Python does, whatever happens."""

from __future__ import annotations

import os

import pytest

from tests.datapath.schedules import Schedule, Twins
from vpdn.datapath.native import NativeEngine
from vpdn.datapath.reference import ReferenceEngine

PACKETS = int(os.environ.get("SCHEDULE_PACKETS", "84000"))
"""A million and more in all; fewer where everything takes longer."""


@pytest.mark.parametrize("trouble", [0.0, 0.02, 0.1, 0.4])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_both_engines_answer_every_schedule_alike(seed: int, trouble: float) -> None:
    twins = Twins(ReferenceEngine(), NativeEngine())
    Schedule(twins, NativeEngine(), seed, trouble).run(PACKETS)
    assert twins.one.stray == twins.other.stray
    assert twins.one.unrouted == twins.other.unrouted
