"""Whether a reply can be believed: RFC 2865 section 3, RFC 2869 section 5.14, CVE-2024-3596.

The client asks this of every datagram that seems to answer one of its requests. The checks are
made here on the octets as received, and not left to a library.
"""

from __future__ import annotations

from vpdn.radius.authenticator import response_is_genuine
from vpdn.radius.packet import Code, Packet

ANSWERS = {
    Code.ACCESS_REQUEST: frozenset({Code.ACCESS_ACCEPT, Code.ACCESS_REJECT, Code.ACCESS_CHALLENGE}),
    Code.ACCOUNTING_REQUEST: frozenset({Code.ACCOUNTING_RESPONSE}),
}


def fault_of(
    reply: Packet, request: Packet, secret: bytes, *, signature_required: bool
) -> str | None:
    """Why `reply` is no answer to `request`, or None when it is one."""
    vector = request.authenticator
    if reply.code not in ANSWERS.get(Code(request.code), frozenset()):
        return f"code {reply.code} does not answer code {request.code}"
    if not response_is_genuine(reply.raw, secret, vector):
        return "wrong Response Authenticator"
    if reply.signature_offset is None:
        if signature_required:
            return "no Message-Authenticator"
    elif not reply.signature_is_genuine(secret, vector):
        return "wrong Message-Authenticator"
    sent = request.values("Proxy-State")
    if reply.values("Proxy-State") not in ((), sent):
        return "Proxy-State that was not sent"
    return None
