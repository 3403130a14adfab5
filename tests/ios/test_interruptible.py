from __future__ import annotations

import asyncio

import pytest

from vpdn.ios.interruptible import Interruptible


async def forever(ended: list[str]) -> None:
    try:
        await asyncio.Future()
    finally:
        ended.append("work")


async def test_work_that_nobody_interrupts_comes_to_its_end() -> None:
    commands = Interruptible()
    assert await commands.run(asyncio.sleep(0))
    assert not commands.interrupt()


async def test_an_interrupt_ends_the_work_and_not_its_owner() -> None:
    commands, ended = Interruptible(), list[str]()
    owner = asyncio.create_task(commands.run(forever(ended)))
    await asyncio.sleep(0.001)
    assert commands.interrupt()
    assert await owner is False
    assert ended == ["work"]
    assert await commands.run(asyncio.sleep(0))


async def test_work_may_answer_the_interrupt_itself() -> None:
    commands, ended = Interruptible(), list[str]()

    async def polite() -> None:
        try:
            await asyncio.Future()
        except asyncio.CancelledError:
            ended.append("polite")

    owner = asyncio.create_task(commands.run(polite()))
    await asyncio.sleep(0.001)
    commands.interrupt()
    assert await owner is True
    assert ended == ["polite"]


async def test_what_the_work_raises_is_the_owners() -> None:
    async def broken() -> None:
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        await Interruptible().run(broken())


async def test_whoever_ends_the_owner_ends_the_work() -> None:
    ended = list[str]()
    owner = asyncio.create_task(Interruptible().run(forever(ended)))
    await asyncio.sleep(0.001)
    owner.cancel()
    with pytest.raises(asyncio.CancelledError):
        await owner
    await asyncio.sleep(0.001)
    assert ended == ["work"]
