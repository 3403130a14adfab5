"""`clear vpdn tunnel pptp …`, `clear interface virtual-access N`, `clear logging`."""

from __future__ import annotations

from vpdn.ios.command import command
from vpdn.ios.dialog import Question, confirmed
from vpdn.ios.modes import PRIVILEGED
from vpdn.ios.router import Session
from vpdn.ios.tokens import InterfaceName


@command(
    PRIVILEGED,
    "clear vpdn tunnel pptp WORD$remote [WORD$local]",
    """
    vpdn    Clear a VPDN entity
    tunnel  Clear a VPDN tunnel
    remote  Remote name
    local   Local name
    """,
)
def clear_vpdn_tunnel(session: Session, remote: str, local: str = "") -> str:
    """The name is the one the peer's host gave itself, not a user's."""
    found = session.server.clear_tunnel(remote, local or None)
    return "" if found else "Could not find specified tunnel\n"


@command(
    PRIVILEGED,
    "clear interface INTERFACE$name",
    "interface  Clear the hardware logic on an interface\nname  Virtual-Access interface",
)
def clear_interface(session: Session, name: InterfaceName) -> str:
    """A Virtual-Access interface loses its session; another has nothing to be cleared."""
    if name.kind == "Virtual-Access" and not session.server.clear_session(int(name.unit)):
        return f"% {name} has no session\n"
    return ""


@command(PRIVILEGED, "clear logging", "logging  Clear logging buffer")
def clear_logging(session: Session) -> str:
    def if_sure(reply: str) -> str:
        if confirmed(reply):
            session.router.journal.buffer.clear()
        return ""

    session.question = Question("Clear logging buffer [confirm]", if_sure, key=True)
    return ""
