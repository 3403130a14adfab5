"""`logging …`: where messages go, and which."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address
from typing import Any

from vpdn.ios.modes import GLOBAL
from vpdn.ios.sections import Section
from vpdn.ios.setting import Shown, accepted, setting
from vpdn.ios.severity import DEBUGGING, INFORMATIONAL, LEVELS
from vpdn.ios.syslog import FACILITIES
from vpdn.ios.tokens import InterfaceName
from vpdn.nas.config import RouterConfig

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
    f"[no] logging rate-limit / [console]$console [all]$every (1-10000)$rate [except {_LEVEL}]",
    f"""
    rate-limit  Set messages per second limit
    console     Rate limit only console messages
    all         Rate limit all messages, including debug messages
    rate        Messages per second
    except      Messages of this severity or higher
    {_HELP}
    """,
    section=Section.LOGGING,
)
def rate_limit(
    config: RouterConfig, rate: int, console: str = "", every: str = "", level: object = None
) -> RouterConfig:
    spared = None if level is None else level_of(level, DEBUGGING)
    return _logging(
        config,
        rate_limit=rate,
        rate_except=spared,
        rate_console=bool(console),
        rate_all=bool(every),
    )


@rate_limit.writer
def _rate_limit(rate: int, console: str, every: str, level: object) -> str:
    spared = "" if level is None else f"except {LEVELS[level_of(level, DEBUGGING)]}"
    words = ("logging rate-limit", console, every, str(rate), spared)
    return " ".join(word for word in words if word)


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
    section=Section.LOGGING,
)
def buffered(config: RouterConfig, size: int = BUFFER, level: object = None) -> RouterConfig:
    return _logging(config, buffered=size, buffered_level=level_of(level, DEBUGGING))


@buffered.writer
def _buffered(size: int, level: object) -> str:
    return f"logging buffered {size} {LEVELS[level_of(level, DEBUGGING)]}"


def _destination(what: str, usual: int, section: Section, sentence: str) -> None:
    """Declare the level of a destination that is there by itself."""

    @setting(
        GLOBAL,
        f"[no] logging {what} / [{_LEVEL}]",
        f"{what}  {sentence}\n{_HELP}",
        default=f"logging {what} {LEVELS[usual]}",
        shown=Shown.BOTH,
        section=section,
    )
    def apply(config: RouterConfig, level: object = None, no: bool = False) -> RouterConfig:
        return _logging(config, **{what: None if no else level_of(level, usual)})

    @apply.writer
    def write(level: object, no: bool) -> str:
        return f"no logging {what}" if no else f"logging {what} {LEVELS[level_of(level, usual)]}"


_destination("console", DEBUGGING, Section.LOGGING, "Set console logging level")
_destination("monitor", DEBUGGING, Section.LOGGING, "Set terminal line (monitor) logging level")
_destination("trap", INFORMATIONAL, Section.HOSTS, "Set syslog server logging level")


@setting(
    GLOBAL,
    f"[no] logging facility / <{'|'.join(sorted(FACILITIES))}>$name",
    """
    facility  Facility parameter for syslog messages
    auth      Authorization system
    cron      Cron/at facility
    daemon    System daemons
    kern      Kernel
    lpr       Line printer system
    mail      Mail system
    news      USENET news
    syslog    Syslog itself
    user      User process
    uucp      Unix-to-Unix copy system
    """
    + "".join(f"\n    local{number}  Local use" for number in range(8))
    + "".join(f"\n    sys{number}  System use" for number in range(9, 15)),
    default="logging facility local7",
    section=Section.HOSTS,
)
def facility(config: RouterConfig, name: str) -> RouterConfig:
    return _logging(config, facility=name)


accepted(
    GLOBAL,
    "[no] logging history / [LINE$rest]",
    "there is no SNMP agent to ask for a history",
    "history  Configure syslog history table",
    shown=Shown.BOTH,
    section=Section.LOGGING,
)


@setting(
    GLOBAL,
    "[no] logging source-interface / INTERFACE$name",
    "source-interface  Specify interface for source address in logging transactions",
    section=Section.HOSTS,
)
def source_interface(config: RouterConfig, name: InterfaceName) -> RouterConfig:
    return _logging(config, source_interface=str(name))


@setting(
    GLOBAL,
    "[no] logging [host]$host A.B.C.D$address",
    "host  Set syslog server IP address\naddress  IP address of the logging host",
    slot="logging host",
    key=("address",),
    section=Section.HOSTS,
)
def server(config: RouterConfig, address: IPv4Address, host: str = "") -> RouterConfig:
    return _logging(config, hosts=(*config.logging.hosts, address))


@server.writer
def _server(address: IPv4Address, host: str) -> str:
    """Later releases say `host`; 12.1 does not know the word."""
    return f"logging {address}"
