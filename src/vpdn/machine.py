"""The shape every protocol machine has, and the small things all of them share.

A machine does no I/O and owns no clock: `now` (seconds, any monotonic origin) and `entropy`
are given to it. What it wants done comes back as a list of outputs, in order; records of what
happened (`Trace`) stand among them in their true place.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from heapq import heapify, heappop, heappush
from typing import Generic, Protocol, TypeVar

Entropy = Callable[[int], bytes]
"""entropy(n) returns n unpredictable octets."""

In = TypeVar("In", contravariant=True)
Out = TypeVar("Out")
Key = TypeVar("Key", bound=int)


class Word(Enum):
    """Base of enumerations that tables are looked up by: members hash as the single objects that
    they are, which costs a quarter of a hashed name."""

    __hash__ = object.__hash__


class Trace:
    """Base of every record of something that happened; outputs that ask for nothing."""

    __slots__ = ()


class Machine(Protocol[In, Out]):
    """What an owner may rely on. `deadline` is when `tick` wants to be called, or None."""

    @property
    def deadline(self) -> float | None: ...

    def receive(self, data: In, now: float) -> list[Out]: ...

    def tick(self, now: float) -> list[Out]: ...


def earliest(*deadlines: float | None) -> float | None:
    """The least of the deadlines that are set."""
    least = None
    for deadline in deadlines:
        if deadline is not None and (least is None or deadline < least):
            least = deadline
    return least


class Deadlines(Generic[Key]):
    """Which of many machines wants its `tick` next: each move costs O(log n), however many there
    are. Places in the heap that no longer hold are found out when they come up."""

    __slots__ = ("_heap", "_set")

    def __init__(self) -> None:
        self._set: dict[Key, float] = {}
        self._heap: list[tuple[float, Key]] = []

    @property
    def next(self) -> float | None:
        """The earliest deadline there is."""
        heap = self._heap
        while heap and self._set.get(heap[0][1]) != heap[0][0]:
            heappop(heap)
        return heap[0][0] if heap else None

    def set(self, key: Key, deadline: float | None) -> None:
        """`key` wants to be called then; None: not at all."""
        if deadline is None:
            self._set.pop(key, None)
        elif self._set.get(key) != deadline:
            self._set[key] = deadline
            heappush(self._heap, (deadline, key))
            if len(self._heap) > 2 * len(self._set) + _SLACK:
                self._heap = [(at, one) for one, at in self._set.items()]
                heapify(self._heap)

    def due(self, now: float) -> list[Key]:
        """Those whose time has come, the earliest first; they have no deadline any more."""
        found: list[Key] = []
        while (at := self.next) is not None and at <= now:
            _, key = heappop(self._heap)
            del self._set[key]
            found.append(key)
        return found


_SLACK = 64
"""Places that no longer hold, before the heap is made anew."""
