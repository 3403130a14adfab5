"""Why a lab shows what it shows, and what to do about it: the end of a lab that fails."""

from __future__ import annotations

import textwrap

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Explanation:
    """`cause` and `cure` are prose; `lines` of configuration belong to the cure."""

    cause: str
    cure: str
    lines: str = ""

    def text(self, width: int) -> str:
        """For a terminal of so many columns."""
        parts = [_wrapped("Why: ", self.cause, width), _wrapped("Cure: ", self.cure, width)]
        if self.lines:
            parts.append(textwrap.indent(self.lines.strip("\n"), "    "))
        return "\n".join(parts)


def _wrapped(label: str, prose: str, width: int) -> str:
    prose = " ".join(prose.split())
    return textwrap.fill(label + prose, width, break_long_words=False, break_on_hyphens=False)
