"""`logging …`: where messages go, and which."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address
from typing import Any

from vpdn.ios.modes import GLOBAL
from vpdn.ios.sections import Section
from vpdn.ios.setting import Shown, accepted, setting
from vpdn.nas.config import RouterConfig

LEVELS = (
    "emergencies",
    "alerts",
    "critical",
    "errors",
    "warnings",
    "notifications",
    "informational",
    "debugging",
)
DEBUGGING = 7
INFORMATIONAL = 6
BUFFER = 4096
_LEVEL = f"<(0-7)|{'|'.join(LEVELS)}>$level"
_HELP = """
    level          Logging severity level
    emergencies    System is unusable
    alerts         Immediate action needed
    critical       Critical conditions
    errors         Error conditions
    warnings       Warning conditions
    notifications  Normal but significant conditions
    informational  Informational messages
    debugging      Debugging messages
"""


def level_of(said: object, otherwise: int) -> int:
    """A level by its number or its name; `otherwise` when none was said."""
    if isinstance(said, int):
        return said
    return LEVELS.index(str(said)) if said else otherwise


def _logging(config: RouterConfig, **changes: Any) -> RouterConfig:
    return replace(config, logging=replace(config.logging, **changes))


@setting(
    GLOBAL,
    f"[no] logging rate-limit / [console]$console (1-10000)$rate [except {_LEVEL}]",
    f"""
    rate-limit  Set messages per second limit
    rate        Messages per second
    except      Messages of this severity or higher
    {_HELP}
    """,
    section=Section.LOGGING,
)
def rate_limit(
    config: RouterConfig, rate: int, console: str = "", level: object = None
) -> RouterConfig:
    spared = None if level is None else level_of(level, DEBUGGING)
    return _logging(config, rate_limit=rate, rate_except=spared, rate_console=bool(console))


@setting(
    GLOBAL,
    "[no] logging on",
    "on  Enable logging to all supported destinations",
    shown=Shown.OFF,
    section=Section.LOGGING,
)
def enabled(config: RouterConfig, no: bool = False) -> RouterConfig:
    return _logging(config, on=not no)


@setting(
    GLOBAL,
    f"[no] logging buffered / [(4096-2147483647)$size] [{_LEVEL}]",
    f"buffered  Set buffered logging parameters\nsize  Logging buffer size\n{_HELP}",
    shown=Shown.BOTH,
    section=Section.LOGGING,
)
def buffered(
    config: RouterConfig, size: int = BUFFER, level: object = None, no: bool = False
) -> RouterConfig:
    if no:
        return _logging(config, buffered=None)
    return _logging(config, buffered=size, buffered_level=level_of(level, DEBUGGING))


@setting(
    GLOBAL,
    f"[no] logging <console|monitor|trap>$what / [{_LEVEL}]",
    f"""
    console  Set console logging level
    monitor  Set terminal line (monitor) logging level
    trap     Set syslog server logging level
    {_HELP}
    """,
    key=("what",),
    shown=Shown.BOTH,
    section=Section.LOGGING,
)
def destination(
    config: RouterConfig, what: str, level: object = None, no: bool = False
) -> RouterConfig:
    usual = INFORMATIONAL if what == "trap" else DEBUGGING
    return _logging(config, **{what: None if no else level_of(level, usual)})


@setting(
    GLOBAL,
    "[no] logging facility / <local0|local1|local2|local3|local4|local5|local6|local7|auth|daemon"
    "|kern|syslog|user>$name",
    "facility  Facility parameter for syslog messages\n"
    + "\n".join(f"local{n}  Local use" for n in range(8))
    + "\nauth  Authorization system\ndaemon  System daemons\nkern  Kernel\nsyslog  Syslog itself"
    "\nuser  User process",
    default="logging facility local7",
    section=Section.LOGGING,
)
def facility(config: RouterConfig, name: str) -> RouterConfig:
    return _logging(config, facility=name)


accepted(
    GLOBAL,
    "[no] logging <source-interface|history>$what / [LINE$rest]",
    "messages have no source of their own, and no history",
    """
    source-interface  Specify interface for source address in logging transactions
    history           Configure syslog history table
    """,
    key=("what",),
    shown=Shown.BOTH,
    section=Section.LOGGING,
)


@setting(
    GLOBAL,
    "[no] logging A.B.C.D$address",
    "address  IP address of the logging host",
    slot="logging host",
    key=("address",),
    section=Section.HOSTS,
)
def host(config: RouterConfig, address: IPv4Address) -> RouterConfig:
    return _logging(config, hosts=(*config.logging.hosts, address))
