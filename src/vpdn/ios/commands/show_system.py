"""`show clock`, `show debug [condition]`, `show running-config`, `show privilege`."""

from __future__ import annotations

import time

from vpdn.ios.command import command
from vpdn.ios.conditions import show_conditions
from vpdn.ios.debug import show_debug
from vpdn.ios.modes import PRIVILEGED, USER
from vpdn.ios.router import Session
from vpdn.ios.timestamps import clock


@command(USER, "show clock", "clock  Display the system clock")
def show_clock(session: Session) -> str:
    return f"{clock(time.time())}\n"


@command(USER, "show privilege", "privilege  Show current privilege level")
def show_privilege(session: Session) -> str:
    return f"Current privilege level is {session.privilege}\n"


@command(
    PRIVILEGED,
    "show debugging [condition]$only",
    """
    debugging  State of each debugging option
    condition  Show debugging condition status
    """,
)
def show_debugging(session: Session, only: str = "") -> str:
    router = session.router
    conditions = show_conditions(router.conditions, session.server.snapshot())
    if only:
        return conditions or "% No conditions found\n"
    text = show_debug(router.flags.enabled)
    flags = f"{text}\n" if text else ""
    return "\n".join(part for part in (flags, conditions) if part)


@command(PRIVILEGED, "show running-config", "running-config  Current operating configuration")
def show_running_config(session: Session) -> str:
    text = session.router.running.text()
    size = len(text)
    return f"Building configuration...\n\nCurrent configuration : {size} bytes\n{text}\n"
