"""docs/performance.md, whose sections are measured at different times: what is measured anew takes
the place of what was there, and the rest stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_TITLE = re.compile(r"^## (.+)$", re.MULTILINE)


def sections(page: str) -> dict[str, str]:
    """What a page says below each title of a section."""
    _, *parts = _TITLE.split(page)
    return {title: text.strip() for title, text in zip(parts[::2], parts[1::2], strict=True)}


def compose(head: str, titles: Iterable[str], texts: Mapping[str, str]) -> str:
    """A page of the sections there is a text for, in the order of the titles."""
    parts = [f"## {title}\n\n{texts[title]}" for title in titles if title in texts]
    return "\n\n".join([head, *parts]) + "\n"
