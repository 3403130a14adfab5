"""`privilege MODE level N …`: commands that other levels than their own may give."""

from __future__ import annotations

from dataclasses import replace

from vpdn.ios.modes import FAMILIES, GLOBAL
from vpdn.ios.sections import Section
from vpdn.ios.setting import setting
from vpdn.nas.config import RouterConfig

_HELP = """
    privilege         Command privilege parameters
    exec              Exec mode
    configure         Global configuration mode
    interface         Interface configuration mode
    controller        Controller configuration mode
    line              Line configuration mode
    radius-server     RADIUS server configuration mode
    sg-radius         Radius Server Group Definition
    sg-tacacs+        Tacacs+ Server Group Definition
    ipsnacl           IP named simple access-list configuration mode
    ipenacl           IP named extended access-list configuration mode
    vpdn-group        VPDN group configuration mode
    accept-dialin     VPDN group accept dialin configuration mode
    request-dialin    VPDN group request dialin configuration mode
    accept-dialout    VPDN group accept dialout configuration mode
    request-dialout   VPDN group request dialout configuration mode
    dhcp              DHCP pool configuration mode
    vpdn-template     VPDN template configuration mode
    all               All suboption will be set to the samelevel
    level             Set privilege level of command
    privilege_level   Privilege level
    reset             Reset privilege level of command
    words             Initial keywords of the command to modify
"""
_WHERE = f"<{'|'.join(FAMILIES)}>$where"
_KEY = ("where", "words")
_LAST = ["configure", "exec"]


def _order(where: str, **_: object) -> int:
    """The modes inside the configuration come first, then it, then EXEC."""
    return _LAST.index(where) if where in _LAST else -1


@setting(
    GLOBAL,
    f"[no] privilege {_WHERE} [all]$every level (0-15)$privilege_level LINE$words",
    _HELP,
    key=_KEY,
    section=Section.PRIVILEGES,
    sort=_order,
)
def privilege(
    config: RouterConfig, where: str, privilege_level: int, words: str, every: str = ""
) -> RouterConfig:
    """`all` says what holds anyway: the words move every command that begins with them."""
    levels = {**config.command_levels, (where, words): privilege_level}
    return replace(config, command_levels=levels)


@setting(GLOBAL, f"privilege {_WHERE} reset LINE$words", _HELP, key=_KEY)
def privilege_reset(config: RouterConfig, where: str, words: str) -> RouterConfig:
    """Never applied: the line stands for none."""
    return config


@privilege_reset.writer
def _nothing(where: str, words: str) -> str:
    """A reset leaves no line, and takes the place of the one there was."""
    return privilege_reset.default
