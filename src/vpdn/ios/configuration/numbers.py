"""Settings that are one number: the words, the range, and the attribute that keeps it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vpdn.ios.modes import Mode
from vpdn.ios.sections import Section
from vpdn.ios.setting import Setting, setting


def number(
    mode: Mode[Setting],
    words: str,
    low: int,
    high: int,
    attribute: str,
    help_text: str,
    *,
    default: int | None = None,
    part: str = "",
    section: Section = Section.BODY,
    reason: str = "",
) -> Setting:
    """Declare `[no] WORDS <LOW-HIGH>`, kept as `attribute` of the mode's value, or of its `part`.
    The number is `number` in the help text. With `default` that value is left out of a
    running-config, without it every value stands there."""
    decorate = setting(
        mode,
        f"[no] {words} / ({low}-{high})$number",
        help_text,
        default="" if default is None else f"{words} {default}",
        part=part,
        section=section,
        reason=reason,
    )

    def keep(value: Any, number: int) -> Any:
        return replace(value, **{attribute: number})

    return decorate(keep)
