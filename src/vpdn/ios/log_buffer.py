"""The last log and debug lines, kept in memory for `show logging`."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

SIZE = 4096
"""IOS' default, in octets."""


class LogBuffer:
    """Holds as many of the last lines as fit in `size` octets; `messages` counts all that came."""

    def __init__(self, size: int = SIZE) -> None:
        self.size = size
        self.messages = 0
        self._lines: deque[str] = deque()
        self._held = 0

    def write(self, line: str) -> None:
        self.messages += 1
        self._lines.append(line)
        self._held += len(line) + 1
        self._trim()

    def resize(self, size: int | None) -> None:
        """Another size; None: there is no buffer, and nothing in it."""
        self.size = size or 0
        self._trim()

    def clear(self) -> None:
        self._lines.clear()
        self._held = 0

    def _trim(self) -> None:
        while self._held > self.size:
            self._held -= len(self._lines.popleft()) + 1

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._lines))
