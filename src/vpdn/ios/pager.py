"""A screenful at a time: ` --More-- ` and the keys that answer it.

A pure machine: output in, what may be shown now out; the rest waits for a key. Space gives the
next page, Return one line, `/text` skips to a line that has it, anything else drops the rest.
"""

from __future__ import annotations

MORE = " --More-- "
ERASE = "\b" * 9 + " " * 8 + "\b" * 9


class Pager:
    """One command's output on a screen of `length` lines (0: no pausing) and `width` columns (0: a
    line never wraps). Lines end in `\\n`."""

    def __init__(self, length: int = 24, width: int = 80) -> None:
        self._length = length
        self._width = width
        self._left = max(length - 1, 1)
        self._held = ""
        self._search: str | None = None
        self.waiting = False
        self.stopped = False

    def write(self, text: str) -> str:
        """More output; what to show of it now."""
        if self.stopped:
            return ""
        if not self._length:
            return text
        self._held += text
        return "" if self.waiting else self._show()

    def key(self, key: str) -> str:
        """A key while `waiting`; what to show."""
        if not self.waiting:
            return ""
        if self._search is not None:
            return self._searching(key)
        if key == "/":
            self._search = ""
            return ERASE + "/"
        return ERASE + self._answered(key)

    def _answered(self, key: str) -> str:
        self.waiting = False
        if key == " ":
            self._left = max(self._length - 1, 1)
        elif key in "\r\n":
            self._left = 1
        else:
            self.stopped = True
            self._held = ""
            return ""
        return self._show()

    def _searching(self, key: str) -> str:
        """The text to look for, ended by Return."""
        assert self._search is not None
        if key in "\r\n":
            wanted, self._search = self._search, None
            return "\nfiltering...\n" + self._skip_to(wanted)
        if key in "\b\x7f":
            self._search, erased = self._search[:-1], self._search[-1:]
            return "\b \b" if erased else ""
        self._search += key if key.isprintable() else ""
        return key if key.isprintable() else ""

    def _skip_to(self, wanted: str) -> str:
        lines = self._held.splitlines(keepends=True)
        at = next((n for n, line in enumerate(lines) if wanted in line), len(lines))
        self._held = "".join(lines[at:])
        self.waiting = False
        self._left = max(self._length - 1, 1)
        return self._show()

    def _show(self) -> str:
        shown = ""
        while self._held and self._left > 0:
            line, end, rest = self._held.partition("\n")
            if end:
                self._left -= self._rows(line)
            shown += line + end
            self._held = rest
        if self._held:
            self.waiting = True
            shown += MORE
        return shown

    def _rows(self, line: str) -> int:
        """How many lines of the screen it takes."""
        return max(-(-len(line) // self._width), 1) if self._width else 1
