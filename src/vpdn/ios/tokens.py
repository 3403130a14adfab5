"""What one place of a command may hold: keywords and typed arguments.

A token looks at the line from a position on and says what it read, where it ended and how
specific the reading is (`Rank`); the grammar keeps the most specific readings. Keywords may be
cut short and ignore case, as IOS has it. Nothing here knows commands or modes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from typing import Protocol, cast

FLASH = "flash:"
"""The file system beside the startup-config."""


class Rank(IntEnum):
    """How specific a reading is; the least wins."""

    EXACT = 0
    ABBREVIATED = 1
    TYPED = 2
    WORD = 3
    LINE = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """`value` is the typed argument; the reading ended before column `end`."""

    value: object
    end: int
    rank: Rank


class Token(Protocol):
    """`symbol` is how help shows the token (`WORD`, `<1-255>`, a keyword itself)."""

    @property
    def symbol(self) -> str: ...

    def match(self, line: str, start: int, end: int) -> Hit | None:
        """Read the word line[start:end] (or, for some tokens, more than it)."""

    def agreed(self, word: str) -> int:
        """How many characters of a word that did not match were still good."""


@dataclass(frozen=True, slots=True)
class Keyword:
    symbol: str
    initials: str = field(init=False, repr=False, compare=False)
    """The first letter in both cases: most words are told apart by it."""

    def __post_init__(self) -> None:
        first = self.symbol[0]
        object.__setattr__(self, "initials", first.lower() + first.upper())

    def match(self, line: str, start: int, end: int) -> Hit | None:
        if line[start : start + 1] not in self.initials:
            return None
        word, text = line[start:end].lower(), self.symbol.lower()
        if not text.startswith(word):
            return None
        return Hit(self.symbol, end, Rank.EXACT if word == text else Rank.ABBREVIATED)

    def agreed(self, word: str) -> int:
        count = 0
        for typed, wanted in zip(word.lower(), self.symbol.lower(), strict=False):
            if typed != wanted:
                break
            count += 1
        return count


class Argument:
    """Shared by all arguments: a word that is wrong is wrong from its first character."""

    __slots__ = ()

    def agreed(self, word: str) -> int:
        return 0


@dataclass(frozen=True, slots=True)
class Word(Argument):
    symbol: str = "WORD"

    def match(self, line: str, start: int, end: int) -> Hit | None:
        return Hit(line[start:end], end, Rank.WORD)


@dataclass(frozen=True, slots=True)
class Line(Argument):
    """The rest of the line, inner blanks and all."""

    symbol: str = "LINE"

    def match(self, line: str, start: int, end: int) -> Hit | None:
        return Hit(line[start:].rstrip(), len(line), Rank.LINE)


@dataclass(frozen=True, slots=True)
class Number(Argument):
    low: int
    high: int

    @property
    def symbol(self) -> str:
        return f"<{self.low}-{self.high}>"

    def match(self, line: str, start: int, end: int) -> Hit | None:
        word = line[start:end]
        if not (word.isascii() and word.isdigit()) or len(word) > 10:
            return None
        value = int(word)
        return Hit(value, end, Rank.TYPED) if self.low <= value <= self.high else None


@dataclass(frozen=True, slots=True)
class Address(Argument):
    symbol: str = "A.B.C.D"

    def match(self, line: str, start: int, end: int) -> Hit | None:
        try:
            return Hit(IPv4Address(line[start:end]), end, Rank.TYPED)
        except AddressValueError:
            return None


@dataclass(frozen=True, slots=True)
class Mask(Argument):
    """A network's mask, or its prefix length behind a slash; the value is the mask either way."""

    symbol: str = "/nn or A.B.C.D"

    def match(self, line: str, start: int, end: int) -> Hit | None:
        if line[start : start + 1] != "/":
            return Address().match(line, start, end)
        prefix = Number(0, 32).match(line, start + 1, end)
        if prefix is None:
            return None
        return Hit(IPv4Network((0, cast("int", prefix.value))).netmask, end, Rank.TYPED)


