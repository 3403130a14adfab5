"""`alias MODE NAME COMMAND`: what a first word stands for."""

from __future__ import annotations

from dataclasses import replace

from vpdn.ios.configuration.families import WHERE, WHERE_HELP
from vpdn.ios.modes import GLOBAL
from vpdn.ios.sections import Section
from vpdn.ios.setting import setting
from vpdn.nas.config import RouterConfig


@setting(
    GLOBAL,
    f"[no] alias {WHERE} WORD$name / LINE$command",
    f"""{WHERE_HELP}
    alias    Create command alias
    name     Alias name
    command  Command to be aliased
    """,
    key=("where", "name"),
    section=Section.ALIASES,
)
def alias(config: RouterConfig, where: str, name: str, command: str) -> RouterConfig:
    return replace(config, aliases={**config.aliases, (where, name): command})
