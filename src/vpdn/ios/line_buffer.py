"""A line and a cursor in it: what the editing keys do to text.

Deleted stretches go to a ring of ten that Ctrl-Y and Esc-Y take from. Nothing here is shown to
anybody; `line_window` draws.
"""

from __future__ import annotations

from collections import deque

LONGEST = 254
"""Characters that IOS takes on one line."""
_KILLS = 10


class LineBuffer:
    """`cursor` is between 0 and the length of `text`."""

    def __init__(self) -> None:
        self.text = ""
        self.cursor = 0
        self._kills: deque[str] = deque(maxlen=_KILLS)
        self._yanked = ""

    @property
    def before(self) -> str:
        return self.text[: self.cursor]

    def set(self, text: str) -> None:
        self.text = text[:LONGEST]
        self.cursor = len(self.text)

    def clear(self) -> None:
        self.set("")

    def insert(self, characters: str) -> bool:
        """False when the line has no room for them."""
        if len(self.text) + len(characters) > LONGEST:
            return False
        self.text = self.before + characters + self.text[self.cursor :]
        self.cursor += len(characters)
        return True

    def home(self) -> None:
        self.cursor = 0

    def end(self) -> None:
        self.cursor = len(self.text)

    def left(self) -> None:
        self.cursor = max(self.cursor - 1, 0)

    def right(self) -> None:
        self.cursor = min(self.cursor + 1, len(self.text))

    def word_left(self) -> None:
        self.cursor = self._word_start()

    def word_right(self) -> None:
        self.cursor = self._word_end()

    def backspace(self) -> None:
        self._take(max(self.cursor - 1, 0), self.cursor)

    def delete(self) -> None:
        self._take(self.cursor, min(self.cursor + 1, len(self.text)))

    def kill_left(self) -> None:
        self._kill(0, self.cursor)

    def kill_right(self) -> None:
        self._kill(self.cursor, len(self.text))

    def kill_word_left(self) -> None:
        self._kill(self._word_start(), self.cursor)

    def kill_word_right(self) -> None:
        self._kill(self.cursor, self._word_end())

    def yank(self) -> None:
        """What was deleted last."""
        if self._kills:
            self._yanked = self._kills[-1]
            self.insert(self._yanked)

    def yank_next(self) -> None:
        """Instead of what was just yanked, what was deleted before it."""
        if self._kills and self._yanked and self.before.endswith(self._yanked):
            self._take(self.cursor - len(self._yanked), self.cursor)
            self._kills.rotate(1)
            self.yank()

    def transpose(self) -> None:
        """The character before the cursor and the one at it change places."""
        at = min(self.cursor, len(self.text) - 1)
        if at > 0:
            swapped = self.text[at] + self.text[at - 1]
            self.text = self.text[: at - 1] + swapped + self.text[at + 1 :]
            self.cursor = at + 1

    def capitalize(self) -> None:
        word = self._rest_of_word()
        self._overwrite(word[:1].upper() + word[1:])

    def lower(self) -> None:
        self._overwrite(self._rest_of_word().lower())

    def upper(self) -> None:
        self._overwrite(self._rest_of_word().upper())

    def _overwrite(self, characters: str) -> None:
        """The same number of characters in the place of those at the cursor: a letter whose other
        case is longer stays as it is."""
        end = self._word_end()
        if len(characters) == end - self.cursor:
            self.text = self.before + characters + self.text[end:]
        self.cursor = end

    def _rest_of_word(self) -> str:
        return self.text[self.cursor : self._word_end()]

    def _kill(self, start: int, end: int) -> None:
        if start < end:
            self._kills.append(self.text[start:end])
        self._take(start, end)

    def _take(self, start: int, end: int) -> None:
        self.text = self.text[:start] + self.text[end:]
        self.cursor = start

    def _word_start(self) -> int:
        at = self.cursor
        while at > 0 and self.text[at - 1] == " ":
            at -= 1
        while at > 0 and self.text[at - 1] != " ":
            at -= 1
        return at

    def _word_end(self) -> int:
        at = self.cursor
        while at < len(self.text) and self.text[at] == " ":
            at += 1
        while at < len(self.text) and self.text[at] != " ":
            at += 1
        return at
