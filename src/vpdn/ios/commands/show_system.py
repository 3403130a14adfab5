"""`show version`, `show clock`, `show debug`, `show running-config`, `show privilege`."""

from __future__ import annotations

import platform
import time
from collections.abc import Iterator

from vpdn import __version__
from vpdn.ios.command import command
from vpdn.ios.debug import show_debug
from vpdn.ios.modes import PRIVILEGED, USER
from vpdn.ios.router import Session
from vpdn.ios.timestamps import clock, uptime


@command(USER, "show version", "version  System hardware and software status")
def show_version(session: Session) -> str:
    return "".join(f"{line}\n" for line in _version(session))


def _version(session: Session) -> Iterator[str]:
    """IOS' lines where there is something true to say in them."""
    server, config = session.server.snapshot(), session.server.config
    yield "vpdn, an access server for PPTP with the command line of IOS "
    yield (
        f"IOS (tm) compatible vpdn Software (VPDN-PPTP-M), Version 12.1(5)T,"
        f"  RELEASE SOFTWARE (vpdn {__version__})"
    )
    yield "This is not Cisco software."
    yield ""
    yield f"{config.hostname} uptime is {uptime(server.uptime)}"
    yield "System returned to ROM by reload"
    yield f'System image file is "python:vpdn-{__version__}"'
    yield ""
    yield (
        f"vpdn {platform.machine()} processor with the {server.datapath} data path,"
        f" {platform.python_implementation()} {platform.python_version()}"
        f" on {platform.system()} {platform.release()}"
    )
    ethernets = sum("Ethernet" in name for name in config.interfaces)
    yield f"{ethernets} Ethernet/IEEE 802.3 interface(s)"
    yield ""
    yield "Configuration register is 0x2102"


@command(USER, "show clock", "clock  Display the system clock")
def show_clock(session: Session) -> str:
    return f"{clock(time.time())}\n"


@command(USER, "show privilege", "privilege  Show current privilege level")
def show_privilege(session: Session) -> str:
    return f"Current privilege level is {15 if session.privileged else 1}\n"


@command(PRIVILEGED, "show debugging", "debugging  State of each debugging option")
def show_debugging(session: Session) -> str:
    text = show_debug(session.router.flags.enabled)
    return f"{text}\n" if text else ""


@command(PRIVILEGED, "show running-config", "running-config  Current operating configuration")
def show_running_config(session: Session) -> str:
    text = session.router.running.text()
    size = len(text)
    return f"Building configuration...\n\nCurrent configuration : {size} bytes\n{text}\n"
