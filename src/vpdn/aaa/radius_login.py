"""What a RADIUS server says of somebody at a terminal line: `Accept` with a level, or `Reject`.

RFC 2865 section 5.6 (Service-Type) and Cisco's pair `shell:priv-lvl=15`. A user whose service is
framed is there for tunnels, not for the router's command line: he is refused.
"""

from __future__ import annotations

import re

from vpdn.aaa.radius_pairs import METHOD
from vpdn.aaa.types import Accept, Reject
from vpdn.radius.packet import Code, Packet

LOGIN, FRAMED, ADMINISTRATIVE, NAS_PROMPT = 1, 2, 6, 7
_LEVELS = {LOGIN: 1, ADMINISTRATIVE: 15, NAS_PROMPT: 1}
_PRIVILEGE = re.compile(rb"shell:priv-lvl[=*](\d{1,2})")


def login_outcome(reply: Packet) -> Accept | Reject:
    """A challenge is a refusal: there is no dialog for it here."""
    if reply.code != Code.ACCESS_ACCEPT:
        return Reject(METHOD)
    service = reply.integer("Service-Type")
    if service == FRAMED:
        return Reject(METHOD, reason="the user's service is framed, not a login")
    message = b"".join(reply.values("Reply-Message"))
    return Accept(METHOD, message=message, privilege=_privilege(reply, service))


def _privilege(reply: Packet, service: int | None) -> int | None:
    """The pair goes before the service."""
    for pair in reply.values("Cisco-AVPair"):
        found = _PRIVILEGE.fullmatch(pair)
        if found is not None and int(found[1]) <= _LEVELS[ADMINISTRATIVE]:
            return int(found[1])
    return None if service is None else _LEVELS.get(service)
