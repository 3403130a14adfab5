"""One timer of the event loop for something whose deadline moves all the time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Alarm:
    """`expired` is called at a deadline that was set, or earlier: one that moves later leaves the
    timer where it is, and finds nothing due."""

    __slots__ = (
        "_expired",
        "_loop",
        "_timer",
    )

    def __init__(self, expired: Callable[[], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._expired = expired
        self._timer: asyncio.TimerHandle | None = None

    def set(self, deadline: float | None) -> None:
        """Not later than then, by the loop's clock; None: no matter."""
        if deadline is None:
            return
        if self._timer is not None:
            if self._timer.when() <= deadline:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(deadline, self._fire)

    def cancel(self) -> None:
        """For good: whom it would wake is free to go."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._expired = _nobody

    def _fire(self) -> None:
        self._timer = None
        self._expired()


def _nobody() -> None: ...
