"""`show vpdn domain`: the domains whose users are sent on to another tunnel server."""

from __future__ import annotations

from vpdn.ios.command import command
from vpdn.ios.modes import USER
from vpdn.ios.router import Session


def _data(session: Session) -> list[str]:
    """Nobody is sent on: every call ends here."""
    return []


@command(USER, "show vpdn domain", "domain  VPDN domain information", data=_data)
def show_vpdn_domain(session: Session) -> str:
    return "Tunnel             VPDN Group\n------             ----------\n"
