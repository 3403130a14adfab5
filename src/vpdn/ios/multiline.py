"""Commands that go on over several lines: a banner, up to the delimiter that began it."""

from __future__ import annotations

import re

from vpdn.ios.configuration.banners import delimiter

_BANNER = re.compile(
    r"\s*bann?e?r?\s+(?:m\w*|l\w*|e\w*|inc\w*)\s+(\S.*)", re.IGNORECASE | re.DOTALL
)


def waits_for(command: str) -> str | None:
    """The delimiter that has still to come, None when the command is whole."""
    found = _BANNER.match(command)
    if found is None:
        return None
    mark = delimiter(found[1])
    return None if mark in found[1][len(mark) :] else mark
