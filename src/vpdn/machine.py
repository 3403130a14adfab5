"""The shape every protocol machine has, and the small things all of them share.

A machine does no I/O and owns no clock: `now` (seconds, any monotonic origin) and `entropy`
are given to it. What it wants done comes back as a list of outputs, in order; records of what
happened (`Trace`) stand among them in their true place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

Entropy = Callable[[int], bytes]
"""entropy(n) returns n unpredictable octets."""

In = TypeVar("In", contravariant=True)
Out = TypeVar("Out")


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
    return min((deadline for deadline in deadlines if deadline is not None), default=None)
