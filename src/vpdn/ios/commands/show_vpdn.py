"""`show vpdn`: the tunnels and sessions of every protocol, of which PPTP is the one there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from vpdn.ios.command import command
from vpdn.ios.modes import USER
from vpdn.ios.plain import fields_of
from vpdn.ios.router import Session
from vpdn.ios.states import CALL_STATES, CONTROL_STATES
from vpdn.ios.timestamps import duration
from vpdn.nas.snapshot import SessionSnapshot, TunnelSnapshot

_TUNNELS = "LocID Remote Name     State    Remote Address  Port  Sessions"
_SESSIONS = "LocID RemID TunID Intf    Username      State   Last Chg"
PROTOCOLS = {"l2tp": "L2TP", "l2f": "L2F", "pptp": "PPTP", "pppoe": "PPPoE"}
_NAMES = {"": "Tunnel and Session", "tunnel": "Tunnel", "session": "Session"}


class Vpdn(Protocol):
    """The server, or what is meant of it: some of its tunnels, some of their sessions."""

    @property
    def enabled(self) -> bool: ...

    @property
    def tunnels(self) -> tuple[TunnelSnapshot, ...]: ...

    @property
    def sessions(self) -> tuple[SessionSnapshot, ...]: ...


def tunnels_data(server: Vpdn) -> dict[str, object]:
    """Tunnels with their sessions."""
    tunnels = [
        {**fields_of(tunnel), "sessions": list(map(call_data, tunnel.sessions))}
        for tunnel in server.tunnels
    ]
    return {"enabled": server.enabled, "tunnels": tunnels}


def call_data(call: SessionSnapshot) -> dict[str, object]:
    """`mppe` is an object, null without encryption. When packets last came is `last_in` and
    `last_out`, seconds ago."""
    bits, stateful = call.mppe or (None, None)
    return {
        **fields_of(call, "marks"),
        "mppe": None if call.mppe is None else {"bits": bits, "stateful": stateful},
        "counters": fields_of(call.counters, "last_in", "last_out"),
        "traffic": call.traffic,
    }


def _data(session: Session) -> object:
    return tunnels_data(session.server.snapshot())


@command(USER, "show vpdn", data=_data)
def show_vpdn(session: Session) -> str:
    return vpdn_text(session.server.snapshot())


def vpdn_text(server: Vpdn) -> str:
    return every_protocol(server, "", [tunnel_table(server), *session_table(server)])


def tunnel_table(server: Vpdn) -> list[str]:
    return [_TUNNELS, *map(_tunnel_row, server.tunnels)]


def session_table(server: Vpdn) -> list[list[str]]:
    """One table, or none when there is no session."""
    return [[_SESSIONS, *map(_session_row, server.sessions)]] if server.sessions else []


def every_protocol(
    server: Vpdn, what: str, tables: Iterable[Sequence[str]], protocol: str = ""
) -> str:
    """One paragraph a protocol, or that of `protocol` alone; an empty line before each. `tables`
    are PPTP's, lists of lines."""
    if not server.enabled:
        return "% VPDN is not enabled\n"
    paragraphs = {name: [f"%No active {name} tunnels"] for name in PROTOCOLS.values()}
    if server.tunnels:
        totals = f"Total tunnels {len(server.tunnels)} sessions {len(server.sessions)}"
        title = f"PPTP {_NAMES[what]} Information {totals}"
        paragraphs["PPTP"] = [title, *("\n".join(table) for table in tables)]
    shown = [PROTOCOLS[protocol]] if protocol else list(paragraphs)
    return "".join(f"\n{paragraph}\n" for name in shown for paragraph in paragraphs[name])


def _tunnel_row(tunnel: TunnelSnapshot) -> str:
    return (
        f"{tunnel.local_id:<5} {fit(tunnel.remote_name, 15):<15} {CONTROL_STATES[tunnel.state]:<8}"
        f" {tunnel.remote_address!s:<15} {tunnel.remote_port:<5} {len(tunnel.sessions)}"
    )


def _session_row(session: SessionSnapshot) -> str:
    interface = interface_name(session)
    return (
        f"{session.local_id:<5} {session.peer_call_id:<5} {session.tunnel_id:<5} {interface:<7}"
        f" {fit(session.user, 13):<13} {CALL_STATES[session.state]:<7} {duration(session.changed)}"
    )


def interface_name(session: SessionSnapshot) -> str:
    """Vi1, or - before there is one."""
    return f"Vi{session.interface}" if session.interface else "-"


def fit(name: str, width: int = 63) -> str:
    """Names come from outside: what does not fit or print would break the table."""
    return "".join(char if char.isprintable() else "?" for char in name)[:width]
