"""What MD5 does in RADIUS: RFC 2865 sections 3 and 5.2, RFC 2866 section 3, RFC 2869 5.14.

Hiding of passwords, and the checks of Response Authenticator, accounting's Request Authenticator
and Message-Authenticator over octets exactly as they came. Pure functions; packets are whole
octet strings, cut to their Length field.
"""

from __future__ import annotations

import hashlib
import hmac

from vpdn.errors import DecodeError

HEADER = 20
ZEROS = bytes(16)


def hide(plain: bytes, secret: bytes, vector: bytes) -> bytes:
    """Encrypt as User-Password is: `plain` is padded with zeros to a multiple of 16 octets."""
    padded = plain.ljust(max(16, -(-len(plain) // 16) * 16), b"\0")
    hidden = b""
    last = vector
    for start in range(0, len(padded), 16):
        last = _xor(padded[start : start + 16], hashlib.md5(secret + last).digest())
        hidden += last
    return hidden


def reveal(hidden: bytes, secret: bytes, vector: bytes) -> bytes:
    """Undo `hide`; the padding stays. DecodeError when the length is not a multiple of 16."""
    if not hidden or len(hidden) % 16:
        raise DecodeError(f"{len(hidden)} hidden octets are no multiple of 16")
    plain = b""
    last = vector
    for start in range(0, len(hidden), 16):
        block = hidden[start : start + 16]
        plain += _xor(block, hashlib.md5(secret + last).digest())
        last = block
    return plain


def response_is_genuine(reply: bytes, secret: bytes, request_authenticator: bytes) -> bool:
    """Is the Response Authenticator of `reply` right for the request it claims to answer?"""
    expected = hashlib.md5(reply[:4] + request_authenticator + reply[HEADER:] + secret).digest()
    return hmac.compare_digest(expected, reply[4:HEADER])


def accounting_is_genuine(request: bytes, secret: bytes) -> bool:
    """Is the Request Authenticator of an Accounting-Request right?"""
    return response_is_genuine(request, secret, ZEROS)


def signature_is_genuine(packet: bytes, secret: bytes, vector: bytes, offset: int) -> bool:
    """Is the Message-Authenticator right whose value begins at `offset`?

    `vector` is the Request Authenticator, for a request and its reply alike.
    """
    blank = packet[:offset] + ZEROS + packet[offset + 16 :]
    expected = hmac.new(secret, blank[:4] + vector + blank[HEADER:], "md5").digest()
    return hmac.compare_digest(expected, packet[offset : offset + 16])


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
