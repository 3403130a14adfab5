"""Who may give which EXEC command: levels 0 to 15, and `privilege exec level N …`.

A command has the level of its mode unless the configuration gives the words it begins with
another; the most words win. What a session may not give does not exist for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from vpdn.errors import ConfigError
from vpdn.ios.command import Command
from vpdn.ios.commands import EXEC
from vpdn.ios.grammar import INVALID, Declaration, Match, match, walk
from vpdn.ios.router import Session


def executable(session: Session) -> list[Declaration[Command]]:
    """The declarations that the session may use, all of them or for some words after the first."""
    moved = _moved(session)
    return [one for each in EXEC for one in each if _least(one, moved) <= session.privilege]


def understand(session: Session, line: str) -> Match[Command]:
    """The command that `line` gives. Raises ConfigError; a command of a higher level is no
    command."""
    found = match(executable(session), line)
    if level_of(session, found) > session.privilege:
        raise ConfigError(INVALID, line=line, column=len(line) - len(line.lstrip()))
    return found


def _moved(session: Session) -> dict[str, int]:
    """The words of `privilege exec`, in full, and their levels."""
    said = session.router.running.config.exec_levels
    return {whole: level for words, level in said.items() for whole in in_full(words)}


@lru_cache(maxsize=1024)
def in_full(words: str) -> tuple[str, ...]:
    """Every beginning of a command that `words`, perhaps cut short, can mean."""
    try:
        paths = walk([one for each in EXEC for one in each], words)
    except ConfigError:
        return ()
    return tuple({" ".join(str(value) for _, value in path.steps): None for path in paths})


def _least(declaration: Declaration[Command], moved: Mapping[str, int]) -> int:
    """The lowest level that any command of the declaration has."""
    own = declaration.target.level
    heads = declaration.target.pattern.heads
    further = (
        level for words, level in moved.items() if any(_begins(words, head) for head in heads)
    )
    return min((*further, *(_level_of(head, own, moved) for head in heads)))


def level_of(session: Session, found: Match[Command]) -> int:
    """The level that the command has for everybody now."""
    words = found.text.removeprefix("no ")
    return _level_of(words, found.target.level, _moved(session))


def _level_of(text: str, own: int, moved: Mapping[str, int]) -> int:
    said = [words for words in moved if _begins(text, words)]
    return moved[max(said, key=len)] if said else own


def _begins(text: str, words: str) -> bool:
    return text == words or text.startswith(f"{words} ")
