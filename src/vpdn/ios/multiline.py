"""Commands that go on over several lines: a banner, up to the delimiter that began it."""

from __future__ import annotations

import re

from vpdn.ios.configuration.banners import KINDS, LONGEST, delimiter

_BANNER = re.compile(r"\s*(ba\w*)\s+([\w-]+)\s+(\S.*)", re.IGNORECASE | re.DOTALL)


def waits_for(command: str) -> str | None:
    """The delimiter that has still to come, None when the command is whole, or so long already
    that it is refused."""
    found = _BANNER.match(command)
    if found is None or not _is_banner(found[1].lower(), found[2].lower()):
        return None
    mark = delimiter(found[3])
    text = found[3][len(mark) :]
    return None if mark in text or len(text) > LONGEST else mark


def _is_banner(word: str, kind: str) -> bool:
    """Either may be cut short."""
    return "banner".startswith(word) and any(one.startswith(kind) for one in KINDS)
