"""When calls are begun, replaced and ended, on a clock that costs nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from tests.virtual_loop import VirtualLoop, run
from vpdn.load.population import Population
from vpdn.load.settings import Plan


@dataclass
class Log:
    """What the calls of a population did, and when."""

    began: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    released: dict[int, float] = field(default_factory=dict)
    ended: dict[int, float] = field(default_factory=dict)
    at_once: int = 0
    most: int = 0


class Call:
    """Comes up after `set_up` seconds (None: fails then), lasts `hold`, hangs up in a second."""

    def __init__(
        self, number: int, log: Log, came_up: Callable[[], None], set_up: float, hold: float | None
    ) -> None:
        self._number, self._log, self._came_up = number, log, came_up
        self._set_up, self._hold = set_up, hold
        self._released = asyncio.Event()

    async def run(self) -> None:
        log, time = self._log, asyncio.get_running_loop().time
        log.began.append(time())
        log.at_once += 1
        log.most = max(log.most, log.at_once)
        await asyncio.sleep(self._set_up)
        self._came_up()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._released.wait(), self._hold)
        await asyncio.sleep(1)
        log.ended[self._number] = time()
        log.at_once -= 1

    def release(self) -> None:
        self._log.released.setdefault(self._number, asyncio.get_running_loop().time())
        self._released.set()


def population(plan: Plan, log: Log, set_up: float = 0.1) -> Population:
    def make(number: int, lateness: float, came_up: Callable[[], None]) -> Call:
        log.late.append(lateness)
        return Call(number, log, came_up, set_up, plan.patience)

    return Population(plan, make)


def played(plan: Plan, set_up: float = 0.1) -> Log:
    async def play() -> None:
        await population(plan, log, set_up).run()

    log = Log()
    run(play())
    return log


def test_calls_are_begun_at_the_rate_and_each_held_its_time() -> None:
    log = played(Plan(sessions=5, rate=2, hold=10))
    assert log.began == pytest.approx([0, 0.5, 1, 1.5, 2])
    assert list(log.ended.values()) == pytest.approx([11.1, 11.6, 12.1, 12.6, 13.1])
    assert log.most == 5
    assert log.released == {}


def test_a_thousand_calls_at_any_rate_neither_drift_nor_come_late() -> None:
    log = played(Plan(sessions=1000, rate=30, hold=5))
    assert log.began[-1] == pytest.approx(999 / 30)
    assert max(log.late) < 1e-6
    assert log.most <= 30 * 6.2


def test_slow_set_ups_do_not_slow_the_schedule() -> None:
    log = played(Plan(sessions=10, rate=10, hold=1), set_up=60)
    assert log.began == pytest.approx([number / 10 for number in range(10)])


def test_calls_that_end_are_replaced_until_the_time_is_over() -> None:
    log = played(Plan(sessions=3, rate=10, hold=5, duration=20))
    assert log.most == 3
    assert log.began == pytest.approx(
        [start + 6.1 * turn for turn in range(4) for start in (0, 0.1, 0.2)]
    )
    assert max(log.ended.values()) == pytest.approx(21)


def test_replacements_keep_the_rate_too() -> None:
    log = played(Plan(sessions=50, rate=10, hold=0.5, duration=60), set_up=0)
    gaps = [later - earlier for earlier, later in pairwise(log.began)]
    assert min(gaps) == pytest.approx(0.1)
    assert len(log.began) == 600


def test_a_duration_without_a_hold_keeps_every_call_to_the_end() -> None:
    log = played(Plan(sessions=4, rate=4, duration=30))
    assert len(log.began) == 4
    assert set(log.released.values()) == {30}
    assert set(log.ended.values()) == {31}


def test_churn_ends_the_oldest_at_its_rate_once_all_are_there() -> None:
    log = played(Plan(sessions=10, rate=10, duration=20, churn=2))
    churned = {number: at for number, at in log.released.items() if at < 20}
    assert list(churned) == list(range(len(churned)))
    assert list(churned.values()) == pytest.approx(
        [0.9 + 0.5 * turn for turn in range(1, len(churned) + 1)]
    )
    assert len(churned) == 38
    assert log.most == 10


def test_churn_never_ends_a_call_that_is_not_up() -> None:
    log = played(Plan(sessions=2, rate=10, duration=10, churn=10), set_up=4)
    first = min(log.released.values())
    assert first >= 4


def test_at_most_so_many_are_dialling_and_the_next_follows_at_once() -> None:
    log = played(Plan(sessions=9, rate=1000, hold=60, dialling=3), set_up=2)
    assert log.began == pytest.approx([0, 0.001, 0.002, 2, 2.001, 2.002, 4, 4.001, 4.002])
    assert max(log.late) < 1e-6
    assert log.most == 9


def test_stopped_it_begins_nothing_more_and_ends_what_there_is() -> None:
    async def play() -> None:
        calls = population(Plan(sessions=100, rate=10, hold=60), log)
        asyncio.get_running_loop().call_later(2.05, calls.stop)
        await calls.run()

    log = Log()
    run(play())
    assert len(log.began) == 21
    assert set(log.released) == set(range(21))
    assert max(log.ended.values()) == pytest.approx(3.1)


def test_stopped_while_it_waits_for_room_it_ends() -> None:
    async def play() -> None:
        calls = population(Plan(sessions=1, rate=10, duration=1000), log)
        asyncio.get_running_loop().call_later(5, calls.stop)
        await calls.run()

    log = Log()
    run(play())
    assert log.ended == {0: 6}


def test_cancelled_it_leaves_no_call_behind() -> None:
    async def play() -> int:
        running = asyncio.create_task(population(Plan(sessions=9, rate=10), log).run())
        await asyncio.sleep(3)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert running.cancelled()
        return len(asyncio.all_tasks())

    log = Log()
    assert run(play()) == 1
    assert log.ended == {}


def test_a_fault_in_a_call_ends_the_run_and_is_told() -> None:
    class Faulty(Call):
        async def run(self) -> None:
            await super().run()
            raise ZeroDivisionError

    async def play() -> None:
        calls = Population(
            Plan(sessions=5, rate=1, hold=2),
            lambda number, _late, came_up: Faulty(number, log, came_up, 0.1, 2),
        )
        with pytest.raises(ZeroDivisionError):
            await calls.run()

    log = Log()
    run(play())
    assert len(log.began) == 4


def test_a_loop_that_was_busy_begins_the_missed_calls_at_once_and_says_how_late() -> None:
    async def play() -> None:
        calls = population(Plan(sessions=5, rate=1, hold=1), log)
        running = asyncio.create_task(calls.run())
        await asyncio.sleep(0.5)
        loop._jumping.now += 2
        await running

    log, loop = Log(), VirtualLoop()
    loop.run_until_complete(play())
    loop.close()
    assert log.began == pytest.approx([0, 2.5, 2.5, 3, 4])
    assert log.late == pytest.approx([0, 1.5, 0.5, 0, 0])
