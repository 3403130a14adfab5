"""`banner motd|login|exec`: what a caller reads before and after he is let in.

The text stands between two delimiters, over as many lines as it takes; `^C`, as a running-config
prints the usual one, counts as a single character.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from vpdn.errors import ConfigError
from vpdn.ios.modes import GLOBAL
from vpdn.ios.sections import Section
from vpdn.ios.setting import accepted, setting
from vpdn.nas.config import RouterConfig

_HELP = """
    banner    Define a login banner
    motd      Set Message of the Day banner
    login     Set login banner
    exec      Set EXEC process creation banner
    incoming  Set incoming terminal line banner
    text      c banner-text c, where 'c' is a delimiting character
"""
_CONTROL_C = "^C"


def _undelimited(arguments: Mapping[str, object]) -> Mapping[str, object]:
    """Only the text is kept. Raises ConfigError when there is none."""
    typed = arguments.get("text")
    if not isinstance(typed, str):
        return arguments
    mark = delimiter(typed)
    text, ended, _ = typed.removeprefix(mark).partition(mark)
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


@banner.writer
def _banner(kind: str, text: str) -> str:
    return f"banner {kind} {_CONTROL_C}{text}{_CONTROL_C}"


accepted(
    GLOBAL,
    "[no] banner incoming / LINE$text",
    "nobody is connected to from here",
    _HELP,
    section=Section.BANNERS,
)


def delimiter(text: str) -> str:
    """What begins a banner's text, and ends it."""
    return _CONTROL_C if text.startswith((_CONTROL_C, "\x03")) and text[0] == "^" else text[:1]
