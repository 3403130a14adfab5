"""One session of configuration: where in the modes it is, and the tree it edits.

A line that the present mode cannot read is offered to the modes above it, as IOS does; the error
shown is that of the mode that understood most of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address
from typing import cast

from vpdn.errors import ConfigError
from vpdn.ios.concealing import conceal
from vpdn.ios.grammar import INVALID, Match, match
from vpdn.ios.hosts import resolved
from vpdn.ios.modes import GLOBAL, Mode
from vpdn.ios.setting import Setting
from vpdn.ios.tree import Block, Entry, Key

ENCRYPTION: Key = ("service password-encryption",)

Read = Callable[[Mode[Setting], str], Match[Setting]]
"""Reads a line as a command of one mode. Raises ConfigError."""
Place = tuple[tuple[Mode[Setting], tuple[Key, ...]], ...]
"""The modes entered below global mode, each with the keys of the lines that are edited there: the
one that opened it, or several about parts of a range."""


def read_all(mode: Mode[Setting], line: str) -> Match[Setting]:
    """Every command of the mode may be given."""
    return match(mode.beginning(line), line)


class Editor:
    """`enter` takes lines one by one into `tree`, a copy of what it was given. `closed` after
    `end`, or an `exit` from global mode. `read` knows what whoever configures may say; `notice` is
    what the last line has to say to whoever typed it."""

    def __init__(self, tree: Block, place: Place = (), read: Read = read_all) -> None:
        self.place = place
        self.read = read
        self.closed = False
        self.notice = ""
        self.edit(tree)

    def edit(self, tree: Block) -> None:
        """Go on with a copy of another tree; the place is kept as far as that one has it. The
        blocks along the place are nobody else's, so that lines can be entered there."""
        self.tree = tree.copy()
        self._blocks = [[self.tree]]
        for _, keys in self.place:
            if not (inside := _opened(self._blocks[-1], keys)):
                break
            self._blocks.append(inside)
        self.place = self.place[: len(self._blocks) - 1]

    @property
    def mode(self) -> Mode[Setting]:
        return self.place[-1][0] if self.place else GLOBAL

    @property
    def modes(self) -> list[Mode[Setting]]:
        """From the present mode outwards."""
        return [*(mode for mode, _ in reversed(self.place)), GLOBAL]

    def enter(self, line: str, number: int = 0) -> Entry | None:
        """Take one line in; the entry that now stands for it, if any. Raises ConfigError and
        changes nothing when it cannot be read."""
        depth, found = self.understand(line)
        setting = found.target
        self.notice = setting.notice
        if setting.leave:
            self.closed = setting.leave == "end" or not self.place
            self._stand(0 if self.closed else len(self.place) - 1)
            return None
        for block in self._blocks[depth]:
            entry = block.enter(found, number)
        self._stand(depth)
        self._conceal(entry)
        if entry is not None and setting.child is not None and not found.no:
            said = found.arguments if setting.spans else entry.arguments
            self._go_into(setting.child, tuple(self._blocks[-1][0].keys(setting, said)))
        return entry

    def reset(self, line: str, factory: Block) -> None:
        """Take back whatever was said about the thing that `line`, or `no` before it, would set;
        what the factory says about it holds again. Raises ConfigError like `enter`."""
        depth, found = self.understand_either(line)
        self.notice = found.target.notice
        for block in self._blocks[depth]:
            block.reset(found, factory if depth == 0 else Block())
        self._stand(depth)

    def reopen(self) -> None:
        """Back to global mode after `end`."""
        self._stand(0)
        self.closed = False

    def _stand(self, depth: int) -> None:
        """Leave the modes below `depth`."""
        self.place = self.place[:depth]
        del self._blocks[depth + 1 :]

    def _go_into(self, mode: Mode[Setting], keys: tuple[Key, ...]) -> None:
        self._blocks.append(_opened(self._blocks[-1], keys))
        self.place = (*self.place, (mode, keys))

    def _conceal(self, entry: Entry | None) -> None:
        """With `service password-encryption` no password is kept as it was typed."""
        service = self.tree.get(ENCRYPTION)
        if service is None or service.no or entry is None:
            return
        if entry is service:
            self.edit(self.tree.changed(conceal))
        else:
            for block in self._blocks[-1]:
                block.put(conceal(entry))

    def understand_either(self, line: str) -> tuple[int, Match[Setting]]:
        """As `understand`: `line` itself, which may be shorter after a `no`; there is room for one
        before it."""
        words = line.lstrip()
        start = len(line) - len(words)
        try:
            return self.understand(line)
        except ConfigError as error:
            refused = error
        try:
            return self.understand(f"{'no ':>{start}}{words}")
        except ConfigError as error:
            raise max(error, refused, key=_progress) from None

    def understand(self, line: str) -> tuple[int, Match[Setting]]:
        """The line as the innermost mode that can read it does, and that mode's depth. A mode
        that knows every word as it stands goes before one that takes it for a shorter form: after
        an interface's lines, `ip route` is not its `ip route-cache`. Raises ConfigError."""
        modes = self.modes[::-1]
        readings: list[tuple[int, Match[Setting]]] = []
        best = ConfigError(INVALID, line=line, column=-1)
        for depth in reversed(range(len(modes))):
            try:
                readings.append((depth, self.read(modes[depth], line)))
            except ConfigError as error:
                best = max(best, error, key=_progress)
        if not readings:
            raise best
        depth, found = next((one for one in readings if one[1].exact), readings[0])
        return depth, replace(found, arguments=resolved(found.arguments, self._hosts))

    def _hosts(self) -> dict[str, IPv4Address]:
        return {
            str(one.arguments["name"]): cast(IPv4Address, one.arguments["address"])
            for one in self.tree
            if one.setting.slot == "ip host"
        }


def _opened(blocks: list[Block], keys: tuple[Key, ...]) -> list[Block]:
    """What stands inside these lines of the blocks, to be edited."""
    found = [block.open(key) for block in blocks for key in keys]
    return [one for one in found if one is not None]


def _progress(error: ConfigError) -> int:
    """How far a line was understood: up to the caret, or (no caret) to its end."""
    return len(error.line) if error.column is None else error.column
