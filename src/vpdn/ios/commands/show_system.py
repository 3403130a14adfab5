"""`show clock`, `show debug`, `show running-config`, `show privilege`."""

from __future__ import annotations

import time

from vpdn.ios.command import command
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


@command(PRIVILEGED, "show debugging", "debugging  State of each debugging option")
def show_debugging(session: Session) -> str:
    text = show_debug(session.router.flags.enabled)
    return f"{text}\n" if text else ""


@command(PRIVILEGED, "show running-config", "running-config  Current operating configuration")
def show_running_config(session: Session) -> str:
    text = session.router.running.text()
    size = len(text)
    return f"Building configuration...\n\nCurrent configuration : {size} bytes\n{text}\n"
