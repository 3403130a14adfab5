"""`banner motd|login|exec`: what a caller reads before and after he is let in.

The text stands between two delimiters, over as many lines as it takes; `^C`, as a running-config
prints the usual one, counts as a single character.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain, count

from vpdn.errors import ConfigError
from vpdn.ios.modes import GLOBAL
from vpdn.ios.sections import Section
from vpdn.ios.setting import accepted, setting
from vpdn.nas.config import RouterConfig

LONGEST = 8192
"""Characters of a banner: two large screens."""
KINDS = ("motd", "login", "exec", "incoming", "prompt-timeout", "slip-ppp")
_HELP = """
    banner          Define a login banner
    motd            Set Message of the Day banner
    login           Set login banner
    exec            Set EXEC process creation banner
    incoming        Set incoming terminal line banner
    prompt-timeout  Set Message for login authentication timeout
    slip-ppp        Set Message for SLIP/PPP
    text            c banner-text c, where 'c' is a delimiting character
"""
_CONTROL_C = "^C"


def _undelimited(arguments: Mapping[str, object]) -> Mapping[str, object]:
    """Only the text is kept. Raises ConfigError when there is none, or too much."""
    typed = arguments.get("text")
    if not isinstance(typed, str):
        return arguments
    mark = delimiter(typed)
    text, ended, _ = typed.removeprefix(mark).partition(mark)
    if len(text) > LONGEST:
        raise ConfigError(f"% The banner is too long: at most {LONGEST} characters")
    if not ended:
        raise ConfigError(f"% The banner is not ended: there is no second '{mark}'")
    if not text:
        raise ConfigError("% Incomplete command.")
    return {**arguments, "text": text}


@setting(
    GLOBAL,
    "[no] banner <motd|login|exec>$kind / LINE$text",
    _HELP,
    key=("kind",),
    section=Section.BANNERS,
    settle=_undelimited,
)
def banner(config: RouterConfig, kind: str, text: str) -> RouterConfig:
    shown = text.removeprefix("\n")
    return replace(config, banners={**config.banners, kind: shown})


unread = accepted(
    GLOBAL,
    "[no] banner <incoming|prompt-timeout|slip-ppp>$kind / LINE$text",
    "no caller comes to where it is shown",
    _HELP,
    key=("kind",),
    section=Section.BANNERS,
)
unread.settle = _undelimited


@banner.writer
@unread.writer
def _banner(kind: str, text: str) -> str:
    """Between the usual delimiters, or others where the text has those."""
    marks = chain((_CONTROL_C,), map(chr, count(ord("!"))))
    mark = next(one for one in marks if one not in text)
    return f"banner {kind} {mark}{text}{mark}"


def delimiter(text: str) -> str:
    """What begins a banner's text, and ends it."""
    return _CONTROL_C if text.startswith(_CONTROL_C) else text[:1]
