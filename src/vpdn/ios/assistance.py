"""`?` and Tab at the prompt a session stands at: which commands can be meant there.

A configuration mode's own commands come first, then those of the modes above it. `do` and
`default` stand before commands of their own; the pipe before what filters a `show`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from vpdn.ios.editor import Editor
from vpdn.ios.filter import MODIFIERS, cut, filtered
from vpdn.ios.grammar import Declaration, declare
from vpdn.ios.help import complete, help_text, split
from vpdn.ios.modes import ACTIONS, GLOBAL, USER
from vpdn.ios.pattern import compile_pattern
from vpdn.ios.privileges import executable
from vpdn.ios.router import Session

DO = re.compile(r"\s*do(?=\s)", re.IGNORECASE)
PREFIX = re.compile(r"\s*(do|defa(u(lt?)?)?)\s*", re.IGNORECASE)
"""One of the two with nothing behind it."""
DEFAULT = re.compile(r"\s*defa(u(lt?)?)?(?=\s)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked about: `text` is the line with a leading `do` blanked out, and `no` in the
    place of a leading `default`: what can be taken back can be set to its default."""

    text: str
    sets: Sequence[Sequence[Declaration[Any]]]
    title: str
    executable: bool


def answer(session: Session, line: str) -> str:
    """What `?` after `line` prints."""
    asked, width = _asked(session, line), session.width
    if not asked.executable:
        return help_text(asked.sets, asked.text, asked.title, width=width)
    command, modifier = cut(asked.text)
    if modifier is not None:
        return help_text([MODIFIERS], modifier, width=width)
    pipe = filtered(command)
    return help_text(asked.sets, command, asked.title, width=width, pipe=pipe)


def completed(session: Session, line: str) -> str | None:
    """`line` as Tab leaves it, None when nothing or more than one thing can be meant."""
    asked = _asked(session, line)
    command, modifier = cut(asked.text) if asked.executable else (asked.text, None)
    whole = complete(asked.sets, command) if modifier is None else complete([MODIFIERS], modifier)
    if whole is None:
        return None
    typed = split(command if modifier is None else modifier)[0]
    kept = len(line) - len(command if modifier is None else modifier) + len(typed)
    return line[:kept] + whole[len(typed) :]


def blanked(word: re.Pattern[str], line: str) -> str:
    """The line with the word at its start turned into blanks: carets stay where they belong."""
    found = word.match(line)
    return " " * found.end() + line[found.end() :] if found else line


def _asked(session: Session, line: str) -> _Asked:
    if session.editor is None:
        return _Asked(line, [executable(session)], USER.title, executable=True)
    if DO.match(line):
        return _Asked(blanked(DO, line), [executable(session)], USER.title, executable=True)
    default = DEFAULT.match(line)
    text = f"{'no':<{default.end()}}{line[default.end() :]}" if default else line
    sets = _configurable(session.editor)
    return _Asked(text, sets, session.editor.mode.title, executable=False)


def _configurable(editor: Editor) -> list[list[Declaration[Any]]]:
    inner, *outer = [
        [*mode.declarations, *(ACTIONS.declarations if mode is GLOBAL else ())]
        for mode in editor.modes
    ]
    return [[*inner, *_EVERYWHERE], *outer]


_EVERYWHERE = [
    declare(compile_pattern(pattern), text, None)
    for pattern, text in (
        ("default LINE$rest", "default  Set a command to its defaults\nrest  A command"),
        ("do LINE$rest", "do  To run exec commands in config mode\nrest  Exec Command"),
        ("exit", "exit  Exit from the present configuration mode"),
    )
]
