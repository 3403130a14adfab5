"""Whose account a RADIUS server let somebody in by, so that calls of one user can be counted.

Users may write a name in several ways, and only the server knows which of them mean the same. It
may say so, by a User-Name in its Access-Accept (RFC 2865 section 5.1), or by MS-CHAP-Domain for a
name without one (RFC 2548 section 2.1.4). Nothing else makes two names one but their case: users
who were counted as one could end each other's calls.
"""

from __future__ import annotations

from vpdn.radius.packet import Packet

_PARTED = "\\"


def account_of(reply: Packet, given: bytes) -> str:
    """The account; `given` is the name as the user wrote it."""
    named = reply.octets("User-Name")
    name = _text(named or given)
    domain = _text((reply.octets("MS-CHAP-Domain") or b"")[1:])
    if named or not domain:
        return name
    return name if _PARTED in name else f"{domain}{_PARTED}{name}"


def most_calls(reply: Packet) -> int | None:
    """Port-Limit (RFC 2865 section 5.42), of which 0 is none."""
    return reply.integer("Port-Limit") or None


def _text(name: bytes) -> str:
    """Octets that are no text stay apart from other such."""
    return name.decode("utf-8", "surrogateescape").casefold()
