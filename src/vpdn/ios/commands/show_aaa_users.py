"""`show aaa sessions`, `show aaa user`: who is in, and by which method.

A user's unique id is the console's number of the call.
"""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.errors import ConfigError
from vpdn.ios.command import command
from vpdn.ios.commands.show_vpdn import fit
from vpdn.ios.modes import USER
from vpdn.ios.router import Session
from vpdn.nas.snapshot import SessionSnapshot

_RULE = "-" * 50


def _sessions_data(session: Session) -> object:
    """`total`: since the start."""
    users = list(map(_user_data, _users(session)))
    return {"total": session.server.snapshot().calls, "sessions": users}


def _user_data(call: SessionSnapshot) -> dict[str, object]:
    return {
        "id": call.local_id,
        "user": call.user,
        "interface": call.port,
        "address": call.peer_address,
        "authentication": call.authentication,
        "method": call.method,
        "uptime": call.uptime,
        "idle": call.idle,
        "traffic": call.traffic,
    }


@command(
    USER,
    "show aaa sessions",
    "sessions  Show AAA sessions as seen by AAA Session MIB",
    data=_sessions_data,
)
def show_aaa_sessions(session: Session) -> str:
    total = session.server.snapshot().calls
    lines = [line for call in _users(session) for line in _session(call)]
    return "".join(f"{line}\n" for line in (f"Total sessions since last reload: {total}", *lines))


@command(
    USER,
    "show aaa user <all|(1-65535)$number>",
    """
    user    Show information of AAA users
    all     All users
    number  Unique id of a user
    """,
    data=lambda session, number=0: list(map(_user_data, _users(session, number))),
)
def show_aaa_user(session: Session, number: int = 0) -> str:
    shown = [line for call in _users(session, number) for line in _user(call)]
    return "".join(f"{line}\n" for line in shown)


def _users(session: Session, number: int = 0) -> list[SessionSnapshot]:
    """Whoever has logged in. Raises ConfigError when a number has nobody."""
    calls = [call for call in session.server.snapshot().sessions if call.method]
    chosen = [call for call in calls if number in (0, call.local_id)]
    if number and not chosen:
        raise ConfigError(f"% Unique id {number} is not in use")
    return chosen


def _session(call: SessionSnapshot) -> Iterator[str]:
    yield f"Session Id: {call.local_id}"
    yield f"   Unique Id: {call.local_id}"
    yield f"   User Name: {fit(call.user)}"
    yield f"   IP Address: {call.peer_address or '0.0.0.0'}"
    yield f"   Idle Time: {call.idle:.0f}"
    yield "   CT Call Handle: 0"


def _user(call: SessionSnapshot) -> Iterator[str]:
    """IOS' headings; those with nothing below them are of things there are not."""
    traffic = call.traffic
    yield _RULE
    yield f"Unique id {call.local_id} is currently in use."
    yield "Debg: No data available"
    yield "Radi: No data available"
    yield "Interface:"
    yield f"  Name = {call.port}"
    yield "  Cumulative Byte/Packet Counts :"
    yield f"    Bytes In = {traffic.bytes_in:<16} Bytes Out = {traffic.bytes_out}"
    yield f"    Paks  In = {traffic.packets_in:<16} Paks  Out = {traffic.packets_out}"
    yield "  Component = VPDN"
    yield f"Authen: service=PPP type={call.authentication.upper()} method={call.method.upper()}"
    yield "Kerb: No data available"
    yield "Meth: No data available"
    yield "Preauth: No Preauth data."
    yield "General:"
    yield f"  Unique Id = {call.local_id:08X}"
    yield f"  Session Id = {call.local_id:08X}"
    yield "  Attribute List:"
    yield f"    username = {fit(call.user)}"
    if call.peer_address is not None:
        yield f"    addr = {call.peer_address}"
    yield "PerU: No data available"
