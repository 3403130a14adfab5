"""The part of a line that the screen shows, and the least text that brings it up to date.

Only printable characters, blanks and backspaces are used, so any terminal will do.
"""

from __future__ import annotations

_SHIFT = 10
"""Characters that a line moves to the side when the cursor leaves the screen."""


class Window:
    """What of a line is on the screen now: at first nothing, the cursor after the prompt."""

    def __init__(self) -> None:
        self._shown = ""
        self._column = 0
        self._offset = 0

    def draw(self, text: str, cursor: int, room: int) -> str:
        """Text that makes the screen show `text` with the cursor at `cursor`, in `room` columns
        (0: as many as it takes)."""
        self._scroll(len(text), cursor, room)
        wanted = self._visible(text, room)
        column = cursor - self._offset
        drawn = _change(self._shown, self._column, wanted, column)
        self._shown, self._column = wanted, column
        return drawn

    def _scroll(self, length: int, cursor: int, room: int) -> None:
        if not room or length <= room:
            self._offset = 0
        elif cursor - self._offset > room:
            self._offset = cursor - room + min(_SHIFT, room // 2)
        elif self._offset and cursor <= self._offset:
            self._offset = max(cursor - min(_SHIFT, room // 2), 0)

    def _visible(self, text: str, room: int) -> str:
        part = text[self._offset : self._offset + room] if room else text
        if self._offset and part:
            part = "$" + part[1:]
        if room and len(text) > self._offset + room:
            part = part[:-1] + "$"
        return part


def _change(old: str, column: int, new: str, target: int) -> str:
    """From `old` with the cursor at `column` to `new` with it at `target`."""
    if old == new:
        return _move(new, column, target)
    same = next(
        (n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b),
        min(len(old), len(new)),
    )
    written = new[same:] + " " * (len(old) - len(new))
    end = max(len(old), len(new))
    return _move(old, column, same) + written + "\b" * (end - target)


def _move(text: str, column: int, target: int) -> str:
    return "\b" * (column - target) + text[column:target]
