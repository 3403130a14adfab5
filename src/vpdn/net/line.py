"""A line between two namespaces: what is routed into one end comes out of the other, with faults.

Both ends are TUN devices, so it is point to point and has no Ethernet, like the dial-up line it
stands for; TCP, GRE and everything else feel it. It runs on the event loop of its maker.
"""

from __future__ import annotations

import asyncio
from heapq import heappop, heappush
from itertools import count

from vpdn.net.faults import Faults
from vpdn.net.tun import Tun

QUEUE = 1000
"""Packets on their way in one direction; more are dropped, as a real line's buffer would."""


class Line:
    """Carries packets between `near` and `far` until closed; `there` are the faults from near to
    far, `back` the others. Closing it removes both devices. Needs a running event loop."""

    def __init__(self, near: Tun, far: Tun, there: Faults, back: Faults) -> None:
        self._ends = (near, far)
        self._ways = (Way(near, far, there), Way(far, near, back))

    def become(self, there: Faults, back: Faults) -> None:
        """From the next packet on the line has other faults."""
        for way, faults in zip(self._ways, (there, back), strict=True):
            way.faults = faults

    def close(self) -> None:
        for way in self._ways:
            way.close()
        for end in self._ends:
            end.close()


class Way:
    """One direction of a line."""

    def __init__(self, source: Tun, target: Tun, faults: Faults) -> None:
        self._source = source
        self._target = target
        self.faults = faults
        self._under_way: list[tuple[float, int, bytes]] = []
        self._order = count()
        self._timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(source.fileno(), self._take)

    def close(self) -> None:
        self._loop.remove_reader(self._source.fileno())
        if self._timer is not None:
            self._timer.cancel()

    def _take(self) -> None:
        now = self._loop.time()
        for packet in self._source.read_batch():
            for arrival in self.faults.arrivals(packet, now):
                if len(self._under_way) < QUEUE:
                    heappush(self._under_way, (arrival, next(self._order), packet))
        self._deliver()

    def _deliver(self) -> None:
        now = self._loop.time()
        while self._under_way and self._under_way[0][0] <= now:
            self._target.write(heappop(self._under_way)[2])
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._under_way:
            self._timer = self._loop.call_at(self._under_way[0][0], self._deliver)
