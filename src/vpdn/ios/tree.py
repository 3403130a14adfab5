"""The running-config as an ordered tree of lines that were understood.

A `Block` holds the lines of one mode in the order they came; a new line replaces the one that
set the same thing. Values are made from the tree by `fold`, text by `running_config`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from vpdn.errors import ConfigError
from vpdn.ios.grammar import Match
from vpdn.ios.setting import Setting, Shown

V = TypeVar("V")
Key = tuple[object, ...]


def _block() -> Block:
    return Block()


@dataclass(slots=True)
class Entry:
    """One line. `number` is its line in the file it was read from, 0 when it was typed."""

    setting: Setting
    no: bool
    arguments: Mapping[str, object]
    text: str
    number: int = 0
    children: Block = field(default_factory=_block)


class Block:
    """The lines of one mode."""

    def __init__(self) -> None:
        self._entries: dict[Key, Entry] = {}

    def __iter__(self) -> Iterator[Entry]:
        """In the order of a running-config."""
        return iter(sorted(self._entries.values(), key=order_of))

    def __bool__(self) -> bool:
        return bool(self._entries)

    def copy(self) -> Block:
        """A deep copy: editing it leaves this one alone."""
        twin = Block()
        for key, one in self._entries.items():
            twin._entries[key] = Entry(
                one.setting, one.no, one.arguments, one.text, one.number, one.children.copy()
            )
        return twin

    def get(self, key: Key) -> Entry | None:
        return self._entries.get(key)

    def walk(self) -> Iterator[Entry]:
        """Every line, with those inside it after it."""
        for one in self._entries.values():
            yield one
            yield from one.children.walk()

    def find(self, slot: str) -> Entry | None:
        """The first line that sets `slot`."""
        return next((one for key, one in self._entries.items() if key[0] == slot), None)

    def drop(self, entry: Entry) -> None:
        """Take the line out, wherever in this block it stands."""
        for key, one in list(self._entries.items()):
            if one is entry:
                del self._entries[key]
            else:
                one.children.drop(entry)

    def enter(self, match: Match[Setting], number: int) -> Entry | None:
        """Take a line in; the entry that now stands for it, None when nothing does."""
        setting = match.target
        if match.no if setting.shown is Shown.ON else setting.shown is Shown.OFF and not match.no:
            self._remove(setting, match.arguments)
            return None
        entry = self._entry(match, number)
        key = key_of(setting, entry.arguments)
        if entry.text == setting.default:
            self._entries.pop(key, None)
            return None
        earlier = self._entries.get(key)
        if earlier is not None and earlier.setting is setting:
            entry.children = earlier.children
        self._entries[key] = entry
        return entry

    def reset(self, match: Match[Setting], factory: Block) -> None:
        """Forget the lines that a line like this one sets, and what stands inside them; a line of
        the factory's takes their place."""
        setting = match.target
        if setting.child is not None:
            for key in self._keys(setting, match.arguments):
                self._entries[key].children = Block()
            return
        self._remove(setting, match.arguments)
        for key in factory._keys(setting, match.arguments):
            self._entries[key] = factory._entries[key]

    def _keys(self, setting: Setting, arguments: Mapping[str, object]) -> list[Key]:
        """Those of every line of the slot whose key has the values that were given."""
        given = {name: arguments[name] for name in setting.key if name in arguments}
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
        for key in self._keys(setting, arguments):
            del self._entries[key]


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that was understood but cannot be: it contradicts itself or another."""

    entry: Entry
    error: ConfigError


def fold(block: Block, value: V, refused: list[Refused]) -> V:
    """Apply every line of the block to `value`; lines that refuse are listed and passed over."""
    for entry in block:
        if entry.setting.apply is not None:
            try:
                value = _apply(entry, value, refused)
            except ConfigError as error:
                refused.append(Refused(entry, error))
    return value


def _apply(entry: Entry, value: V, refused: list[Refused]) -> V:
    setting = entry.setting
    assert setting.apply is not None
    arguments = dict(entry.arguments)
    if setting.takes_no:
        arguments["no"] = entry.no
    if setting.child is None:
        changed: V = setting.apply(value, **arguments)
        return changed
    inside: V = setting.apply(
        value, lambda start: fold(entry.children, start, refused), **arguments
    )
    return inside


def written(setting: Setting, no: bool, arguments: Mapping[str, object], read: str) -> str:
    """The line as a running-config has it; `read` is how it was read."""
    if setting.write is None:
        return read
    return setting.write(**arguments, **({"no": no} if setting.takes_no else {}))


def key_of(setting: Setting, arguments: Mapping[str, object]) -> Key:
    return (setting.slot, *(arguments.get(name) for name in setting.key))


def order_of(entry: Entry) -> tuple[Any, ...]:
    """Where among the lines of its mode the line stands in a running-config."""
    setting = entry.setting
    within = setting.sort(**entry.arguments) if setting.sort else ()
    return (setting.section.rank, setting.order, within)
