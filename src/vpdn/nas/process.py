"""What this process takes of its machine: processor time and memory, from Linux' /proc.

Measured every few seconds; the averages are decayed exponentially, as IOS' are. Percentages are
of one processor. proc(5) names the fields.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from math import exp
from pathlib import Path

from vpdn.nas.resources import Load, ProcessSnapshot, ThreadSnapshot

PROC = Path("/proc/self")
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_IDLE = Load()


@dataclass(frozen=True, slots=True)
class _Thread:
    """Seconds in user space and in the kernel, and how often it was let run."""

    name: str
    user: float
    kernel: float
    invoked: int

    @property
    def total(self) -> float:
        return self.user + self.kernel


@dataclass(frozen=True, slots=True)
class _Measured:
    thread: _Thread
    load: Load = _IDLE


class Process:
    """`measure` it now and then; `snapshot` tells what was measured last."""

    def __init__(self, now: float, proc: Path = PROC) -> None:
        self._proc = proc
        self._last = now
        self._kernel = 0.0
        self._load = _IDLE
        self._threads = {number: _Measured(one) for number, one in self._read()}

    def measure(self, now: float) -> None:
        """`now` in seconds, monotonic."""
        elapsed, self._last = now - self._last, now
        if elapsed <= 0:
            return
        before = self._threads
        threads, spent, kernel = {}, 0.0, 0.0
        for number, thread in self._read():
            known = before.get(number, _Measured(_Thread(thread.name, 0.0, 0.0, 0)))
            passed = thread.total - known.thread.total
            spent += passed
            kernel += thread.kernel - known.thread.kernel
            threads[number] = _Measured(thread, _follow(known.load, passed, elapsed))
        self._threads = threads
        self._load = _follow(self._load, spent, elapsed)
        self._kernel = 100 * kernel / elapsed

    def snapshot(self) -> ProcessSnapshot:
        size, resident = self._memory()
        return ProcessSnapshot(
            self._load,
            self._kernel,
            tuple(
                ThreadSnapshot(
                    number,
                    one.thread.name,
                    round(one.thread.total * 1000),
                    one.thread.invoked,
                    one.load,
                )
                for number, one in sorted(self._threads.items())
            ),
            size,
            resident,
        )

    def _read(self) -> Iterator[tuple[int, _Thread]]:
        """A thread that has just ended is left out."""
        for task in (self._proc / "task").iterdir():
            try:
                yield int(task.name), _thread(task)
            except (FileNotFoundError, ProcessLookupError):
                continue

    def _memory(self) -> tuple[int, int]:
        """Octets of address space, and of memory."""
        pages = (self._proc / "statm").read_text().split()
        return int(pages[0]) * _PAGE, int(pages[1]) * _PAGE


def _thread(task: Path) -> _Thread:
    """The name may hold anything, blanks and parentheses too."""
    name, _, rest = (task / "stat").read_text().partition("(")[2].rpartition(")")
    fields = rest.split()
    switches = [
        int(line.split()[1])
        for line in (task / "status").read_text().splitlines()
        if "ctxt_switches" in line
    ]
    return _Thread(name, int(fields[11]) / _TICKS, int(fields[12]) / _TICKS, sum(switches))


def _follow(load: Load, spent: float, elapsed: float) -> Load:
    percent = 100 * max(0.0, spent) / elapsed

    def decayed(old: float, period: float) -> float:
        return old + (1 - exp(-elapsed / period)) * (percent - old)

    return Load(percent, decayed(load.one_minute, 60.0), decayed(load.five_minutes, 300.0))
