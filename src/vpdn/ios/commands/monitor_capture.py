"""`monitor capture`: what a session sends and takes, kept, and written down for Wireshark.

The forms are IOS-XE's, and two words more: `clear` keeps PPP frames before encryption and after
decryption, `wire` the GRE packets. A file is written to `flash:`, never over another.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from vpdn.errors import ConfigError
from vpdn.ios.command import command
from vpdn.ios.commands.copying import startup_of
from vpdn.ios.files import on_disk
from vpdn.ios.modes import PRIVILEGED
from vpdn.ios.router import Session
from vpdn.ios.tokens import InterfaceName

_PCAP = ".pcap"
_HELP = """
    monitor    Monitoring different system events
    capture    Capture packets of a session
    name       Name of the capture
    interface  Interface to capture
    target     Virtual-Access interface; a call that comes later is captured too
    in         What the peer sends
    out        What the peer is sent
    both       Both
    clear      PPP frames in the clear
    wire       GRE packets as they are sent
    start      Begin to capture
    stop       End it; what was captured stays
    export     Write a pcap file
    file       flash:NAME.pcap
    """


@command(
    PRIVILEGED,
    "[no] monitor capture WORD$name"
    " / interface INTERFACE$target [in|out|both]$way [clear|wire]$kind",
    _HELP,
)
def define(
    session: Session,
    name: str,
    no: bool,
    target: InterfaceName | None = None,
    way: str = "both",
    kind: str = "clear",
) -> str:
    if no:
        session.server.captures.remove(name)
        return ""
    if target is None or target.kind != "Virtual-Access":
        raise ConfigError("% Only a Virtual-Access interface can be captured")
    session.server.captures.define(name, int(target.unit), way, wire=kind == "wire")
    return ""


@command(PRIVILEGED, "monitor capture WORD$name start", _HELP)
def start(session: Session, name: str) -> str:
    session.server.captures.start(name)
    session.router.log(f"%BUFCAP-6-ENABLE: Capture Point {name} enabled.")
    return f"Started capture point : {name}\n"


@command(PRIVILEGED, "monitor capture WORD$name stop", _HELP)
def stop(session: Session, name: str) -> str:
    session.server.captures.stop(name)
    session.router.log(f"%BUFCAP-6-DISABLE: Capture Point {name} disabled.")
    return f"Stopped capture point : {name}\n"


@command(PRIVILEGED, "monitor capture WORD$name clear", f"{_HELP}\nclear  Forget what was captured")
def clear(session: Session, name: str) -> str:
    session.server.captures.clear(name)
    return ""


@command(PRIVILEGED, "monitor capture WORD$name export WORD$file", _HELP)
async def export(session: Session, name: str, file: str) -> AsyncIterator[str]:
    flash = startup_of(session).flash
    if not file.endswith(_PCAP):
        raise ConfigError(f"%Error opening {file} (Invalid file name: flash:NAME.pcap)")
    octets = session.server.captures.file(name)
    await on_disk(flash.add, file, octets)
    yield "Exported Successfully\n"
