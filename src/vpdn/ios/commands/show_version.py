"""`show version`: IOS' lines, with true facts of vpdn and the machine in their places.

Programs that read it look for `IOS (tm) … Software (…), Version …, RELEASE SOFTWARE`, `uptime is`,
`System image file`, `cisco … processor … bytes of memory`: those have their form. It says that it
is not Cisco's.
"""

from __future__ import annotations

from collections.abc import Iterator

from vpdn import __version__
from vpdn.ios.command import command
from vpdn.ios.modes import USER
from vpdn.ios.router import Session
from vpdn.ios.timestamps import uptime
from vpdn.nas.config import RouterConfig
from vpdn.nas.snapshot import ServerSnapshot

_NETWORKS = (
    ("Ethernet", "Ethernet/IEEE 802.3"),
    ("FastEthernet", "FastEthernet/IEEE 802.3"),
    ("GigabitEthernet", "Gigabit Ethernet/IEEE 802.3"),
    ("Serial", "Serial network"),
)


def _data(session: Session) -> object:
    """`memory` and `disk` in octets, `uptime` in seconds."""
    server, config = session.server.snapshot(), session.server.config
    return {
        "hostname": config.hostname,
        "version": __version__,
        "uptime": server.uptime,
        "datapath": server.datapath,
        "interfaces": list(config.interfaces),
        "hardware": server.hardware,
    }


@command(USER, "show version", "version  System hardware and software status", data=_data)
def show_version(session: Session) -> str:
    server, config = session.server.snapshot(), session.server.config
    returned = session.router.reloading.returned
    lines = [*_software(config, server, returned), "", *_hardware(config, server), ""]
    return "".join(f"{line}\n" for line in (*lines, "Configuration register is 0x2102", ""))


def _software(config: RouterConfig, server: ServerSnapshot, returned: str) -> Iterator[str]:
    release = f"vpdn-{__version__}"
    yield "vpdn, an access server compatible with Cisco Internetwork Operating System Software "
    yield (f"IOS (tm) vpdn Software (VPDN-PPTP-M), Version 12.1(5)T,  RELEASE SOFTWARE ({release})")
    yield "This is not Cisco software."
    yield "Copyright (c) 2026 by the vpdn authors"
    yield f"Running on {server.hardware.language} with the {server.datapath} data path"
    yield ""
    yield f"ROM: {server.hardware.system}"
    yield ""
    yield f"{config.hostname} uptime is {uptime(server.uptime)}"
    yield f"System returned to ROM by {returned}"
    yield f'System image file is "flash:{release}"'


def _hardware(config: RouterConfig, server: ServerSnapshot) -> Iterator[str]:
    """Memory is the machine's, and what this process has of it."""
    machine = server.hardware
    memory = f"{machine.memory // 1024}K/{server.process.resident // 1024}K"
    yield (
        f"cisco vpdn ({machine.architecture}) processor (revision {__version__})"
        f" with {memory} bytes of memory."
    )
    yield f"Processor board ID {machine.serial}"
    clock = f" at {machine.megahertz}Mhz" if machine.megahertz else ""
    yield f"{machine.processor} CPU{clock}, {machine.processors} processor(s)"
    kinds = [name.rstrip("0123456789/.:") for name in config.interfaces]
    for kind, words in _NETWORKS:
        if kind in kinds:
            yield f"{kinds.count(kind)} {words} interface(s)"
    yield f"{machine.disk // 1024}K bytes of processor board System flash (Read/Write)"
