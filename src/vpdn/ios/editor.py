"""One session of configuration: where in the modes it is, and the tree it edits.

A line that the present mode cannot read is offered to the modes above it, as IOS does; the error
shown is that of the mode that understood most of it.
"""

from __future__ import annotations

from vpdn.errors import ConfigError
from vpdn.ios.grammar import INVALID, Match, match
from vpdn.ios.modes import GLOBAL, Mode
from vpdn.ios.setting import Setting
from vpdn.ios.tree import Block, Entry


class Editor:
    """`enter` lines one by one; `mode` is None after `end` or an `exit` from global mode."""

    def __init__(self, tree: Block) -> None:
        self.tree = tree
        self._stack: list[tuple[Mode[Setting], Block]] = [(GLOBAL, tree)]

    @property
    def mode(self) -> Mode[Setting] | None:
        return self._stack[-1][0] if self._stack else None

    def enter(self, line: str, number: int = 0) -> Entry | None:
        """Take one line in. Raises ConfigError and changes nothing when it cannot be read."""
        word = line.strip().lower()
        if word == "end":
            self._stack.clear()
            return None
        if word == "exit":
            self._stack.pop()
            return None
        depth, found = self._understand(line)
        del self._stack[depth + 1 :]
        block = self._stack[-1][1]
        entry = block.enter(found, number)
        if entry is not None and found.target.child is not None and not found.no:
            self._stack.append((found.target.child, entry.children))
        return entry

    def restart(self) -> None:
        """Back to global mode."""
        self._stack = [(GLOBAL, self.tree)]

    def _understand(self, line: str) -> tuple[int, Match[Setting]]:
        best: ConfigError | None = None
        for depth in reversed(range(len(self._stack))):
            try:
                return depth, match(self._stack[depth][0].declarations, line)
            except ConfigError as error:
                if best is None or _progress(error) > _progress(best):
                    best = error
        raise best or ConfigError(INVALID, line=line, column=0)


def _progress(error: ConfigError) -> int:
    """How far a line was understood: up to the caret, or (no caret) to its end."""
    return len(error.line) if error.column is None else error.column
