"""The line being typed: octets in, what to show and what was asked out.

A pure machine with IOS' editing keys. It redraws only what changed and scrolls a line that is
longer than the screen, with a `$` where text is hidden. Any octets are taken; what is no key and
no character is dropped. It knows no commands: a finished line, `?`, Tab and the keys that end
things are handed on (`Action`).
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from vpdn.ios.line_buffer import LineBuffer
from vpdn.ios.line_history import History
from vpdn.ios.line_window import Window

BELL = "\a"
NEW_LINE = "\r\n"
_LONGEST_ESCAPE = 8


class Ask(Enum):
    """What the user wants besides editing."""

    ENTER = "enter"
    HELP = "help"
    COMPLETE = "complete"
    END = "end"
    ABORT = "abort"


@dataclass(frozen=True, slots=True)
class Show:
    """Text for the screen, line ends as CR LF."""

    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """`line` is what had been typed; for HELP and COMPLETE up to the cursor."""

    what: Ask
    line: str


Action = Show | Asked


class LineEditor:
    """`ask` begins a line, `key` takes one octet. After ENTER, END and ABORT the line is gone;
    after HELP and COMPLETE it stands, and `redisplay` shows it again."""

    def __init__(self, width: int = 80) -> None:
        self.width = width
        self.prompt = ""
        self._history = History()
        self._echo = True
        self._literal = False
        self._buffer = LineBuffer()
        self._window = Window()
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        self._escape = ""
        self._quoted = False

    @property
    def line(self) -> str:
        return self._buffer.text

    def ask(
        self,
        prompt: str,
        history: History | None = None,
        *,
        echo: bool = True,
        literal: bool = False,
    ) -> str:
        """Begin a line at `prompt`; what to show. Without a `history` the line is remembered
        nowhere; without `echo` it is not seen either. `literal`: `?` is a character, and Tab a
        blank."""
        self.prompt = prompt
        self._echo = echo
        self._literal = literal or not echo
        self._history = history or History(0)
        self._history.rewind()
        self._buffer.clear()
        self._escape = ""
        self._quoted = False
        return self.redisplay()

    def redisplay(self) -> str:
        """The prompt and the line from the start of an empty line of the screen."""
        self._window = Window()
        return self.prompt + self._redraw()

    def replace(self, line: str) -> None:
        """Put `line` in the place of what was typed; `redisplay` shows it."""
        self._buffer.set(line)

    def key(self, octet: int) -> list[Action]:
        """Take one octet. Never raises."""
        if self._escape:
            return self._shown(self._escaped(chr(octet)))
        if self._quoted:
            self._quoted = False
            return self._shown(self._type(octet))
        if octet in b"\r\n":
            return self._enter()
        if octet in _ASKING:
            return self._asked(_ASKING[octet])
        return self._shown(self._edit(octet))

    def _edit(self, octet: int) -> str:
        if octet == 0x1B:
            self._escape = "\x1b"
        elif octet == 0x16:
            self._quoted = True
        elif octet in (0x0C, 0x12):
            return NEW_LINE + self.redisplay()
        elif octet in (0x10, 0x0E):
            return self._recall(-1 if octet == 0x10 else 1)
        elif octet in _EDITING:
            _EDITING[octet](self._buffer)
        elif octet >= 0x20:
            return self._type(octet)
        return ""

    def _type(self, octet: int) -> str:
        character = self._decoder.decode(bytes([octet]))
        if not character.isprintable() or not character:
            return ""
        return "" if self._buffer.insert(character) else BELL

    def _escaped(self, character: str) -> str:
        """Esc and a letter, or the sequence of an arrow or another key."""
        self._escape += character
        sequence = self._escape[1:]
        if sequence in ("[", "O") or (
            sequence[0] == "[" and not "@" <= character <= "~" and len(sequence) < _LONGEST_ESCAPE
        ):
            return ""
        self._escape = ""
        if sequence in _RECALLING:
            return self._recall(_RECALLING[sequence])
        edit = _ESCAPED.get(sequence)
        if edit is not None:
            edit(self._buffer)
        return ""

    def _recall(self, step: int) -> str:
        line = self._history.move(step, self._buffer.text)
        if line is None:
            return BELL
        self._buffer.set(line)
        return ""

    def _enter(self) -> list[Action]:
        line = self._buffer.text
        self._history.add(line)
        self._buffer.clear()
        return [Show(NEW_LINE), Asked(Ask.ENTER, line)]

    def _asked(self, what: Ask) -> list[Action]:
        if self._literal and what in (Ask.HELP, Ask.COMPLETE):
            return self._shown(self._type(ord("?" if what is Ask.HELP else " ")))
        if what in (Ask.HELP, Ask.COMPLETE):
            shown = "?" if what is Ask.HELP else ""
            return [Show(shown + NEW_LINE), Asked(what, self._buffer.before)]
        line = self._buffer.text
        self._buffer.clear()
        return [Show("^Z\r\n" if what is Ask.END else NEW_LINE), Asked(what, line)]

    def _shown(self, extra: str) -> list[Action]:
        text = extra + self._redraw()
        return [Show(text)] if text else []

    def _redraw(self) -> str:
        if not self._echo:
            return ""
        room = max(self.width - len(self.prompt) - 1, 8) if self.width else 0
        return self._window.draw(self._buffer.text, self._buffer.cursor, room)


_ASKING = {
    0x03: Ask.ABORT,
    0x09: Ask.COMPLETE,
    0x1A: Ask.END,
    ord("?"): Ask.HELP,
}

Edit = Callable[[LineBuffer], object]

_EDITING: dict[int, Edit] = {
    0x01: LineBuffer.home,
    0x02: LineBuffer.left,
    0x04: LineBuffer.delete,
    0x05: LineBuffer.end,
    0x06: LineBuffer.right,
    0x08: LineBuffer.backspace,
    0x0B: LineBuffer.kill_right,
    0x14: LineBuffer.transpose,
    0x15: LineBuffer.kill_left,
    0x17: LineBuffer.kill_word_left,
    0x18: LineBuffer.kill_left,
    0x19: LineBuffer.yank,
    0x7F: LineBuffer.backspace,
}

_ESCAPED: dict[str, Edit] = {
    "b": LineBuffer.word_left,
    "f": LineBuffer.word_right,
    "d": LineBuffer.kill_word_right,
    "c": LineBuffer.capitalize,
    "l": LineBuffer.lower,
    "u": LineBuffer.upper,
    "y": LineBuffer.yank_next,
    "\x7f": LineBuffer.kill_word_left,
    "\x08": LineBuffer.kill_word_left,
    "[C": LineBuffer.right,
    "OC": LineBuffer.right,
    "[D": LineBuffer.left,
    "OD": LineBuffer.left,
    "[H": LineBuffer.home,
    "OH": LineBuffer.home,
    "[1~": LineBuffer.home,
    "[F": LineBuffer.end,
    "OF": LineBuffer.end,
    "[4~": LineBuffer.end,
    "[3~": LineBuffer.delete,
}

_RECALLING = {"[A": -1, "OA": -1, "[B": 1, "OB": 1}
