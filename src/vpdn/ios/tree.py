"""The running-config as an ordered tree of lines that were understood.

A `Block` holds the lines of one mode in the order they came; a new line replaces the one that
set the same thing. Values are made from the tree by `fold`, text by `running_config`. Trees share
what they have in common: a line typed on a router with thousands costs little more than on one
with none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count, groupby
from typing import Any, TypeVar, cast

from vpdn.errors import ConfigError
from vpdn.ios.grammar import Match
from vpdn.ios.setting import Handler, Setting, Shown
from vpdn.ios.spans import Span, span_of, spanning

V = TypeVar("V")
Key = tuple[object, ...]


def _block() -> Block:
    return Block()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `number` is its line in the file it was read from, 0 when it was typed; of two
    entries the one with the greater `age` was read or typed last. `children` may be shared with
    other trees: `Block.open` gives some that are not."""

    setting: Setting
    no: bool
    arguments: Mapping[str, object]
    text: str
    number: int = 0
    children: Block = field(default_factory=_block)
    age: int = field(default_factory=count().__next__)


class Block:
    """The lines of one mode."""

    def __init__(self, entries: Mapping[Key, Entry] | None = None) -> None:
        self._entries: dict[Key, Entry] = dict(entries or {})
        self._folded: tuple[object, object] | None = None

    def __iter__(self) -> Iterator[Entry]:
        """In the order of a running-config."""
        return iter(sorted(self._entries.values(), key=order_of))

    def __bool__(self) -> bool:
        return bool(self._entries)

    def copy(self) -> Block:
        """Editing it leaves this one alone; what stands inside their lines they share."""
        return Block(self._entries)

    def get(self, key: Key) -> Entry | None:
        return self._entries.get(key)

    def open(self, key: Key) -> Block | None:
        """What stands inside a line, for this block alone to edit; None if there is no such
        line."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        mine = entry.children.copy()
        self._entries[key] = replace(entry, children=mine)
        self._folded = None
        return mine

    def changed(self, change: Callable[[Entry], Entry | None]) -> Block:
        """A block with every line, and those inside it, as `change` makes it; None takes it out."""
        made = Block()
        for key, one in self._entries.items():
            new = change(one)
            if new is not None:
                inside = new.children.changed(change) if new.children else new.children
                made._entries[key] = replace(new, children=inside)
        return made

    def put(self, entry: Entry) -> None:
        """In the place of the line that sets the same thing."""
        self._entries[key_of(entry.setting, entry.arguments)] = entry
        self._folded = None

    def find(self, slot: str) -> Entry | None:
        """The first line that sets `slot`."""
        return next((one for key, one in self._entries.items() if key[0] == slot), None)

    def enter(self, match: Match[Setting], number: int) -> Entry | None:
        """Take a line in; the entry that now stands for it, None when nothing does."""
        self._folded = None
        setting = match.target
        if setting.spans:
            self._divide(match, number)
        if match.no if setting.shown is Shown.ON else setting.shown is Shown.OFF and not match.no:
            self._remove(setting, match.arguments)
            return None
        if setting.spans:
            return self._entries[self.keys(setting, match.arguments)[0]]
        entry = self._entry(match, number)
        key = key_of(setting, entry.arguments)
        if entry.text == setting.default:
            self._entries.pop(key, None)
            return None
        earlier = self._entries.get(key)
        if earlier is not None and earlier.setting is setting:
            entry = replace(entry, children=earlier.children)
        self._entries[key] = entry
        return entry

    def reset(self, match: Match[Setting], factory: Block) -> None:
        """Forget the lines that a line like this one sets, and what stands inside them; a line of
        the factory's takes their place."""
        self._folded = None
        setting = match.target
        if setting.child is not None:
            for key in self.keys(setting, match.arguments):
                self._entries[key] = replace(self._entries[key], children=Block())
            return
        self._remove(setting, match.arguments)
        for key in factory.keys(setting, match.arguments):
            self._entries[key] = factory._entries[key]

    def fold(self, value: V, refused: list[Refused]) -> V:
        """Apply every line to `value`; lines that refuse are listed and passed over. Lines that are
        about the same part of it take turns at that part. The result is kept for whoever asks with
        the same value."""
        if self._folded is not None and self._folded[0] == value:
            return cast(V, self._folded[1])
        before, made = len(refused), cast(Any, value)
        for part, entries in groupby(self, key=lambda one: one.setting.part):
            if not part:
                made = _apply_all(entries, made, refused)
            elif (old := getattr(made, part)) is not (new := _apply_all(entries, old, refused)):
                made = replace(made, **{part: new})
        if len(refused) == before:
            self._folded = (value, made)
        return cast(V, made)

    def keys(self, setting: Setting, arguments: Mapping[str, object]) -> list[Key]:
        """Those of every line of the slot whose key has the values that were given; of a line
        about a range, those of every line about a part of it."""
        if setting.spans:
            wanted = span_of(arguments)
            alike = self._alike(setting, arguments)
            return [key for key, one in alike if span_of(one.arguments).within(wanted)]
        given = {name: arguments[name] for name in setting.key if name in arguments}
        if len(given) == len(setting.key):
            exact = key_of(setting, arguments)
            return [exact] if exact in self._entries else []
        return [
            key
            for key, one in self._entries.items()
            if key[0] == setting.slot and all(one.arguments.get(n) == v for n, v in given.items())
        ]

    def _entry(self, match: Match[Setting], number: int) -> Entry:
        setting = match.target
        given = match.arguments if setting.settle is None else setting.settle(match.arguments)
        arguments = {**(setting.defaults or {}), **given}
        arguments.pop("no", None)
        if setting.merge and not match.no:
            earlier = self._entries.get(key_of(setting, arguments))
            arguments = {**arguments, **(earlier.arguments if earlier else {}), **given}
        return Entry(
            setting, match.no, arguments, written(setting, match.no, arguments, match.text), number
        )

    def _remove(self, setting: Setting, arguments: Mapping[str, object]) -> None:
        """`no`."""
        for key in self.keys(setting, arguments):
            del self._entries[key]

    def _alike(self, setting: Setting, arguments: Mapping[str, object]) -> list[tuple[Key, Entry]]:
        """The lines about ranges of the same kind of things, in order."""
        same = [name for name in setting.key if name != "first"]
        found = [
            (key, one)
            for key, one in self._entries.items()
            if one.setting is setting
            and all(one.arguments.get(name, "") == arguments.get(name, "") for name in same)
        ]
        return sorted(found, key=lambda pair: span_of(pair[1].arguments).first)

    def _divide(self, match: Match[Setting], number: int) -> None:
        """Cut the lines that the range of this one overlaps; let lines about all of it be there,
        unless it is taken away."""
        setting, wanted = match.target, span_of(match.arguments)
        alike = self._alike(setting, match.arguments)
        for key, one in alike:
            pieces = list(span_of(one.arguments).cut(wanted))
            if len(pieces) > 1:
                del self._entries[key]
                for piece in pieces:
                    self.put(_about(one, piece))
        if not match.no:
            new = self._entry(match, number)
            for piece in wanted.without([span_of(one.arguments) for _, one in alike]):
                self.put(_about(new, piece))


