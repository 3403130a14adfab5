"""The errors of vpdn, sorted by whose fault they are.

Five classes and no others cross a package boundary. None is a bug of ours except
`MisuseError`; none is ever shown to a user as a traceback.
"""

from __future__ import annotations


class VpdnError(Exception):
    """Root of every error this package raises on purpose."""


class DecodeError(VpdnError):
    """Bytes that are not what they were taken for: drop them and count them.

    `offset` is the octet, counted from the start of the decoded unit, where it went wrong.
    """

    def __init__(self, reason: str, offset: int = 0) -> None:
        super().__init__(f"{reason} (at octet {offset})")
        self.reason = reason
        self.offset = offset


class PeerError(VpdnError):
    """Valid bytes that the protocol forbids now."""


class MisuseError(VpdnError):
    """One of our own callers broke a machine's contract: a bug."""


class ConfigError(VpdnError):
    """A line of the operator's that cannot be taken.

    `column` counts from 0 and is where the caret goes; None when the whole line is meant.
    """

    def __init__(self, reason: str, *, line: str = "", column: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.column = column


class Unavailable(VpdnError):
    """Nobody answered. A method list goes on to its next method; a refusal never raises this."""
