"""Lines about a range of things, as `line vty 0 4`: each thing is in one of them.

A line about a range that another overlaps cuts that one where the range begins and ends; what was
said about the things of a piece stays with it. What no line is about yet gets one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Arguments = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last, both in it."""

    first: int
    last: int

    def cut(self, other: Span) -> Iterator[Span]:
        """The pieces of this one before, in and behind the other."""
        for first, last in (
            (self.first, min(self.last, other.first - 1)),
            (max(self.first, other.first), min(self.last, other.last)),
            (max(self.first, other.last + 1), self.last),
        ):
            if first <= last:
                yield Span(first, last)

    def within(self, other: Span) -> bool:
        return other.first <= self.first and self.last <= other.last

    def without(self, others: list[Span]) -> list[Span]:
        """What of it is in none of the others."""
        left = [self]
        for other in others:
            left = [piece for one in left for piece in one.cut(other) if not piece.within(other)]
        return left


def span_of(arguments: Arguments) -> Span:
    """By the arguments `first` and `last`; the latter may be missing, or 0."""
    first, last = arguments["first"], arguments.get("last", 0)
    assert isinstance(first, int)
    assert isinstance(last, int)
    return Span(first, max(first, last))


def spanning(arguments: Arguments, span: Span) -> Arguments:
    """The arguments of a line about another range."""
    last = span.last if span.last > span.first else 0
    return {**arguments, "first": span.first, "last": last}
