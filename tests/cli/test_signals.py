"""The first signal asks, the second insists."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from vpdn.cli.signals import first_of, told_to_end


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_first_signal_sets_the_event(number: signal.Signals) -> None:
    ended = told_to_end()
    assert not ended.is_set()
    os.kill(os.getpid(), number)
    await asyncio.wait_for(ended.wait(), 5)


def test_the_second_one_interrupts() -> None:
    async def main() -> None:
        ended = told_to_end()
        os.kill(os.getpid(), signal.SIGINT)
        await ended.wait()
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(5)

    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            asyncio.run(main())
    finally:
        signal.signal(signal.SIGINT, handler)


async def test_one_of_many_events_is_enough() -> None:
    one, other = asyncio.Event(), asyncio.Event()
    waiting = asyncio.create_task(first_of(one, other))
    await asyncio.sleep(0)
    assert not waiting.done()
    other.set()
    await asyncio.wait_for(waiting, 5)
    assert not one.is_set()
