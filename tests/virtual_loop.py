"""An asyncio event loop whose time is virtual: it jumps to the next timer instead of waiting.

For code that does no real I/O. Nothing sleeps, and a minute of protocol takes a millisecond.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _JumpingSelector(selectors.SelectSelector):
    """Moves its clock by what it was told to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready:
            assert timeout is not None, "nothing will ever happen again"
            self.now += max(0.0, timeout)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now


def run(main: Coroutine[object, object, T]) -> T:
    """Run `main` on a virtual clock that starts at 0. What a callback or a task of its raised, and
    the loop would only have logged, is a failure here."""
    loop = VirtualLoop()
    raised: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _, context: raised.append(context))
    try:
        result = loop.run_until_complete(main)
    finally:
        loop.close()
    assert raised == []
    return result
