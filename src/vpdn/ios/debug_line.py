"""What the debug formatters share: a line, a table of formatters, and the names in front."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from vpdn.ios.debug import Debug
from vpdn.machine import Trace
from vpdn.nas.events import Event

T = TypeVar("T", bound=Trace)
Words = Callable[[T, Event], Iterable["Line"]]


@dataclass(frozen=True, slots=True)
class Line:
    """Shown when any of `flags` is on."""

    flags: Debug
    text: str


@dataclass(frozen=True, slots=True)
class Formatter:
    flags: Debug
    words: Callable[[Any, Event], Iterable[Line]]


@dataclass(slots=True)
class Table:
    """Record types and how to word them."""

    entries: dict[type[Trace], Formatter] = field(default_factory=dict)

    def words(self, kind: type[T], flags: Debug) -> Callable[[Words[T]], Words[T]]:
        """Decorator: the function words records of `kind` in lines of `flags` or fewer."""

        def decorate(function: Words[T]) -> Words[T]:
            self.entries[kind] = Formatter(flags, function)
            return function

        return decorate


def short_name(event: Event) -> str:
    """`Vi1 `, or nothing when the event is about no interface."""
    return f"Vi{event.interface} " if event.interface else ""


def long_name(event: Event) -> str:
    return f"Virtual-Access{event.interface}"


def text(octets: bytes) -> str:
    """A name from the wire, fit for a terminal."""
    return "".join(char if char.isprintable() else " " for char in octets.decode("latin-1"))
