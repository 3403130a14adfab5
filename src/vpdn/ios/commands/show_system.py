"""`show clock`, `show debug [condition]`, `show running-config`, `show privilege`."""

from __future__ import annotations

import time

from vpdn.errors import ConfigError
from vpdn.ios.command import command
from vpdn.ios.conditions import show_conditions
from vpdn.ios.debug import SWITCHES, show_debug
from vpdn.ios.grammar import INVALID
from vpdn.ios.modes import PRIVILEGED, USER
from vpdn.ios.plain import lines_of
from vpdn.ios.router import Session
from vpdn.ios.running_config import framed, inside
from vpdn.ios.timestamps import clock
from vpdn.ios.tokens import InterfaceName


def _clock(session: Session) -> object:
    """Seconds since 1970."""
    return {"time": time.time(), "source": None}


@command(
    USER,
    "show clock [detail]$detail",
    "clock   Display the system clock\ndetail  Display detailed information",
    data=_clock,
)
def show_clock(session: Session, detail: str = "") -> str:
    """The router asks no time server itself: the clock is the machine's."""
    return f"{clock(time.time())}\n" + ("No time source\n" if detail else "")


@command(
    USER,
    "show privilege",
    "privilege  Show current privilege level",
    data=lambda session: {"level": session.privilege},
)
def show_privilege(session: Session) -> str:
    return f"Current privilege level is {session.privilege}\n"


def _debugging(session: Session, only: str = "") -> object:
    router = session.router
    conditions = [
        {"number": one.number, "kind": one.kind, "value": str(one.value)}
        for one in router.conditions.table
    ]
    enabled = [one.words for one in SWITCHES if one.flag & router.flags.enabled]
    return {"conditions": conditions, **({} if only else {"enabled": enabled})}


@command(
    PRIVILEGED,
    "show debugging [condition]$only",
    """
    debugging  State of each debugging option
    condition  Show debugging condition status
    """,
    data=_debugging,
)
def show_debugging(session: Session, only: str = "") -> str:
    router = session.router
    conditions = show_conditions(router.conditions, session.server.snapshot())
    if only:
        return conditions or "% No conditions found\n"
    text = show_debug(router.flags.enabled)
    flags = f"{text}\n" if text else ""
    return "\n".join(part for part in (flags, conditions) if part)


@command(
    PRIVILEGED,
    "show running-config",
    "running-config  Current operating configuration",
    data=lambda session: lines_of(session.router.running.text()),
)
def show_running_config(session: Session) -> str:
    return framed(session.router.running.text())


def _interface_text(session: Session, name: InterfaceName) -> str:
    """An interface of the configuration, as a configuration. Raises ConfigError."""
    heading = f"interface {name}"
    text = session.router.running.text()
    if heading not in text.splitlines():
        raise ConfigError(INVALID)
    return "\n".join(["!", heading, *inside(text, heading), "end", ""])


@command(
    PRIVILEGED,
    "show running-config interface <INTERFACE|TEMPLATE>$name",
    """
    running-config    Current operating configuration
    interface         Show interface configuration
    name              Interface to show
    Virtual-Template  A template
    """,
    data=lambda session, name: lines_of(_interface_text(session, name)),
)
def show_running_config_interface(session: Session, name: InterfaceName) -> str:
    return framed(_interface_text(session, name))
