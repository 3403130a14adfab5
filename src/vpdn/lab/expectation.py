"""What a lab must show, and whether it was seen: lines of each part, in order.

Knows text only. Blanks count as one, as they do where logs are laid beside each other.
"""

from __future__ import annotations

import asyncio
import contextlib
import re

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Expectation:
    """`lines`: by the name of a part, or "console", texts that stand in lines of what it prints,
    in this order; a text between slashes is a regular expression. All within `within` seconds
    after everything else was done."""

    lines: dict[str, tuple[str, ...]]
    within: float = 10.0


class Witness:
    """Remembers what was printed."""

    def __init__(self) -> None:
        self._seen: dict[str, list[str]] = {}
        self._news = asyncio.Event()
        self._errors: dict[str, str] = {}

    @property
    def error(self) -> str | None:
        """The last line that tells of an error, as the PC's do, unless he who told it connected
        after all."""
        return next(reversed(self._errors.values()), None)

    def see(self, who: str, text: str) -> None:
        for line in text.splitlines():
            self._seen.setdefault(who, []).append(" ".join(line.split()))
            if line.startswith(("Error", "Connected.")):
                self._errors.pop(who, None)
            if line.startswith("Error"):
                self._errors[who] = line
        self._news.set()

    def missing(self, expectation: Expectation) -> list[str]:
        """The first expected line of each that has not come, as "who: line"."""
        first = {who: self._first_missing(who, lines) for who, lines in expectation.lines.items()}
        return [f"{who}: {line}" for who, line in first.items() if line is not None]

    async def wait(self, expectation: Expectation) -> list[str]:
        """Wait until nothing is missing, or for as long as one may; gives what is."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(expectation.within):
                while self.missing(expectation):
                    self._news.clear()
                    await self._news.wait()
        return self.missing(expectation)

    def _first_missing(self, who: str, expected: tuple[str, ...]) -> str | None:
        printed = iter(self._seen.get(who, []))
        for text in expected:
            if not any(stands_in(text, line) for line in printed):
                return text
        return None


def stands_in(text: str, line: str) -> bool:
    """Whether a line, its blanks squeezed, is what `text` expects."""
    if len(text) > 1 and text[0] == text[-1] == "/":
        return re.search(text[1:-1], line) is not None
    return " ".join(text.split()) in line
