"""When to dial again: Windows' redial attempts, the time between them, "redial if line is dropped".

The pause doubles from attempt to attempt, and is a little different in each program, so that a
server that comes back is not called by everybody at once. Knows no clock and no randomness.
"""

from __future__ import annotations

from dataclasses import dataclass

from vpdn.client.errors import DialError, is_final

LONGEST_PAUSE = 300.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Redial:
    """`attempts` after one that failed; `pause` seconds before the first of them; `if_dropped`:
    also when a connection that stood is lost."""

    attempts: int = 0
    pause: float = 5.0
    if_dropped: bool = False

    def allows(self, error: DialError, made: int, *, dropped: bool) -> bool:
        """Whether to dial once more after so many attempts; never where it cannot help."""
        if is_final(error.number) or (dropped and not self.if_dropped):
            return False
        return made < self.attempts

    def wait(self, made: int, chance: float) -> float:
        """Seconds before the next attempt; `chance` is from 0 to 1."""
        doubled = self.pause * 2.0 ** min(made, 16)
        return min(doubled, LONGEST_PAUSE) * (1 - chance / 4)
