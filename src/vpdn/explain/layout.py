"""Lines for a screen of so many columns."""

from __future__ import annotations

import textwrap


def folded(line: str, width: int, indent: int = 2) -> list[str]:
    """The line, broken between words where it is too long; what follows stands further in."""
    start = line[: len(line) - len(line.lstrip())]
    broken = textwrap.wrap(
        line[len(start) :],
        max(width, 40),
        initial_indent=start,
        subsequent_indent=" " * indent,
        drop_whitespace=True,
        replace_whitespace=False,
        break_on_hyphens=False,
    )
    return broken or [""]
