from __future__ import annotations

import asyncio
import gc
import weakref

from tests.virtual_loop import run
from vpdn.net.alarm import Alarm


def heard(*deadlines: float | None, cancelled: bool = False) -> list[float]:
    """When an alarm goes off that is set to these, one after the other, at 0."""

    async def story() -> list[float]:
        loop, times = asyncio.get_running_loop(), list[float]()
        alarm = Alarm(lambda: times.append(loop.time()))
        for deadline in deadlines:
            alarm.set(deadline)
        if cancelled:
            alarm.cancel()
        await asyncio.sleep(100)
        return times

    return run(story())


def test_it_goes_off_once_at_the_earliest_it_was_set_to() -> None:
    assert heard(5.0) == [5.0]
    assert heard(5.0, 3.0) == [3.0]
    assert heard(5.0, 8.0, None) == [5.0]


def test_without_a_deadline_or_when_it_was_cancelled_it_does_not() -> None:
    assert heard(None) == []
    assert heard(5.0, cancelled=True) == []


def test_it_can_be_set_again_when_it_goes_off() -> None:
    async def story() -> None:
        loop, times = asyncio.get_running_loop(), list[float]()

        def off() -> None:
            times.append(loop.time())
            if len(times) < 3:
                alarm.set(loop.time() + 2)

        alarm = Alarm(off)
        alarm.set(1.0)
        await asyncio.sleep(100)
        assert times == [1.0, 3.0, 5.0]

    run(story())


def test_whom_a_cancelled_one_would_wake_is_free_to_go() -> None:
    class Sleeper:
        def __init__(self) -> None:
            self.alarm = Alarm(self.wake)

        def wake(self) -> None: ...

    async def story() -> None:
        sleeper = Sleeper()
        sleeper.alarm.set(5.0)
        sleeper.alarm.cancel()
        known = weakref.ref(sleeper)
        del sleeper
        assert known() is None

    gc.disable()
    try:
        run(story())
    finally:
        gc.enable()
