"""How a password is kept that need not be recovered: IOS' secrets of type 5, 8 and 9.

Type 5 is MD5-crypt (`$1$salt$hash`, 1000 rounds), type 8 PBKDF2-HMAC-SHA-256 with 20,000 rounds,
type 9 scrypt with N=16384, r=1, p=1, both with 14 characters of salt and in the alphabet of crypt.
CHAP and MS-CHAP cannot use any of them: they need the password itself.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable

ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SALT_LENGTH = {"5": 4, "8": 14, "9": 14}
"""Characters of salt that IOS gives a new secret."""

_STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_TO_CRYPT = str.maketrans(_STANDARD, ALPHABET)
_SHAPES = {
    "5": re.compile(r"\$1\$([^$]{1,8})\$([./0-9A-Za-z]{22})"),
    "8": re.compile(r"\$8\$([./0-9A-Za-z]{14})\$([./0-9A-Za-z]{43})"),
    "9": re.compile(r"\$9\$([./0-9A-Za-z]{14})\$([./0-9A-Za-z]{43})"),
}


def is_hash(text: str, kind: str) -> bool:
    """Whether `text` could be a secret of type `kind`, "5", "8" or "9"."""
    return _SHAPES[kind].fullmatch(text) is not None


def hashed(password: str, kind: str, entropy: Callable[[int], bytes]) -> str:
    """A new secret of type "5", "8" or "9"."""
    salt = "".join(ALPHABET[octet & 63] for octet in entropy(SALT_LENGTH[kind]))
    return _HASHES[kind](password.encode(), salt)


def verify(secret: str, password: str) -> bool:
    """Whether `secret` (of any type) was made from `password`; in a time that tells nothing of
    how much of it was right."""
    for kind, shape in _SHAPES.items():
        found = shape.fullmatch(secret)
        if found is not None:
            return hmac.compare_digest(_HASHES[kind](password.encode(), found[1]), secret)
    return False


def _md5_crypt(password: bytes, salt_text: str) -> str:
    salt = salt_text.encode()
    inner = hashlib.md5(password + salt + password).digest()
    first = password + b"$1$" + salt
    first += (inner * (len(password) // 16 + 1))[: len(password)]
    length = len(password)
    while length:
        first += b"\0" if length & 1 else password[:1]
        length >>= 1
    digest = hashlib.md5(first).digest()
    for turn in range(1000):
        parts = [password if turn & 1 else digest]
        if turn % 3:
            parts.append(salt)
        if turn % 7:
            parts.append(password)
        parts.append(digest if turn & 1 else password)
        digest = hashlib.md5(b"".join(parts)).digest()
    return f"$1${salt_text}${_md5_text(digest)}"


def _md5_text(digest: bytes) -> str:
    """MD5-crypt writes the octets in an order of its own, the low six bits first."""
    triples = [(0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5)]
    text = "".join(_six(digest[a] << 16 | digest[b] << 8 | digest[c], 4) for a, b, c in triples)
    return text + _six(digest[11], 2)


def _six(value: int, count: int) -> str:
    return "".join(ALPHABET[value >> 6 * n & 63] for n in range(count))


def _pbkdf2(password: bytes, salt: str) -> str:
    return f"$8${salt}${_text(hashlib.pbkdf2_hmac('sha256', password, salt.encode(), 20_000, 32))}"


def _scrypt(password: bytes, salt: str) -> str:
    key = hashlib.scrypt(password, salt=salt.encode(), n=16384, r=1, p=1, dklen=32)
    return f"$9${salt}${_text(key)}"


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode().rstrip("=").translate(_TO_CRYPT)


_HASHES: dict[str, Callable[[bytes, str], str]] = {
    "5": _md5_crypt,
    "8": _pbkdf2,
    "9": _scrypt,
}
