"""`privilege exec level N …`: commands that other levels than their own may give."""

from __future__ import annotations

from dataclasses import replace

from vpdn.ios.modes import GLOBAL
from vpdn.ios.sections import Section
from vpdn.ios.setting import accepted, setting
from vpdn.nas.config import RouterConfig

_HELP = """
    privilege         Command privilege parameters
    exec              Exec mode
    configure         Global configuration mode
    interface         Interface configuration mode
    line              Line configuration mode
    level             Set privilege level of command
    privilege_level   Privilege level
    words             Initial keywords of the command to modify
"""


@setting(
    GLOBAL,
    "[no] privilege exec level (0-15)$privilege_level LINE$words",
    _HELP,
    key=("words",),
    section=Section.PRIVILEGES,
)
def privilege_exec(config: RouterConfig, privilege_level: int, words: str) -> RouterConfig:
    return replace(config, exec_levels={**config.exec_levels, words: privilege_level})


accepted(
    GLOBAL,
    "[no] privilege <configure|interface|line>$where level (0-15)$privilege_level LINE$words",
    "who may configure may give every configuration command",
    _HELP,
    key=("where", "words"),
    section=Section.PRIVILEGES,
)
