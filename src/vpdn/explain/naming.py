"""What a line names: interfaces, tunnels, AAA's transactions and RADIUS' identifiers. One line
often names two of them: that is how they are known to be one call's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """`EARLY` is the name that a later IOS gives a call before it has an interface (ppp61)."""

    INTERFACE = "interface"
    EARLY = "early"
    TUNNEL = "tunnel"
    AAA = "aaa"
    RADIUS = "radius"


Key = tuple[Kind, str]
_SUBJECT = re.compile(
    r"(?:(?:(?:Vi|Virtual-Access)(?P<interface>\d+(?:\.\d+)?)|(?P<early>ppp\d+)) )?"
    r"(?:Tnl(?:/Cl)? (?P<tunnel>\d+)(?:/\d+)? (?=PPTP))?(?P<rest>.*)"
)
_MENTIONED = re.compile(r"(?:AAA|RADIUS|%[A-Z]).*?\b(?:Vi|Virtual-Access)(\d+(?:\.\d+)?)\b")
_TRANSACTION = re.compile(r"AAA/AUTH(?:EN|OR)\S*(?: \w+\d)? ?\(([0-9A-F]{8}|\d{2,10})\)")
_IDENTIFIER = re.compile(r"RADIUS.*?\bid (\d+(?:/\d+)?)")
_UNIQUE = re.compile(r"(?:AAA/(?!BIND)\S+|RADIUS(?:/\w+)?) ?\(([0-9A-F]{8})\)")
_NOBODY = "00000000"


@dataclass(frozen=True, slots=True)
class Named:
    """`keys`: all that the line names, the interface first. `rest`: the message behind the
    interface and tunnel that it is about."""

    keys: list[Key]
    rest: str

    @property
    def interface(self) -> bool:
        return any(kind is Kind.INTERFACE for kind, _ in self.keys)

    def of(self, kind: Kind) -> list[Key]:
        return [key for key in self.keys if key[0] is kind]


def read(words: str) -> Named:
    """Of a line's message."""
    found = _SUBJECT.match(words)
    assert found is not None
    rest = found["rest"]
    return Named(list(dict.fromkeys(_keys(found, rest))), rest)


def _keys(found: re.Match[str], rest: str) -> list[Key]:
    keys: list[Key] = []
    interface = found["interface"]
    if not interface and (mentioned := _MENTIONED.match(rest)):
        interface = mentioned[1]
    if interface:
        keys.append((Kind.INTERFACE, interface))
    if found["early"]:
        keys.append((Kind.EARLY, found["early"]))
    if found["tunnel"]:
        keys.append((Kind.TUNNEL, found["tunnel"]))
    if rest[:3] == "AAA" or rest[:6] == "RADIUS":
        keys += _transactions(rest)
    return keys


def _transactions(rest: str) -> list[Key]:
    keys: list[Key] = []
    if transaction := _TRANSACTION.match(rest):
        keys.append((Kind.AAA, transaction[1]))
    if (unique := _UNIQUE.match(rest)) and unique[1] != _NOBODY:
        keys.append((Kind.AAA, unique[1]))
    if identifier := _IDENTIFIER.match(rest):
        keys.append((Kind.RADIUS, identifier[1]))
    return keys
