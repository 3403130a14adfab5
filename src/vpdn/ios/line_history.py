"""The lines typed before, and a walk through them with Ctrl-P and Ctrl-N."""

from __future__ import annotations

DEFAULT_SIZE = 10


class History:
    """The newest `size` lines; 0 remembers none."""

    def __init__(self, size: int = DEFAULT_SIZE) -> None:
        self._size = size
        self._lines: list[str] = []
        self._at = 0
        self._draft = ""

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(self._lines)

    @property
    def size(self) -> int:
        return self._size

    def resize(self, size: int) -> None:
        self._size = size
        self._trim()

    def add(self, line: str) -> None:
        """Blank lines and repetitions of the last one are not kept."""
        if line.strip() and self._lines[-1:] != [line]:
            self._lines.append(line)
            self._trim()
        self.rewind()

    def rewind(self) -> None:
        """The next walk begins behind the newest line."""
        self._at = len(self._lines)
        self._draft = ""

    def move(self, step: int, typed: str) -> str | None:
        """One line back (-1) or forth (1) from `typed`; None when there is none. Behind the newest
        stands what was being typed."""
        target = self._at + step
        if not 0 <= target <= len(self._lines):
            return None
        if self._at == len(self._lines):
            self._draft = typed
        self._at = target
        return self._draft if target == len(self._lines) else self._lines[target]

    def _trim(self) -> None:
        del self._lines[: max(len(self._lines) - self._size, 0)]
        self.rewind()
