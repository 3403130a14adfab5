"""Numbers that things go by while they live: interfaces, tunnels, sessions. Neither way to give
them out looks at those that are taken."""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush


class Numbers:
    """Small numbers from 1, the lowest free one first: interfaces."""

    def __init__(self) -> None:
        self._returned: list[int] = []
        self._next = 1

    def take(self) -> int:
        if self._returned:
            return heappop(self._returned)
        self._next += 1
        return self._next - 1

    def put_back(self, number: int) -> None:
        heappush(self._returned, number)


class Counting:
    """Numbers that are not used again soon, and never twice at a time: tunnel and session ids as
    a console shows them; `taken` of them in all. Behind the last come those that have been free
    the longest. `Limits` keeps fewer alive than there are."""

    def __init__(self, last: int = 65535) -> None:
        self.taken = 0
        self._fresh = 0
        self._last = last
        self._returned: deque[int] = deque()

    @property
    def alive(self) -> int:
        """How many are in use."""
        return self._fresh - len(self._returned)

    def take(self) -> int:
        self.taken += 1
        if self._fresh == self._last:
            return self._returned.popleft()
        self._fresh += 1
        return self._fresh

    def put_back(self, number: int) -> None:
        self._returned.append(number)
