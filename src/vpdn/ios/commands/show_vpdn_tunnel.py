"""`show vpdn tunnel` in all its forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vpdn.ios.command import command
from vpdn.ios.commands.show_vpdn import Vpdn, every_protocol, fit, tunnel_table, tunnels_data
from vpdn.ios.modes import USER
from vpdn.ios.router import Session
from vpdn.ios.states import CONTROL_STATES
from vpdn.ios.timestamps import duration
from vpdn.nas.snapshot import SessionSnapshot, TunnelSnapshot
from vpdn.nas.traffic import Traffic, traffic_of

_PORT = 1723
_TCP = 6
_HEADERS = {
    "packets": "LocID Pkts-In Pkts-Out Bytes-In Bytes-Out",
    "state": "LocID RemID Remote Name   State  Last-Chg",
    "transport": "LocID Type Prot Local Address   Port  Remote Address  Port",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The tunnels that are meant, with the sessions that are."""

    enabled: bool
    tunnels: tuple[TunnelSnapshot, ...]

    @property
    def sessions(self) -> tuple[SessionSnapshot, ...]:
        return tuple(session for tunnel in self.tunnels for session in tunnel.sessions)


def narrowed(
    session: Session, protocol: str, number: int = 0, local: str = "", remote: str = ""
) -> Vpdn:
    """The server with the tunnels that are meant: of a protocol, by number, or by the names of
    their ends. A peer that gave no name goes by its address."""
    server = session.server.snapshot()
    here = local in ("", session.server.config.hostname) and protocol in ("", "pptp")
    tunnels = tuple(
        tunnel
        for tunnel in server.tunnels
        if here and number in (0, tunnel.local_id) and remote in ("", peer_name(tunnel))
    )
    return Chosen(server.enabled, tunnels)


def peer_name(tunnel: TunnelSnapshot) -> str:
    return fit(tunnel.remote_name) or str(tunnel.remote_address)


def _data(
    session: Session, protocol: str = "", number: int = 0, local: str = "", remote: str = ""
) -> object:
    return tunnels_data(narrowed(session, protocol, number, local, remote))


@command(
    USER,
    "show vpdn tunnel [pptp|l2tp|l2f|pppoe]$protocol [all|packets|state|summary|transport]$form"
    " [id (1-65535)$number|local-name WORD$local [WORD$remote]"
    "|remote-name WORD$remote [WORD$local]]",
    """
    pptp         Tunnels of the Point-to-Point Tunneling Protocol
    l2tp         Tunnels of the Layer 2 Tunneling Protocol
    l2f          Tunnels of Layer 2 Forwarding
    pppoe        PPP over Ethernet
    all          All information about active tunnels
    packets      Packet and octet counts
    state        Tunnel state
    summary      Tunnel summary
    transport    Transport addresses and ports
    id           The tunnel of this number
    number       Local tunnel id
    local-name   Tunnels by the name of this end
    local        Name of this end
    remote-name  Tunnels by the name of the peer
    remote       Name of the peer
    """,
    data=_data,
)
def show_vpdn_tunnel(
    session: Session,
    protocol: str = "",
    form: str = "summary",
    number: int = 0,
    local: str = "",
    remote: str = "",
) -> str:
    server = narrowed(session, protocol, number, local, remote)
    match form:
        case "all":
            name = session.server.config.hostname
            tables = [list(_all(tunnel, name)) for tunnel in server.tunnels]
        case "summary":
            tables = [tunnel_table(server)]
        case _:
            tables = [[_HEADERS[form], *(_ROWS[form](tunnel) for tunnel in server.tunnels)]]
    return every_protocol(server, "tunnel", tables, protocol)


def _all(tunnel: TunnelSnapshot, local_name: str) -> Iterator[str]:
    traffic = _traffic(tunnel)
    since = duration(tunnel.changed)
    yield f"Tunnel id {tunnel.local_id}, {len(tunnel.sessions)} active sessions"
    yield f"  Tunnel state is {CONTROL_STATES[tunnel.state]}, time since change {since}"
    yield f"  Remote tunnel name is {peer_name(tunnel)}"
    yield f"    Internet Address {tunnel.remote_address}, port {tunnel.remote_port}"
    yield f"  Local tunnel name is {local_name}"
    yield f"    Internet Address {tunnel.local_address}, port {_PORT}"
    yield f"  VPDN group: {tunnel.group}"
    yield (
        f"  {traffic.packets_out} packets sent, {traffic.packets_in} received,"
        f" {traffic.bytes_out} bytes sent, {traffic.bytes_in} received"
    )
    yield '  Last clearing of "show vpdn" counters never'


def _packets(tunnel: TunnelSnapshot) -> str:
    traffic = _traffic(tunnel)
    return (
        f"{tunnel.local_id:<5} {traffic.packets_in:<7} {traffic.packets_out:<8}"
        f" {traffic.bytes_in:<8} {traffic.bytes_out}"
    )


def _state(tunnel: TunnelSnapshot) -> str:
    """PPTP gives tunnels no number at the peer's end: it is 0."""
    return (
        f"{tunnel.local_id:<5} {0:<5} {fit(tunnel.remote_name, 13):<13}"
        f" {CONTROL_STATES[tunnel.state]:<6} {duration(tunnel.changed)}"
    )


def _transport(tunnel: TunnelSnapshot) -> str:
    return (
        f"{tunnel.local_id:<5} TCP  {_TCP:<4} {tunnel.local_address!s:<15} {_PORT:<5}"
        f" {tunnel.remote_address!s:<15} {tunnel.remote_port}"
    )


_ROWS = {"packets": _packets, "state": _state, "transport": _transport}


def _traffic(tunnel: TunnelSnapshot) -> Traffic:
    """What the tunnel's sessions carry."""
    each = [traffic_of(session.vpdn_counters) for session in tunnel.sessions]
    return Traffic(
        packets_in=sum(one.packets_in for one in each),
        bytes_in=sum(one.bytes_in for one in each),
        packets_out=sum(one.packets_out for one in each),
        bytes_out=sum(one.bytes_out for one in each),
    )
