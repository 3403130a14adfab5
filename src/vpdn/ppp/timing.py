"""The counters of RFC 1661 section 4.6, and where Identifiers come from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counters:
    """`restart` is the restart timer's period in seconds."""

    restart: float = 3.0
    max_configure: int = 10
    max_failure: int = 5
    max_terminate: int = 2


class Identifiers:
    """Counts the Identifiers of one protocol, or of several that share it."""

    __slots__ = ("_next",)

    def __init__(self, first: int = 1) -> None:
        self._next = first

    def take(self) -> int:
        identifier = self._next
        self._next = (identifier + 1) % 256
        return identifier
