"""One fault as the analyst tells it: the error the PC shows, why, what proves it, what cures it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`error` 0: the PC shows none. `evidence`: lines of a file or packets of a capture. `cure` are
    lines to configure, or sentences."""

    rule: str
    error: int
    why: str
    evidence: tuple[str, ...] = ()
    cure: tuple[str, ...] = ()
