"""The response of CHAP with MD5: RFC 1994 section 4.1. Knows nothing of packets."""

from __future__ import annotations

import hashlib


def md5_response(identifier: int, secret: bytes, challenge: bytes) -> bytes:
    """The 16 octets that prove knowledge of `secret`."""
    clear = bytes((identifier,)) + secret + challenge
    return hashlib.md5(clear, usedforsecurity=False).digest()