@dataclass(frozen=True, slots=True)
class HostName:
    """A host that was not named by its address."""

    name: str

    def __str__(self) -> str:
        return self.name


_HOST = re.compile(r"(?=.*[A-Za-z])[\w-]+(\.[\w-]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Host(Argument):
    """An address, or a name for one."""

    symbol: str = "Hostname or A.B.C.D"

    def match(self, line: str, start: int, end: int) -> Hit | None:
        hit = Address().match(line, start, end)
        if hit is None and _HOST.fullmatch(line, start, end):
            return Hit(HostName(line[start:end]), end, Rank.WORD)
        return hit


@dataclass(frozen=True, slots=True)
class FlashFile(Argument):
    """A file of `flash:`, written `flash:NAME` or `flash:/NAME`; or, for its name is asked later,
    `flash:` alone, which may be cut short."""

    symbol: str = FLASH

    def match(self, line: str, start: int, end: int) -> Hit | None:
        word = line[start:end].lower()
        if FLASH.startswith(word):
            return Hit(FLASH, end, Rank.EXACT if word == FLASH else Rank.ABBREVIATED)
        if not word.startswith(FLASH):
            return None
        name = line[start + len(FLASH) : end]
        return Hit(FLASH + name.removeprefix("/"), end, Rank.TYPED)


@dataclass(frozen=True, slots=True)
class InterfaceName:
    """`Ethernet0/0` is ("Ethernet", "0/0")."""

    kind: str
    unit: str

    def __str__(self) -> str:
        return self.kind + self.unit

    @property
    def short(self) -> str:
        """The two letters of debug lines and tables: Vi1, Et0/0, Lo0."""
        return SHORT_KINDS.get(self.kind, self.kind[:2]) + self.unit


KINDS = (
    "Async",
    "ATM",
    "BRI",
    "BVI",
    "Dialer",
    "Ethernet",
    "FastEthernet",
    "GigabitEthernet",
    "Group-Async",
    "Loopback",
    "Null",
    "Port-channel",
    "Serial",
    "Tunnel",
    "Virtual-Access",
    "Virtual-Template",
    "Vlan",
)
SHORT_KINDS = {"Virtual-Access": "Vi", "Virtual-Template": "Vt"}
TEMPLATE_KIND = "Virtual-Template"
MOST_TEMPLATES = 1000
_NAME = re.compile(r"([A-Za-z][A-Za-z-]*)[ \t]*(\d+(?:[/:.]\d+)*)(?![^ \t])")


@dataclass(frozen=True, slots=True)
class Interface(Argument):
    """An interface's name, with or without a blank before the unit. `only` limits the kind; the
    others never read a Virtual-Template, which has commands of its own."""

    only: str = ""
    symbol: str = "INTERFACE"

    def match(self, line: str, start: int, end: int) -> Hit | None:
        found = _NAME.match(line, start)
        if found is None:
            return None
        kind = interface_kind(found[1])
        if kind is None or kind not in self.kinds:
            return None
        if self.only == TEMPLATE_KIND and not _is_template(found[2]):
            return None
        return Hit(InterfaceName(kind, found[2]), found.end(), Rank.TYPED)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Those it reads."""
        return (self.only,) if self.only else tuple(one for one in KINDS if one != TEMPLATE_KIND)


def _is_template(unit: str) -> bool:
    return unit.isdigit() and len(unit) < 5 and 1 <= int(unit) <= MOST_TEMPLATES


def interface_kind(word: str) -> str | None:
    """The one kind that `word` abbreviates, or None."""
    kinds = kinds_of(word)
    return kinds[0] if len(kinds) == 1 else None


def kinds_of(word: str) -> list[str]:
    """The kinds that `word` abbreviates."""
    typed = word.lower()
    for kind, short in SHORT_KINDS.items():
        if typed == short.lower():
            return [kind]
    return [kind for kind in KINDS if kind.lower().startswith(typed)]
