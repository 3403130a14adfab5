"""`show vpdn`, `show vpdn tunnel`, `show vpdn session`."""

from __future__ import annotations

from collections.abc import Iterable

from vpdn.ios.command import command
from vpdn.ios.modes import USER
from vpdn.ios.router import Session
from vpdn.ios.states import CALL_STATES, CONTROL_STATES
from vpdn.ios.timestamps import duration
from vpdn.nas.snapshot import ServerSnapshot, SessionSnapshot, TunnelSnapshot

_TUNNELS = "LocID Remote Name     State    Remote Address  Port  Sessions"
_SESSIONS = "LocID RemID TunID Intf    Username      State   Last Chg"
_NAMES = {"": "Tunnel and Session", "tunnel": "Tunnel", "session": "Session"}


@command(USER, "show vpdn [tunnel|session]$what")
def show_vpdn(session: Session, what: str = "") -> str:
    return vpdn_text(session.server.snapshot(), what)


def vpdn_text(server: ServerSnapshot, what: str = "") -> str:
    """One paragraph a protocol; an empty line before each."""
    if not server.enabled:
        return "% VPDN is not enabled\n"
    paragraphs = [
        "%No active L2TP tunnels",
        "%No active L2F tunnels",
        *(_pptp(server.tunnels, what) if server.tunnels else ["%No active PPTP tunnels"]),
        "%No active PPPoE tunnels",
    ]
    return "".join(f"\n{paragraph}\n" for paragraph in paragraphs)


def _pptp(tunnels: tuple[TunnelSnapshot, ...], what: str) -> Iterable[str]:
    sessions = [session for tunnel in tunnels for session in tunnel.sessions]
    totals = f"Total tunnels {len(tunnels)} sessions {len(sessions)}"
    yield f"PPTP {_NAMES[what]} Information {totals}"
    if what != "session":
        yield "\n".join([_TUNNELS, *map(_tunnel_row, tunnels)])
    if what != "tunnel" and sessions:
        yield "\n".join([_SESSIONS, *map(_session_row, sessions)])


def _tunnel_row(tunnel: TunnelSnapshot) -> str:
    return (
        f"{tunnel.local_id:<5} {_fit(tunnel.remote_name, 15)} {CONTROL_STATES[tunnel.state]:<8}"
        f" {tunnel.remote_address!s:<15} {tunnel.remote_port:<5} {len(tunnel.sessions)}"
    )


def _session_row(session: SessionSnapshot) -> str:
    interface = f"Vi{session.interface}" if session.interface else "-"
    return (
        f"{session.local_id:<5} {session.peer_call_id:<5} {session.tunnel_id:<5} {interface:<7}"
        f" {_fit(session.user, 13)} {CALL_STATES[session.state]:<7} {duration(session.changed)}"
    )


def _fit(name: str, width: int) -> str:
    """Names come from outside: what does not fit or print would break the table."""
    printable = "".join(char if char.isprintable() else "?" for char in name)
    return f"{printable[:width]:<{width}}"
