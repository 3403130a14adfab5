"""A command that runs while somebody may interrupt it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine


class Interruptible:
    """One piece of work at a time."""

    def __init__(self) -> None:
        self._running: asyncio.Task[None] | None = None

    async def run(self, work: Coroutine[object, object, None]) -> bool:
        """Whether it came to its end, which one that answers the interrupt itself does. Raises what
        the work raises; whoever cancels this ends the work too."""
        self._running = running = asyncio.create_task(work)
        try:
            await asyncio.wait({running})
        finally:
            self._running = None
            running.cancel()
        if running.cancelled():
            return False
        running.result()
        return True

    def interrupt(self) -> bool:
        """Whether anything was running."""
        if self._running is not None:
            self._running.cancel()
        return self._running is not None
