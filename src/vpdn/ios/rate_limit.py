"""`logging rate-limit`: how many messages a second go on."""

from __future__ import annotations

from vpdn.nas.config import LoggingSettings


class RateLimit:
    """Counts the messages of the present second; `exceeded` those that were too many."""

    def __init__(self) -> None:
        self.exceeded = 0
        self._second = 0
        self._count = 0

    def admits(self, settings: LoggingSettings, level: int, time: float, *, debug: bool) -> bool:
        """Whether a message of `level` may go on. Debug lines are limited only with `all`, those
        more urgent than `except` says never."""
        limit, spared = settings.rate_limit, settings.rate_except
        if limit is None or (debug and not settings.rate_all):
            return True
        if spared is not None and level <= spared:
            return True
        if int(time) != self._second:
            self._second, self._count = int(time), 0
        self._count += 1
        if self._count <= limit:
            return True
        self.exceeded += 1
        return False
