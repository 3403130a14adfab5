"""How a run stands, once a second: a table that stays in its place, or plain lines."""

from __future__ import annotations

import asyncio
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.table import Table

from vpdn.client import errors
from vpdn.load.run import Run
from vpdn.load.stopwatch import Phase
from vpdn.load.tally import Failures

EVERY = 1.0
EVERY_LINE = 5.0
"""Seconds between two tables, and between two lines."""


class Progress:
    """A context manager in a running loop; `told` is set once the run is to end. Writes to
    stderr."""

    def __init__(self, run: Run, told: asyncio.Event, console: Console | None = None) -> None:
        self._run = run
        self._told = told
        self._console = console or Console(stderr=True, highlight=False)
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._connected = 0
        self._timer: asyncio.TimerHandle | None = None
        terminal = self._console.is_terminal
        self._live = Live(console=self._console, auto_refresh=False) if terminal else None
        self._every = EVERY if terminal else EVERY_LINE

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        self._schedule()
        return self

    def __exit__(self, *_: object) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._live is not None:
            self._live.update(self._table(), refresh=True)
            self._live.stop()

    def _schedule(self) -> None:
        self._timer = self._loop.call_later(self._every, self._show)

    def _show(self) -> None:
        if self._live is not None:
            self._live.update(self._table(), refresh=True)
        else:
            self._console.print(self._line(), markup=False, soft_wrap=True)
        self._connected = self._run.tally.connected
        self._schedule()

    def _line(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in self._figures().items() if value)

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for name, value in self._figures().items():
            table.add_row(name, value)
        tally = self._run.tally
        for (number, phase), each in sorted(tally.failures.items(), key=_most_frequent)[:SHOWN]:
            text = f"{each.count}, {phase.value}: {errors.lookup(number).text}"
            table.add_row(f"error {number}", text)
        return table

    def _figures(self) -> dict[str, str]:
        """Empty where there is nothing to say."""
        tally = self._run.tally
        rate = (tally.connected - self._connected) / self._every
        whole = tally.phases[Phase.WHOLE]
        p50, p99 = (value * 1000 for value in whole.percentiles(50, 99))
        figures = {
            "time": f"{self._loop.time() - self._began:.0f} s{' (ending)' * self._told.is_set()}",
            "calls": f"{tally.placed}",
            "up": f"{tally.up}",
            "under way": f"{tally.under_way}",
            "connected": f"{tally.connected} ({rate:.1f}/s)",
            "set-up": f"p50 {p50:.0f} ms p99 {p99:.0f} ms" if whole.count else "",
            "failed": f"{tally.failed}" if tally.failed else "",
            "lost": f"{tally.lost}" if tally.lost else "",
        }
        for traffic, counted in zip(self._run.settings.traffic, tally.traffic, strict=True):
            trip = counted.round_trip
            back = f" back {counted.received}" if trip.count else ""
            median = f" p50 {trip.percentiles(50)[0] * 1000:.1f} ms" if trip.count else ""
            figures[str(traffic)] = f"sent {counted.sent}{back}{median}"
        return figures


def _most_frequent(item: tuple[object, Failures]) -> int:
    return -item[1].count


SHOWN = 5
"""Kinds of failures a table has room for."""
