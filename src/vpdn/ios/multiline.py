"""Commands that go on over several lines: a banner, up to the delimiter that began it."""

from __future__ import annotations

import re

from vpdn.ios.configuration.banners import KINDS, LONGEST, delimiter

_BANNER = re.compile(r"\s*(ba\w*)\s+([\w-]+)\s+(\S.*)", re.IGNORECASE | re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\n-\x1f\x7f-\x9f\u2028\u2029]")
"""Every way to end a line, and whatever else may drive a terminal."""


def waits_for(command: str) -> str | None:
    """The delimiter that has still to come, None when the command is whole, or so long already
    that it is refused."""
    found = _banner(command)
    if found is None:
        return None
    mark = delimiter(found[3])
    text = found[3][len(mark) :]
    return None if mark in text or len(text) > LONGEST else mark


def one_line_of(command: str) -> str:
    """As much of it as is one command: all of a banner; any other up to what no keyboard types.
    Behind a line end would stand a line of its own when the configuration is read again."""
    control = None if _banner(command) else _CONTROL.search(command)
    return command if control is None else command[: control.start()]


def _banner(command: str) -> re.Match[str] | None:
    """Either word may be cut short."""
    found = _BANNER.match(command)
    if found is None or not "banner".startswith(found[1].lower()):
        return None
    return found if any(one.startswith(found[2].lower()) for one in KINDS) else None
