"""`show vpdn session` in all its forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from vpdn.ios.command import command
from vpdn.ios.commands.show_vpdn import (
    Vpdn,
    call_data,
    every_protocol,
    fit,
    interface_name,
    session_table,
)
from vpdn.ios.commands.show_vpdn_tunnel import Chosen, narrowed, peer_name
from vpdn.ios.modes import USER
from vpdn.ios.router import Session
from vpdn.ios.states import CALL_STATES
from vpdn.ios.timestamps import duration
from vpdn.ios.tokens import InterfaceName
from vpdn.nas.snapshot import SessionSnapshot, TunnelSnapshot
from vpdn.nas.traffic import traffic_of

_HEADERS = {
    "packets": "LocID RemID TunID Pkts-In Pkts-Out Bytes-In Bytes-Out",
    "sequence": "LocID RemID TunID Ss         Sr",
    "state": "LocID TunID Intf    Username      State   Last Chg",
    "window": "LocID RemID TunID ZLB-tx  ZLB-rx  rwnd-tx rwnd-rx Congst",
}


def _data(
    session: Session,
    protocol: str = "",
    name: InterfaceName | None = None,
    user: str = "",
    number: int = 0,
) -> object:
    server = _chosen(narrowed(session, protocol, number), str(name or ""), user)
    return {"enabled": server.enabled, "sessions": list(map(call_data, server.sessions))}


@command(
    USER,
    "show vpdn session [pptp|l2tp|l2f|pppoe]$protocol"
    " [all|packets|sequence|state|summary|timers|window]$form"
    " [interface INTERFACE$name|tunnel id (1-65535)$number|username WORD$user]",
    """
    pptp       Sessions of the Point-to-Point Tunneling Protocol
    l2tp       Sessions of the Layer 2 Tunneling Protocol
    l2f        Sessions of Layer 2 Forwarding
    pppoe      PPP over Ethernet
    all        All information about active sessions
    packets    Packet and octet counts
    sequence   Sequence numbers
    state      Session state
    summary    Session summary
    timers     Control message timers
    window     Window information
    interface  Session of an interface
    name       Virtual-Access interface
    tunnel     Sessions of a tunnel
    id         The tunnel of this number
    number     Local tunnel id
    username   Sessions of a user
    user       User name
    """,
    data=_data,
)
def show_vpdn_session(
    session: Session,
    protocol: str = "",
    form: str = "summary",
    name: InterfaceName | None = None,
    user: str = "",
    number: int = 0,
) -> str:
    """A form without a name of its own shows everything about an interface's or user's session."""
    server = _chosen(narrowed(session, protocol, number), str(name or ""), user)
    if (name is not None or user) and form == "summary":
        form = "all"
    return every_protocol(server, "session", list(_tables(server, form)), protocol)


def _chosen(server: Vpdn, interface: str, user: str) -> Vpdn:
    """The calls of an interface or a user, and the tunnels that have one."""
    if not interface and not user:
        return server
    tunnels = []
    for tunnel in server.tunnels:
        calls = tuple(
            call
            for call in tunnel.sessions
            if call.port == interface or (user and call.user == user)
        )
        if calls:
            tunnels.append(replace(tunnel, sessions=calls))
    return Chosen(server.enabled, tuple(tunnels))


def _tables(server: Vpdn, form: str) -> Iterator[list[str]]:
    """PPTP has no timers of a session."""
    if form == "all":
        for tunnel in server.tunnels:
            yield from (list(_all(tunnel, call)) for call in tunnel.sessions)
    elif form == "summary":
        yield from session_table(server)
    elif form != "timers" and server.sessions:
        yield [_HEADERS[form], *map(_ROWS[form], server.sessions)]


def _all(tunnel: TunnelSnapshot, call: SessionSnapshot) -> Iterator[str]:
    counters, traffic = call.vpdn_counters, traffic_of(call.vpdn_counters)
    state = CALL_STATES[call.state]
    up = "up" if state == "estabd" else "down"
    yield f"Call id {call.local_id} is {up} on tunnel id {call.tunnel_id}"
    yield f"Remote tunnel name is {peer_name(tunnel)}"
    yield f"  Internet Address is {tunnel.remote_address}"
    yield f"  Session username is {fit(call.user)}, state is {state}"
    yield f"    Time since change {duration(call.changed)}, interface {interface_name(call)}"
    yield f"    Remote call id is {call.peer_call_id}"
    yield (
        f"  Packets sent {traffic.packets_out}, received {traffic.packets_in},"
        f" bytes {traffic.bytes_out}, {traffic.bytes_in}"
    )
    yield f"    Sent {counters.acks_out} ZLBs, received {counters.acks_in} ZLBs"
    yield f"    Ss {counters.sequence_out}, Sr {counters.sequence_in}"
    yield (
        f"    Remote window {call.peer_window}, in use {counters.send_window},"
        f" local window {call.receive_window}"
    )
    yield (
        f"    Lost {counters.lost}, reordered {counters.reordered},"
        f" duplicates {counters.duplicates}, dropped at a full window {counters.window_drops}"
    )
    yield f"  {_encryption(call)}"


def _encryption(call: SessionSnapshot) -> str:
    if call.mppe is None:
        return "No encryption"
    bits, stateful = call.mppe
    return f"{bits} bit encryption, {'Stateful' if stateful else 'Stateless'} mode"


def _packets(call: SessionSnapshot) -> str:
    traffic = traffic_of(call.vpdn_counters)
    return (
        f"{_ids(call)} {traffic.packets_in:<7} {traffic.packets_out:<8}"
        f" {traffic.bytes_in:<8} {traffic.bytes_out}"
    )


def _sequence(call: SessionSnapshot) -> str:
    return f"{_ids(call)} {call.counters.sequence_out:<10} {call.counters.sequence_in}"


def _state(call: SessionSnapshot) -> str:
    return (
        f"{call.local_id:<5} {call.tunnel_id:<5} {interface_name(call):<7}"
        f" {fit(call.user, 13):<13} {CALL_STATES[call.state]:<7} {duration(call.changed)}"
    )


def _window(call: SessionSnapshot) -> str:
    counters = call.vpdn_counters
    return (
        f"{_ids(call)} {counters.acks_out:<7} {counters.acks_in:<7}"
        f" {call.peer_window:<7} {call.receive_window:<7} {counters.window_drops}"
    )


_ROWS = {"packets": _packets, "sequence": _sequence, "state": _state, "window": _window}


def _ids(call: SessionSnapshot) -> str:
    return f"{call.local_id:<5} {call.peer_call_id:<5} {call.tunnel_id:<5}"
