"""Regular expressions as IOS has them, searched in time that grows with the text alone.

    .  [abc] [^a-z]  ( )  |  *  +  ?  ^  $  \\c        and `_`: a delimiter, or either end

A vty shares the router with everybody else: an expression that would make a backtracking matcher
think for hours must not. So the states that a text can be in are followed all at once (Thompson's
construction), and each set of states learns where a character leads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from vpdn.errors import DecodeError

LONGEST = 254
_DEEPEST = 40
_MOST_SETS = 1000

Test = Callable[[str], bool]


@dataclass(slots=True, eq=False)
class _State:
    """Goes to `next` on a character that passes `test`; without a test at once, at an `edge` only
    there."""

    test: Test | None = None
    edge: str = ""
    next: list[_State] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of the machine: it is entered at `start` and left at `end`."""

    start: _State
    end: _State


class Expression:
    """Raises DecodeError when `text` is no expression."""

    def __init__(self, text: str) -> None:
        whole = _Parser(text).parse()
        self._start = whole.start
        self._accept = whole.end
        self._steps: dict[tuple[frozenset[_State], str], frozenset[_State]] = {}

    def search(self, line: str) -> bool:
        """Whether it matches anywhere in the line."""
        states = self._closed({self._start}, "^$" if not line else "^")
        for at, character in enumerate(line):
            if self._accept in states:
                return True
            edges = "$" if at + 1 == len(line) else ""
            key = (states, character + edges)
            following = self._steps.get(key)
            if following is None:
                following = self._step(states, character, edges)
                if len(self._steps) < _MOST_SETS:
                    self._steps[key] = following
            states = following
        return self._accept in states

    def _step(self, states: frozenset[_State], character: str, edges: str) -> frozenset[_State]:
        moved = {
            after
            for one in states
            if one.test is not None and one.test(character)
            for after in one.next
        }
        return self._closed(moved | {self._start}, edges)

    @staticmethod
    def _closed(states: set[_State], edges: str) -> frozenset[_State]:
        """With every state that is reached without a character."""
        found: set[_State] = set()
        waiting = list(states)
        while waiting:
            one = waiting.pop()
            if one in found:
                continue
            found.add(one)
            if one.test is None and (not one.edge or one.edge in edges):
                waiting += one.next
        return frozenset(found)


class _Parser:
    """Recursive descent: alternatives of sequences of repeated atoms."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise DecodeError("the expression is too long", offset=LONGEST)
        self._text = text
        self._at = 0
        self._depth = 0

    def parse(self) -> _Part:
        part = self._alternatives()
        if self._at < len(self._text):
            self._wrong("unbalanced parenthesis")
        return part

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _next(self) -> str:
        character = self._peek()
        self._at += 1
        return character

    def _wrong(self, why: str) -> None:
        raise DecodeError(why, offset=self._at)

    def _alternatives(self) -> _Part:
        parts = [self._sequence()]
        while self._peek() == "|":
            self._next()
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else _either(parts)

    def _sequence(self) -> _Part:
        part = _empty()
        while self._peek() not in ("", "|", ")"):
            part = _then(part, self._repeated())
        return part

    def _repeated(self) -> _Part:
        part = self._atom()
        while self._peek() and self._peek() in "*+?":
            part = _repeat(part, self._next())
        return part

    def _atom(self) -> _Part:
        character = self._next()
        if character == "(":
            return self._group()
        if character == "[":
            return _one(self._set())
        if character in "*+?":
            self._wrong(f"{character} follows nothing")
        if character in "^$":
            return _edge(character)
        if character == "_":
            return _either([_one(lambda one: one in " ,{}()_"), _edge("^"), _edge("$")])
        if character == ".":
            return _one(lambda _: True)
        if character == "\\":
            character = self._next() or "\\"
        return _one(character.__eq__)

    def _group(self) -> _Part:
        self._depth += 1
        if self._depth > _DEEPEST:
            self._wrong("nested too deep")
        part = self._alternatives()
        if self._next() != ")":
            self._wrong("unbalanced parenthesis")
        self._depth -= 1
        return part

    def _set(self) -> Test:
        """What stands between brackets; a `]` right after the opening is a member."""
        wrong_way = self._peek() == "^"
        if wrong_way:
            self._next()
        ranges: list[tuple[str, str]] = []
        while not ranges or self._peek() != "]":
            low = self._next()
            if not low:
                self._wrong("unbalanced bracket")
            high = low
            if self._peek() == "-" and self._text[self._at + 1 : self._at + 2] not in ("", "]"):
                self._next()
                high = self._next()
            ranges.append((low, high))
        self._next()
        return lambda one: any(low <= one <= high for low, high in ranges) != wrong_way


def _empty() -> _Part:
    state = _State()
    return _Part(state, state)


def _one(test: Test) -> _Part:
    end = _State()
    return _Part(_State(test, next=[end]), end)


def _edge(edge: str) -> _Part:
    end = _State()
    return _Part(_State(edge=edge, next=[end]), end)


def _then(first: _Part, second: _Part) -> _Part:
    first.end.next.append(second.start)
    return _Part(first.start, second.end)


def _either(parts: list[_Part]) -> _Part:
    end = _State()
    for part in parts:
        part.end.next.append(end)
    return _Part(_State(next=[part.start for part in parts]), end)


def _repeat(part: _Part, how: str) -> _Part:
    """`*`, `+` or `?`."""
    start, end = _State(next=[part.start]), _State()
    part.end.next.append(end)
    if how in "*+":
        part.end.next.append(part.start)
    if how in "*?":
        start.next.append(end)
    return _Part(start, end)
