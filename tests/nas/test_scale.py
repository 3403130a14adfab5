"""What one call costs does not grow with how many others there are."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import cache
from ipaddress import IPv4Address

import pytest

from tests.nas.stranger import SCCRQ, Stranger, ocrq
from tests.nas.world import PC, Pc, World, config
from tests.operations import operations
from tests.virtual_loop import run
from vpdn.datapath.engine import EngineEvent
from vpdn.nas.clearing import Clearing
from vpdn.nas.config import Pool
from vpdn.nas.failures import Failures
from vpdn.wire import pptp

FEW, MANY = 10, 1000
A_TUNNEL = 50
MORE = 1.1
"""How much more work it may be: a logarithm, and chance."""
EVERYBODY = Pool("default", ((IPv4Address("172.16.0.1"), IPv4Address("172.16.255.254")),))

Work = Callable[[World, Stranger], Awaitable[int]]


async def come_and_go(world: World, _: Stranger) -> int:
    """A whole call, from TCP to its address and back, both ends of it."""
    with operations() as counted:
        pc: Pc = world.call()
        await pc.up.wait()
        pc.hang_up()
        await pc.lost.wait()
    return counted.count


async def another_of_the_tunnel(_: World, stranger: Stranger) -> int:
    with operations() as counted:
        stranger.say(ocrq(60000))
        stranger.say(pptp.CallClearRequest(60000))
    return counted.count


async def a_frame_comes(world: World, _: Stranger) -> int:
    call_id = next(iter(world.services.calls))
    with operations() as counted:
        world.services.calls.deliver(call_id, b"\xff\x03\xc0\x21\x09\x01\x00\x08\0\0\0\0")
    return counted.count


async def keys_are_lost(world: World, _: Stranger) -> int:
    call_id = next(iter(world.services.calls))
    with operations() as counted:
        world.services.calls.notify(call_id, EngineEvent.RESET_NEEDED)
    return counted.count


async def one_is_cleared(world: World, stranger: Stranger) -> int:
    tunnels = {stranger.tunnel.id: stranger.tunnel}
    clearing = Clearing(world.services, tunnels, Failures())
    with operations() as counted:
        assert clearing.session(len(stranger.tunnel.sessions))
    return counted.count


WORKS = (come_and_go, another_of_the_tunnel, a_frame_comes, keys_are_lost, one_is_cleared)


@cache
def spent(calls: int) -> dict[Work, int]:
    """The operations of each work on a router with so many calls, done once before."""

    async def story() -> dict[Work, int]:
        world = World(replace(config(), pools={"default": EVERYBODY}))
        strangers = []
        for first in range(0, calls, A_TUNNEL):
            stranger = Stranger(world, PC + 1 + first)
            stranger.tunnel.session_up()
            numbers = range(first, min(calls, first + A_TUNNEL))
            stranger.say(SCCRQ, *(ocrq(one + 1) for one in numbers))
            strangers.append(stranger)
        await asyncio.sleep(0.1)
        assert len(world.services.calls) == calls
        await come_and_go(world, strangers[0])
        return {work: await work(world, strangers[0]) for work in WORKS}

    return run(story())


@pytest.mark.parametrize("work", WORKS)
def test_an_event_is_no_more_work_among_a_thousand_calls(work: Work) -> None:
    assert 0 < spent(MANY)[work] < MORE * spent(FEW)[work]
