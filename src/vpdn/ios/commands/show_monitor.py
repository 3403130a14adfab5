"""`show monitor capture`: the captures there are, and how full they are. The form is IOS-XE's."""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.errors import ConfigError
from vpdn.ios.command import command
from vpdn.ios.modes import PRIVILEGED
from vpdn.ios.router import Session
from vpdn.nas.snapshot import CaptureSnapshot


def _chosen(session: Session, name: str = "") -> list[CaptureSnapshot]:
    captures = session.server.snapshot().captures
    shown = [one for one in captures if name in ("", one.name)]
    if name and not shown:
        raise ConfigError(f"% Capture {name} does not exist")
    return shown


@command(
    PRIVILEGED,
    "show monitor capture [WORD$name]",
    "monitor  Monitoring different system events\ncapture  Captures\nname  Name of the capture",
    data=_chosen,
)
def show_monitor_capture(session: Session, name: str = "") -> str:
    return "".join(f"{line}\n" for one in _chosen(session, name) for line in _capture(one))


def _capture(one: CaptureSnapshot) -> Iterator[str]:
    kind = "GRE packets as on the wire" if one.wire else "PPP frames in the clear"
    yield f"Status Information for Capture {one.name}"
    yield "  Target Type:"
    yield f"   Interface: Virtual-Access{one.interface}, Direction: {one.way}"
    yield f"   Packets: {kind}"
    yield f"   Status : {'Active' if one.active else 'Inactive'}"
    yield "  Buffer Details:"
    yield "   Buffer Type: LINEAR (default)"
    yield f"   Buffer Size (in MB): {one.limit // (1024 * 1024)}"
    yield f"   Packets captured: {one.packets}, bytes: {one.size}"
    yield f"   Packets missed when it was full: {one.missed}"
