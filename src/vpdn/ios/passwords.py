"""How IOS stores passwords: type 0 (as typed) and type 7 (hidden, not encrypted).

Type 7 is an XOR with a fixed, public text: it keeps a password from a glance and from nothing
else. It can be undone, which is what CHAP and MS-CHAP need.
"""

from __future__ import annotations

from vpdn.errors import ConfigError

_TEXT = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"
_KINDS = ("0", "5", "7", "8", "9")
SALTS = 16


def recover(text: str, kind: str) -> str:
    """The password that `text` of type "0" or "7" stands for. Raises ConfigError."""
    return unhide(text) if kind == "7" else text


def typed(kind: str, text: str) -> str:
    """The words that stand for the password in a command that may leave type 0 out: it does not
    when the password itself begins like a type."""
    if kind == "0" and text.split(" ", 1)[0] not in _KINDS:
        return text
    return f"{kind} {text}"


def hide(password: str, salt: int) -> str:
    """Type 7 of `password`; `salt` 0 to 15."""
    octets = bytes(
        octet ^ _TEXT[(salt + index) % len(_TEXT)]
        for index, octet in enumerate(password.encode("latin-1", "replace"))
    )
    return f"{salt:02d}{octets.hex().upper()}"


def unhide(text: str) -> str:
    """Raises ConfigError when `text` is not a type 7 password."""
    try:
        salt, octets = int(text[:2]), bytes.fromhex(text[2:])
    except ValueError:
        raise ConfigError(f"Invalid encrypted password: {text}") from None
    if not 0 <= salt < SALTS:
        raise ConfigError(f"Invalid encrypted password: {text}")
    plain = bytes(octet ^ _TEXT[(salt + n) % len(_TEXT)] for n, octet in enumerate(octets))
    return plain.decode("latin-1")
