"""A call over a bad line: loss, repetition and disorder of GRE cost time and nothing else.

The rates matter little here; what is proven is that 20 MB arrive as they were sent, that MPPE is
in step at the end, and that what only comes twice or late is never noticed by TCP.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from tests.interop import router
from tests.labs.world import World
from vpdn.net.faults import FaultSettings

OCTETS = 20_000_000
BAD = FaultSettings(
    delay=0.002,
    loss=0.05,
    duplicate=0.05,
    reorder=0.05,
    reorder_delay=0.005,
    only="gre",
    seed=1,
)
MODES = pytest.mark.parametrize(
    ("part", "mode"),
    [("v2-128", "stateless"), ("v2-128-stateful", "stateful")],
    ids=["stateless", "stateful"],
)

WorldMaker = Callable[[FaultSettings], World]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[WorldMaker]:
    """`world(faults)`: both directions are as bad, with faults of their own."""
    if os.geteuid() != 0:
        pytest.skip("labs: namespaces and TUN devices need root")
    async with AsyncExitStack() as stack:

        def make(faults: FaultSettings) -> World:
            made = World(tmp_path, faults, replace(faults, seed=faults.seed + 1))
            stack.push_async_callback(made.close)
            return made

        yield make


@pytest.mark.timeout(240)
@MODES
async def test_20_mb_pass_both_ways_over_a_line_that_loses_repeats_and_reorders(
    part: str, mode: str, world: WorldMaker
) -> None:
    line = world(BAD)
    await line.serve(router.configuration(part))
    assert f"MPPE 128-bit {mode}" in await line.dial()
    for verb in ("put", "get"):
        print(mode, await line.transfer(verb, OCTETS), end="")
    counters = await line.mppe()
    print(counters, line.there.counters, line.back.counters)
    for way in (line.there.counters, line.back.counters):
        assert min(way.lost, way.duplicated, way.reordered) > 200
    assert counters["rx missed packets"] > 200
    assert counters["rx out of order pkt"] > 200
    assert counters["rx pkt dropped"] < counters["rx missed packets"] / 2
    resets = (counters["sent CCP resets"], counters["receive CCP resets"])
    assert min(resets) > 50 if mode == "stateful" else resets == (0, 0)


@MODES
async def test_repetition_and_disorder_alone_are_hidden_from_tcp(
    part: str, mode: str, world: WorldMaker
) -> None:
    line = world(replace(BAD, loss=0.0))
    await line.serve(router.configuration(part))
    assert mode in await line.dial()
    before = line.segments()
    print(mode, await line.transfer("put", OCTETS // 4), end="")
    counters = await line.mppe()
    sent, again = (after - once for after, once in zip(line.segments(), before, strict=True))
    print(counters, f"{again} of {sent} segments sent again")
    assert line.there.counters.reordered > 50
    assert line.there.counters.duplicated > 50
    assert counters["rx out of order pkt"] > 50
    assert counters["rx missed packets"] == 0
    assert counters["rx pkt dropped"] == 0
    assert again < sent / 100
