"""`clear vpdn …`: tunnels, sessions, what was counted about them, and the failures of old ones."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address

from vpdn.ios.command import command
from vpdn.ios.dialog import Question, confirmed
from vpdn.ios.modes import PRIVILEGED
from vpdn.ios.router import Session
from vpdn.ios.tokens import InterfaceName
from vpdn.nas.snapshot import SessionSnapshot, TunnelSnapshot

_CONFIRM = 'Clear "show vpdn" counters on all vpdn sessions [confirm]'
_HELP = """
    vpdn      Clear a VPDN entity
    tunnel    Clear a VPDN tunnel
    session   Clear a VPDN session
    all       Clear all of them
    hostname  Clear the tunnels to a host, by the name it gave itself
    remote    Remote name
    local     Local name
    id        Clear one by its id
    number    The id, as show vpdn has it
    """


@command(PRIVILEGED, "clear vpdn tunnel pptp WORD$remote [WORD$local]", _HELP)
@command(PRIVILEGED, "clear vpdn tunnel pptp hostname WORD$remote [WORD$local]", _HELP)
def clear_vpdn_tunnel(session: Session, remote: str, local: str = "") -> str:
    """The name is the one the peer's host gave itself, not a user's."""
    ours = local in ("", session.server.config.hostname)
    return _clear_tunnels(session, lambda tunnel: ours and tunnel.remote_name == remote)


@command(PRIVILEGED, "clear vpdn tunnel pptp all", _HELP)
def clear_vpdn_tunnels(session: Session) -> str:
    return _clear_tunnels(session, lambda tunnel: True)


@command(PRIVILEGED, "clear vpdn tunnel pptp id (1-65535)$number", _HELP)
def clear_vpdn_tunnel_id(session: Session, number: int) -> str:
    return _clear_tunnels(session, lambda tunnel: tunnel.local_id == number)


@command(
    PRIVILEGED,
    "clear vpdn tunnel pptp ip <local|remote>$end A.B.C.D$address",
    f"""{_HELP}
    ip       Clear the tunnels of an address
    local    The tunnels that came to one of our addresses
    remote   The tunnels from a peer's address
    address  IP address
    """,
)
def clear_vpdn_tunnel_ip(session: Session, end: str, address: IPv4Address) -> str:
    def has_it(tunnel: TunnelSnapshot) -> bool:
        return address == (tunnel.local_address if end == "local" else tunnel.remote_address)

    return _clear_tunnels(session, has_it)


@command(PRIVILEGED, "clear vpdn session all", _HELP)
def clear_vpdn_sessions(session: Session) -> str:
    return clear_sessions(session, lambda call: True)


@command(PRIVILEGED, "clear vpdn session id (1-65535)$number", _HELP)
def clear_vpdn_session_id(session: Session, number: int) -> str:
    return clear_sessions(session, lambda call: call.local_id == number)


@command(
    PRIVILEGED,
    "clear vpdn session username WORD$user",
    f"{_HELP}\nusername  Clear the sessions of a user\nuser  Name of the user",
)
def clear_vpdn_session_user(session: Session, user: str) -> str:
    return clear_sessions(session, lambda call: call.user == user)


@command(
    PRIVILEGED,
    "clear vpdn session interface INTERFACE$name",
    f"{_HELP}\ninterface  Clear the session of an interface\nname  Virtual-Access interface",
)
def clear_vpdn_session_interface(session: Session, name: InterfaceName) -> str:
    return clear_sessions(session, lambda call: call.port == str(name))


@command(PRIVILEGED, "clear vpdn counters", f"{_HELP}\ncounters  Clear VPDN counters")
def clear_vpdn_counters(session: Session) -> str:
    def if_sure(reply: str) -> str:
        if confirmed(reply):
            session.server.clearing.vpdn_counters()
        return ""

    session.question = Question(_CONFIRM, if_sure, key=True)
    return ""


@command(
    PRIVILEGED,
    "clear vpdn history failure",
    f"{_HELP}\nhistory  Clear VPDN historical information\nfailure  Clear the failure table",
)
def clear_vpdn_history(session: Session) -> str:
    session.server.clearing.failures()
    return ""


def clear_sessions(session: Session, chosen: Callable[[SessionSnapshot], bool]) -> str:
    """End the calls that `chosen` says."""
    calls = [call for call in session.server.snapshot().sessions if chosen(call)]
    ended = [session.server.clearing.session(call.local_id) for call in calls]
    return "" if any(ended) else "Could not find specified session\n"


def _clear_tunnels(session: Session, chosen: Callable[[TunnelSnapshot], bool]) -> str:
    tunnels = [one for one in session.server.snapshot().tunnels if chosen(one)]
    ended = [session.server.clearing.tunnel(one.local_id) for one in tunnels]
    return "" if any(ended) else "Could not find specified tunnel\n"
