"""Output modifiers: `show … | {begin | exclude | include | section} REGEX`.

`split` cuts a typed line in two and reads the second half; a `Filter` takes the command's output
piece by piece and gives the lines that pass. Expressions are case sensitive and search, as in IOS.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from vpdn.errors import ConfigError, DecodeError
from vpdn.ios.expression import Expression
from vpdn.ios.grammar import Declaration, declare, match
from vpdn.ios.pattern import compile_pattern

BAD_EXPRESSION = "% Failed to compile regular expression."
_PIPE = re.compile(r"[ \t]\|")
_FILTERED = ("show", "more")

Search = Callable[[str], bool]
Passes = Callable[[str], bool]


def filtered(line: str) -> bool:
    """Whether the command is one whose output can be filtered."""
    words = line.split(None, 1)
    return (
        bool(words) and len(words[0]) > 1 and any(o.startswith(words[0].lower()) for o in _FILTERED)
    )


def cut(line: str) -> tuple[str, str | None]:
    """A line as the command before the pipe and what stands behind it, None without a pipe."""
    pipe = _PIPE.search(line)
    if pipe is None or not filtered(line):
        return line, None
    return line[: pipe.start()], line[pipe.end() :]


def split(line: str) -> tuple[str, Filter | None]:
    """A line as its command and its filter. Raises ConfigError about the filter, the caret counted
    from the start of `line`."""
    command, modifier = cut(line)
    if modifier is None:
        return line, None
    try:
        found = match(MODIFIERS, modifier)
    except ConfigError as error:
        column = None if error.column is None else error.column + len(line) - len(modifier)
        raise ConfigError(error.reason, line=line, column=column) from None
    try:
        expression = Expression(str(found.arguments["expression"]))
    except DecodeError:
        raise ConfigError(BAD_EXPRESSION, line=line) from None
    return command, Filter(found.target(expression.search))


class Filter:
    """`feed` pieces of output, then `end`; both give what passes."""

    def __init__(self, passes: Passes) -> None:
        self._passes = passes
        self._begun = ""

    def feed(self, text: str) -> str:
        *lines, self._begun = (self._begun + text).split("\n")
        return "".join(f"{line}\n" for line in lines if self._passes(line))

    def end(self) -> str:
        """What passes of a last line that had no end."""
        rest, self._begun = self._begun, ""
        return f"{rest}\n" if rest and self._passes(rest) else ""


def _include(search: Search) -> Passes:
    return search


def _exclude(search: Search) -> Passes:
    return lambda line: not search(line)


def _begin(search: Search) -> Passes:
    begun = False

    def passes(line: str) -> bool:
        nonlocal begun
        begun = begun or search(line)
        return begun

    return passes


def _section(search: Search) -> Passes:
    """A line that is found, and the lines below it that stand further in. A remark among them
    (`! Default PPTP VPDN group`) is theirs; a bare `!` is between sections."""
    inside: int | None = None

    def passes(line: str) -> bool:
        nonlocal inside
        if inside is not None and line.startswith("!") and len(line) > 1:
            return True
        indent = len(line) - len(line.lstrip(" "))
        if inside is None or indent <= inside:
            inside = indent if search(line) else None
        return inside is not None

    return passes


def _modifier(
    word: str, sentence: str, made: Callable[[Search], Passes]
) -> Declaration[Callable[[Search], Passes]]:
    text = f"{word}  {sentence}\nexpression  Regular Expression"
    return declare(compile_pattern(f"{word} LINE$expression"), text, made)


MODIFIERS = (
    _modifier("begin", "Begin with the line that matches", _begin),
    _modifier("exclude", "Exclude lines that match", _exclude),
    _modifier("include", "Include lines that match", _include),
    _modifier("section", "Filter a section of output", _section),
)
"""What may follow the pipe."""
