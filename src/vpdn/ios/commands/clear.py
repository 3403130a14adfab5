"""`clear` interfaces, counters of interfaces, servers and access lists, translations, the log.

Facts: IOS' confirmations and `%CLEAR-5-COUNTERS`. Nothing that others count by is set back.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from ipaddress import IPv4Address

from vpdn.errors import ConfigError
from vpdn.ios.command import command
from vpdn.ios.commands.clear_vpdn import clear_sessions
from vpdn.ios.dialog import Question, confirmed
from vpdn.ios.grammar import INVALID
from vpdn.ios.modes import PRIVILEGED
from vpdn.ios.router import Session
from vpdn.ios.tokens import InterfaceName
from vpdn.nas.traffic import Traffic


@command(
    PRIVILEGED,
    "clear interface INTERFACE$name",
    "interface  Clear the hardware logic on an interface\nname  Virtual-Access interface",
)
def clear_interface(session: Session, name: InterfaceName) -> str:
    """A Virtual-Access interface loses its session; another has nothing to be cleared."""
    if str(name) not in _interfaces(session):
        raise ConfigError(INVALID)
    if name.kind != "Virtual-Access":
        return ""
    return clear_sessions(session, lambda call: call.port == str(name))


@command(
    PRIVILEGED,
    "clear counters [INTERFACE]$name",
    "counters  Clear counters on one or all interfaces\nname  Interface",
)
def clear_counters(session: Session, name: InterfaceName | None = None) -> str:
    """What `show interfaces` says counts from now on; accounting does not."""
    if name is not None and str(name) not in _interfaces(session):
        raise ConfigError(INVALID)
    where = "this interface" if name is not None else "all interfaces"

    def if_sure(reply: str) -> str:
        return _clear_counters(session, name) if confirmed(reply) else ""

    text = f'Clear "show interface" counters on {where} [confirm]'
    session.question = Question(text, if_sure, key=True)
    return ""


@command(PRIVILEGED, "clear logging", "logging  Clear logging buffer")
def clear_logging(session: Session) -> str:
    def if_sure(reply: str) -> str:
        if confirmed(reply):
            session.router.journal.buffer.clear()
        return ""

    session.question = Question("Clear logging buffer [confirm]", if_sure, key=True)
    return ""


@command(
    PRIVILEGED,
    "clear aaa counters servers <all|radius>$kind [A.B.C.D$address]",
    """
    counters  Clear AAA counters
    servers   Counters of the servers
    all       Counters of all servers
    radius    Counters of all RADIUS servers, or of one
    address   Address of the server
    """,
)
def clear_aaa_counters(session: Session, kind: str, address: IPv4Address | None = None) -> str:
    return _clear_radius(session, address)


@command(PRIVILEGED, "clear radius statistics", "statistics  Statistics of all RADIUS servers")
def clear_radius_statistics(session: Session) -> str:
    return _clear_radius(session, None)


@command(
    PRIVILEGED,
    "clear access-list counters [WORD$name]",
    """
    access-list  Clear access list statistical information
    counters     Clear access list counters
    name         Access list name or number
    """,
)
def clear_access_list_counters(session: Session, name: str = "") -> str:
    if not session.server.clearing.access_list_counters(name or None):
        raise ConfigError(f"% Access list {name} not found")
    return ""


@command(
    PRIVILEGED,
    "clear ip nat translation *",
    """
    nat          Clear NAT
    translation  Clear dynamic translation
    *            Delete all dynamic translations
    """,
)
async def clear_ip_nat_translation(session: Session) -> AsyncIterator[str]:
    """What goes on is translated anew; static entries stay."""
    await session.server.translation.clear()
    yield ""


def _clear_counters(session: Session, name: InterfaceName | None) -> str:
    interfaces = _interfaces(session)
    chosen = interfaces if name is None else {str(name): interfaces.get(str(name), Traffic())}
    session.server.clearing.counters(chosen)
    where = "on all interfaces" if name is None else f"on interface {name}"
    session.router.log(f"%CLEAR-5-COUNTERS: Clear counter {where} by {session.origin}")
    return ""


def _interfaces(session: Session) -> dict[str, Traffic]:
    """Every interface there is, and what has passed it."""
    server = session.server.snapshot()
    calls = {call.port: call.traffic for call in server.sessions}
    return {one.name: one.traffic for one in server.interfaces} | calls


def _clear_radius(session: Session, address: IPv4Address | None) -> str:
    if session.server.clearing.radius_counters(address) or address is None:
        return ""
    raise ConfigError(f"% No RADIUS server {address}")