def _about(entry: Entry, span: Span) -> Entry:
    """The same line about another range."""
    arguments = spanning(entry.arguments, span)
    text = written(entry.setting, entry.no, arguments, entry.text)
    return replace(entry, arguments=arguments, text=text)


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that was understood but cannot be: it contradicts itself or another."""

    entry: Entry
    error: ConfigError


def _apply_all(entries: Iterable[Entry], value: Any, refused: list[Refused]) -> Any:
    for entry in entries:
        if entry.setting.apply is not None:
            try:
                value = _apply(entry, entry.setting.apply, value, refused)
            except ConfigError as error:
                refused.append(Refused(entry, error))
    return value


def _apply(entry: Entry, apply: Handler, value: Any, refused: list[Refused]) -> Any:
    arguments = dict(entry.arguments)
    if entry.setting.takes_no:
        arguments["no"] = entry.no
    if entry.setting.child is None:
        return apply(value, **arguments)
    return apply(value, lambda start: entry.children.fold(start, refused), **arguments)


def written(setting: Setting, no: bool, arguments: Mapping[str, object], read: str) -> str:
    """The line as a running-config has it; `read` is how it was read."""
    if setting.write is None:
        return read
    return setting.write(**arguments, **({"no": no} if setting.takes_no else {}))


def key_of(setting: Setting, arguments: Mapping[str, object]) -> Key:
    if setting.compared is not None:
        arguments = setting.compared(arguments)
    return (setting.slot, *(arguments.get(name) for name in setting.key))


def order_of(entry: Entry) -> tuple[Any, ...]:
    """Where among the lines of its mode the line stands in a running-config."""
    setting = entry.setting
    within = setting.sort(**entry.arguments) if setting.sort else ()
    return (setting.section.rank, setting.order, within)
