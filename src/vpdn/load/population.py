"""Who is called when: so many calls at a pace, replaced while there is time, the oldest churned.

The schedule is open: a call that is late does not make those after it later, and how late each
was begun is told. Only calls that waited for others, to be up or to end, begin it anew. Knows
nothing of what a call is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from vpdn.load.settings import Plan


class Call(Protocol):
    async def run(self) -> None:
        """From dialling to its end."""

    def release(self) -> None:
        """End it soon, in order."""


Make = Callable[[int, float, Callable[[], None]], Call]
"""make(number, lateness, came_up): a call that is begun `lateness` seconds behind the schedule,
and calls `came_up` when it is connected."""


class Population:
    def __init__(self, plan: Plan, make: Make) -> None:
        self._plan = plan
        self._make = make
        self._placed = 0
        self._calls: dict[int, Call] = {}
        self._dialling: set[int] = set()
        self._up: dict[int, Call] = {}
        """Calls that are up and not told to end, the oldest first."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._fault: BaseException | None = None
        self._wake = asyncio.Event()
        self._churn_due: float | None = None
        self._churn_timer: asyncio.TimerHandle | None = None

    async def run(self) -> None:
        """Until the last call is over. Cancelled, it cancels every call and waits for them."""
        loop, plan = asyncio.get_running_loop(), self._plan
        end = None if plan.duration is None else loop.call_later(plan.duration, self.stop)
        try:
            await self._place_all(loop)
            while self._tasks:
                await self._wait(loop, None)
            if self._fault is not None:
                raise self._fault
        finally:
            if end is not None:
                end.cancel()
            self._stop_churning()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def stop(self) -> None:
        """No more calls; those there are end."""
        self._stopping = True
        self._stop_churning()
        for call in self._calls.values():
            call.release()
        self._wake.set()

    async def _place_all(self, loop: asyncio.AbstractEventLoop) -> None:
        interval, due = 1 / self._plan.rate, loop.time()
        while self._wants_more:
            now = loop.time()
            if not self._has_room:
                await self._wait(loop, None)
                due = max(due, loop.time())
            elif now < due:
                await self._wait(loop, due)
            else:
                self._place(now - due)
                due += interval

    @property
    def _wants_more(self) -> bool:
        if self._stopping:
            return False
        return self._plan.duration is not None or self._placed < self._plan.sessions

    @property
    def _has_room(self) -> bool:
        plan = self._plan
        if plan.dialling is not None and len(self._dialling) >= plan.dialling:
            return False
        return len(self._calls) < plan.sessions

    async def _wait(self, loop: asyncio.AbstractEventLoop, until: float | None) -> None:
        """Until then, or until something happened."""
        timer = None if until is None else loop.call_at(until, self._wake.set)
        await self._wake.wait()
        self._wake.clear()
        if timer is not None:
            timer.cancel()

    # --- calls ------------------------------------------------------------------------------

    def _place(self, lateness: float) -> None:
        number = self._placed
        self._placed += 1
        self._dialling.add(number)
        call = self._calls[number] = self._make(number, lateness, lambda: self._came_up(number))
        task = asyncio.create_task(call.run())
        self._tasks.add(task)
        task.add_done_callback(lambda task: self._over(number, task))
        if self._plan.churn and len(self._calls) >= self._plan.sessions:
            self._begin_churning()

    def _came_up(self, number: int) -> None:
        self._up[number] = self._calls[number]
        self._dialling.discard(number)
        self._wake.set()

    def _over(self, number: int, task: asyncio.Task[None]) -> None:
        del self._calls[number]
        self._up.pop(number, None)
        self._dialling.discard(number)
        self._tasks.discard(task)
        fault = None if task.cancelled() else task.exception()
        if fault is not None and self._fault is None:
            self._fault = fault
            self.stop()
        self._wake.set()

    # --- churn ------------------------------------------------------------------------------

    def _begin_churning(self) -> None:
        """Once all are placed for the first time."""
        if self._churn_due is None:
            self._churn_due = asyncio.get_running_loop().time()
            self._next_churn()

    def _next_churn(self) -> None:
        assert self._churn_due is not None
        self._churn_due += 1 / self._plan.churn
        self._churn_timer = asyncio.get_running_loop().call_at(self._churn_due, self._churn)

    def _churn(self) -> None:
        if self._up:
            self._up.pop(next(iter(self._up))).release()
        self._next_churn()

    def _stop_churning(self) -> None:
        if self._churn_timer is not None:
            self._churn_timer.cancel()
