"""A running-config of any router, read by our own grammar: what it does not know is passed over,
with all that stands inside it; else a crypto map's lines would be the interface's before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vpdn.ios.config import Loaded, Problem, load
from vpdn.ios.tree import Block, Entry
from vpdn.nas.config import RouterConfig


@dataclass(frozen=True, slots=True)
class Reading:
    """`unknown` are the lines that were passed over because they were not understood."""

    loaded: Loaded
    unknown: tuple[Problem, ...]

    @property
    def config(self) -> RouterConfig:
        return self.loaded.config

    @property
    def tree(self) -> Block:
        return self.loaded.running.tree

    def place(self, *path: str) -> str:
        """Where a line stands, by the beginnings of the lines that lead to it: `12: vpdn enable`;
        of one that is not there, the last that is, "" when none is."""
        found, block = "", self.tree
        for start in path:
            entry = next((one for one in block if _begins(one, start)), None)
            if entry is None or not entry.number:
                break
            found, block = numbered(entry), entry.children
        return found

    def unknown_in(self, name: str) -> list[int]:
        """Numbers of lines of an access list that were not understood."""
        return sorted(one.number for one in self.unknown if self._is_rule(one, name))

    def _is_rule(self, one: Problem, name: str) -> bool:
        if not one.line[:1].isspace():
            return one.line.split()[:2] == ["access-list", name]
        above = (entry for entry in self.tree if 0 < entry.number < one.number)
        heading = max(above, key=lambda entry: entry.number, default=None)
        words = heading.text.split() if heading is not None else []
        return words[:2] == ["ip", "access-list"] and words[-1] == name


def read(text: str) -> Reading:
    """Never raises for what is in the text."""
    lines = text.splitlines()
    unknown: list[Problem] = []
    while True:
        loaded = load("\n".join(lines))
        headings = [one for one in loaded.problems if _hides(lines, one.number)]
        unknown += headings
        if not headings:
            return Reading(loaded, (*unknown, *loaded.problems))
        for one in headings:
            for number in (one.number, *_inside(lines, one.number)):
                lines[number - 1] = ""


def every(block: Block) -> Iterator[Entry]:
    """All lines, in the order of a running-config."""
    for entry in block:
        yield entry
        yield from every(entry.children)


def numbered(entry: Entry) -> str:
    """A line of the file as evidence."""
    first, _, _ = entry.text.partition("\n")
    return f"line {entry.number}: {first}"


def _begins(entry: Entry, start: str) -> bool:
    return entry.text == start or entry.text.startswith(f"{start} ")


def _hides(lines: list[str], number: int) -> bool:
    """Whether an unknown line begins something: others stand further in below it."""
    return bool(number) and any(lines[at - 1].strip() for at in _inside(lines, number))


def _inside(lines: list[str], number: int) -> list[int]:
    """The numbers of the lines below one that stand further in, up to the first that does not."""
    depth = _depth(lines[number - 1])
    found: list[int] = []
    for at in range(number + 1, len(lines) + 1):
        if lines[at - 1].strip() and _depth(lines[at - 1]) <= depth:
            break
        found.append(at)
    return found


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
