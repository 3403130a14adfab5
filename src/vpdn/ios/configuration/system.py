"""`version`, `service …`, `hostname`, `logging …`: the head of a running-config."""

from __future__ import annotations

from dataclasses import replace

from vpdn.ios.modes import GLOBAL
from vpdn.ios.sections import Section
from vpdn.ios.setting import Shown, accepted, leaving, setting
from vpdn.nas.config import RouterConfig, TimestampFormat

_NAME = RouterConfig().hostname

leaving(GLOBAL, "exit", "Exit from the current mode")
leaving(GLOBAL, "end", "Exit from configure mode")

accepted(
    GLOBAL,
    "version WORD$release",
    "says which release wrote the file",
    """
    version  Version of the configuration
    release  Release number
    """,
    section=Section.VERSION,
)

accepted(
    GLOBAL,
    "[no] service <config|finger|linenumber|nagle|pad|single-slot-reload-enable"
    "|tcp-keepalives-in|tcp-keepalives-out|tcp-small-servers|udp-small-servers>$name",
    "there is no such service here",
    """
    config                     TFTP load config files
    finger                     Allow responses to finger requests
    linenumber                 enable line number banner for each exec
    nagle                      Enable Nagle's congestion control algorithm
    pad                        Enable PAD commands
    single-slot-reload-enable  Enable reload of a single slot
    tcp-keepalives-in          Generate keepalives on idle incoming network connections
    tcp-keepalives-out         Generate keepalives on idle outgoing network connections
    tcp-small-servers          Enable small TCP servers (e.g., ECHO)
    udp-small-servers          Enable small UDP servers (e.g., ECHO)
    """,
    key=("name",),
    shown=Shown.BOTH,
    section=Section.VERSION,
)


@setting(
    GLOBAL,
    "[no] service dhcp",
    "dhcp  Enable DHCP server and relay agent",
    shown=Shown.OFF,
    section=Section.VERSION,
)
def service_dhcp(config: RouterConfig, no: bool = False) -> RouterConfig:
    return replace(config, dhcp_service=not no)


@setting(
    GLOBAL,
    "[no] service timestamps [debug|log]$what / [uptime$form|datetime$form"
    " {msec$msec|localtime$localtime|show-timezone$timezone}]",
    """
    timestamps     Timestamp debug/log messages
    debug          Timestamp debug messages
    log            Timestamp log messages
    uptime         Timestamp with system uptime
    datetime       Timestamp with date and time
    msec           Include milliseconds in timestamp
    localtime      Use local time zone for timestamps
    show-timezone  Add time zone information to timestamp
    """,
    key=("what",),
    shown=Shown.BOTH,
    section=Section.VERSION,
)
def timestamps(
    config: RouterConfig,
    what: str = "debug",
    form: str = "uptime",
    msec: str = "",
    localtime: str = "",
    timezone: str = "",
    no: bool = False,
) -> RouterConfig:
    stamp = TimestampFormat(form, bool(msec), bool(localtime), bool(timezone))
    if no:
        stamp = TimestampFormat(None)
    if what == "debug":
        return replace(config, timestamps_debug=stamp)
    return replace(config, timestamps_log=stamp)


@timestamps.writer
def _timestamps(what: str, form: str, msec: str, localtime: str, timezone: str, no: bool) -> str:
    if no:
        return f"no service timestamps {what} uptime"
    return " ".join(filter(None, ("service timestamps", what, form, msec, localtime, timezone)))


@setting(
    GLOBAL,
    "[no] service password-encryption",
    "password-encryption  Encrypt system passwords",
    shown=Shown.BOTH,
    section=Section.VERSION,
)
def password_encryption(config: RouterConfig, no: bool = False) -> RouterConfig:
    """How passwords are kept is the `editor`'s: what they are does not change."""
    return config


@setting(
    GLOBAL,
    "[no] service sequence-numbers",
    "sequence-numbers  Stamp logger messages with a sequence number",
    section=Section.VERSION,
)
def sequence_numbers(config: RouterConfig) -> RouterConfig:
    return replace(config, logging=replace(config.logging, sequence_numbers=True))


@setting(
    GLOBAL,
    "[no] hostname / WORD$name",
    """
    hostname  Set system's network name
    name      This system's network name
    """,
    shown=Shown.BOTH,
    section=Section.HOSTNAME,
)
def hostname(config: RouterConfig, name: str = _NAME, no: bool = False) -> RouterConfig:
    return replace(config, hostname=_NAME if no else name)


@hostname.writer
def _hostname(name: str, no: bool) -> str:
    return f"hostname {_NAME if no else name}"


accepted(
    GLOBAL,
    "[no] clock <timezone|summer-time>$what / LINE$rest",
    "the clock is the machine's",
    """
    clock        Configure time-of-day clock
    timezone     Configure time zone
    summer-time  Configure summer (daylight savings) time
    """,
    key=("what",),
    section=Section.CLOCK,
)
accepted(
    GLOBAL,
    "[no] boot system / LINE$rest",
    "there is no image to boot",
    """
    boot    Modify system boot parameters
    system  System image file
    """,
    key=("rest",),
    section=Section.HOSTNAME,
)
