"""The Telnet protocol, RFC 854: what of a stream of octets is text, and what is said about it.

Which options are wanted is the owner's business. A subnegotiation longer than any that is
understood here is passed over: nobody who has not logged in can make the router keep much.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

IAC = 0xFF
SE, SB = 0xF0, 0xFA
LONGEST = 64
"""Octets of a subnegotiation that are kept."""


class Command(IntEnum):
    """RFC 854, "Telnet command structure"."""

    NOP = 241
    DATA_MARK = 242
    BREAK = 243
    INTERRUPT_PROCESS = 244
    ABORT_OUTPUT = 245
    ARE_YOU_THERE = 246
    ERASE_CHARACTER = 247
    ERASE_LINE = 248
    GO_AHEAD = 249


class Verb(IntEnum):
    WILL = 251
    WONT = 252
    DO = 253
    DONT = 254


class Option(IntEnum):
    ECHO = 1
    """RFC 857."""
    SUPPRESS_GO_AHEAD = 3
    """RFC 858."""
    WINDOW_SIZE = 31
    """RFC 1073, NAWS."""


@dataclass(frozen=True, slots=True)
class Text:
    octets: bytes


@dataclass(frozen=True, slots=True)
class Said:
    """A command that stands alone."""

    command: Command


@dataclass(frozen=True, slots=True)
class Negotiation:
    verb: Verb
    option: int

    def encode(self) -> bytes:
        return bytes((IAC, self.verb, self.option))


@dataclass(frozen=True, slots=True)
class Subnegotiation:
    """`octets` may be cut after `LONGEST`."""

    option: int
    octets: bytes


Element = Text | Said | Negotiation | Subnegotiation


_VERBS = frozenset(map(int, Verb))
_COMMANDS = frozenset(map(int, Command))


class _At(Enum):
    """Where in the stream the splitter is."""

    TEXT = "text"
    COMMAND = "after IAC"
    OPTION = "after a verb"
    INSIDE = "inside a subnegotiation"
    INSIDE_COMMAND = "after IAC inside a subnegotiation"


class Splitter:
    """`feed` takes the stream in pieces of any size. Never raises: a command that does not exist
    is passed over."""

    def __init__(self) -> None:
        self._at = _At.TEXT
        self._verb = Verb.WILL
        self._inside = bytearray()

    def feed(self, octets: bytes) -> list[Element]:
        found: list[Element] = []
        text = bytearray()
        for octet in octets:
            if self._at is _At.TEXT and octet != IAC:
                text.append(octet)
                continue
            element = self._take(octet)
            if isinstance(element, Text):
                text += element.octets
            elif element is not None:
                if text:
                    found.append(Text(bytes(text)))
                    text.clear()
                found.append(element)
        return [*found, Text(bytes(text))] if text else found

    def _take(self, octet: int) -> Element | None:
        match self._at:
            case _At.TEXT:
                self._at = _At.COMMAND
            case _At.COMMAND:
                return self._command(octet)
            case _At.OPTION:
                self._at = _At.TEXT
                return Negotiation(self._verb, octet)
            case _At.INSIDE if octet == IAC:
                self._at = _At.INSIDE_COMMAND
            case _At.INSIDE:
                self._keep(octet)
            case _At.INSIDE_COMMAND if octet == IAC:
                self._at = _At.INSIDE
                self._keep(octet)
            case _At.INSIDE_COMMAND:
                self._at = _At.TEXT
                if octet == SE and self._inside:
                    return Subnegotiation(self._inside[0], bytes(self._inside[1:]))
        return None

    def _command(self, octet: int) -> Element | None:
        self._at = _At.TEXT
        if octet == IAC:
            return Text(bytes((IAC,)))
        if octet == SB:
            self._inside.clear()
            self._at = _At.INSIDE
        elif octet in _VERBS:
            self._verb = Verb(octet)
            self._at = _At.OPTION
        elif octet in _COMMANDS:
            return Said(Command(octet))
        return None

    def _keep(self, octet: int) -> None:
        if len(self._inside) <= LONGEST:
            self._inside.append(octet)


def window_size(octets: bytes) -> tuple[int, int] | None:
    """(lines, columns) of RFC 1073; None when they are not told. Zero is unknown."""
    if len(octets) != 4:
        return None
    columns, lines = int.from_bytes(octets[:2], "big"), int.from_bytes(octets[2:], "big")
    return (lines, columns) if lines and columns else None
