"""`privilege MODE level N …`: commands that other levels than their own may give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from vpdn.ios.configuration.families import WHERE, WHERE_HELP
from vpdn.ios.full_words import in_full
from vpdn.ios.modes import GLOBAL
from vpdn.ios.sections import Section
from vpdn.ios.setting import setting
from vpdn.nas.config import RouterConfig

_HELP = """
    privilege         Command privilege parameters
    all               All suboption will be set to the samelevel
    level             Set privilege level of command
    privilege_level   Privilege level
    reset             Reset privilege level of command
    words             Initial keywords of the command to modify
"""
_KEY = ("where", "words")
_LAST = ["configure", "exec"]


def _meant(arguments: Mapping[str, object]) -> Mapping[str, object]:
    """Words may be cut short in one line, and in full in the other."""
    where, words = str(arguments["where"]), str(arguments["words"])
    return {**arguments, "words": in_full(where, words) or words}


def _order(where: str, **_: object) -> int:
    """The modes inside the configuration come first, then it, then EXEC."""
    return _LAST.index(where) if where in _LAST else -1


@setting(
    GLOBAL,
    f"[no] privilege {WHERE} [all]$every level (0-15)$privilege_level LINE$words",
    f"{WHERE_HELP}{_HELP}",
    key=_KEY,
    compared=_meant,
    section=Section.PRIVILEGES,
    sort=_order,
)
def privilege(
    config: RouterConfig, where: str, privilege_level: int, words: str, every: str = ""
) -> RouterConfig:
    """`all` says what holds anyway: the words move every command that begins with them."""
    levels = {**config.command_levels, (where, words): privilege_level}
    return replace(config, command_levels=levels)


@setting(
    GLOBAL,
    f"privilege {WHERE} reset LINE$words",
    f"{WHERE_HELP}{_HELP}",
    key=_KEY,
    compared=_meant,
)
def privilege_reset(config: RouterConfig, where: str, words: str) -> RouterConfig:
    """Never applied: the line stands for none."""
    return config


@privilege_reset.writer
def _nothing(where: str, words: str) -> str:
    """A reset leaves no line, and takes the place of the one there was."""
    return privilege_reset.default
