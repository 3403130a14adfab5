"""The server's log: one line for each decision, with the fields of IAS' events.

Text from the wire is written so that it can neither end a line nor pass for another field.
"""

from __future__ import annotations

from collections.abc import Callable

from vpdn.radius.dictionary import value_name
from vpdn.radius.packet import Packet
from vpdn.radiusd.reasons import TEXTS, Reason
from vpdn.radiusd.settings import Method

Log = Callable[[str], object]

METHOD_NAMES: dict[Method, str] = {
    "pap": "PAP",
    "chap": "CHAP",
    "ms-chap": "MS-CHAPv1",
    "ms-chap-v2": "MS-CHAPv2",
}


def decision_line(
    request: Packet, sender: str, method: Method | None, policy: str | None, reason: Reason
) -> str:
    """User x was granted or denied access, by which policy, and why."""
    granted = "granted" if reason is Reason.SUCCESS else "denied"
    port = request.integer("NAS-Port")
    fields = [
        f"User {quoted(request.octets('User-Name'))} was {granted} access",
        sender,
        f"port {'unknown' if port is None else port}",
        f"authentication {METHOD_NAMES[method] if method else 'unknown'}",
        f'policy "{policy}"' if policy is not None else "policy undetermined",
        f"reason {reason.value}: {TEXTS[reason]}",
    ]
    return ", ".join(fields)


def accounting_line(request: Packet, sender: str) -> str:
    """What an Accounting-Request reports."""
    status = request.integer("Acct-Status-Type")
    word = "without a status" if status is None else value_name("Acct-Status-Type", status)
    fields = [
        f"Accounting {word}",
        f"user {quoted(request.octets('User-Name'))}",
        sender,
        f"session {quoted(request.octets('Acct-Session-Id'))}",
    ]
    for name in ("Acct-Session-Time", "Acct-Input-Octets", "Acct-Output-Octets"):
        value = request.integer(name)
        if value is not None:
            fields.append(f"{name} {value}")
    return ", ".join(fields)


def quoted(value: bytes | None) -> str:
    """Octets as readable text; every octet that could confuse a reader as \\xNN."""
    if value is None:
        return "(none)"
    text = value.decode("utf-8", "backslashreplace")
    return "".join(
        one if one.isprintable() and one not in ',"' else f"\\x{ord(one):02x}" for one in text
    )
