"""Who may give which command: levels 0 to 15, and `privilege MODE level N …`.

A command has the level of its mode unless the configuration gives the words it begins with
another; the most words win. What a session may not give does not exist for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from vpdn.errors import ConfigError
from vpdn.ios.command import Command
from vpdn.ios.commands import EXEC
from vpdn.ios.editor import Read
from vpdn.ios.full_words import in_full
from vpdn.ios.grammar import INVALID, Declaration, Match, Path, match, walk
from vpdn.ios.help import Offers, everything
from vpdn.ios.modes import ACTIONS, Mode, family_of
from vpdn.ios.pattern import END, Node, Pattern
from vpdn.ios.router import HIGHEST, Session
from vpdn.ios.setting import Setting
from vpdn.ios.tokens import Keyword

EXEC_FAMILY, GLOBAL_FAMILY = "exec", "configure"


class Leveled(Protocol):
    """A command of EXEC or of a configuration."""

    @property
    def pattern(self) -> Pattern: ...

    @property
    def level(self) -> int: ...


T = TypeVar("T", bound=Leveled)


def executable(session: Session) -> list[Declaration[Command]]:
    """The declarations that the session may use, all of them or for some words after the first."""
    return _allowed(session, EXEC_FAMILY, [one for each in EXEC for one in each])


def understand(session: Session, line: str) -> Match[Command]:
    """The command that `line` gives. Raises ConfigError; a command of a higher level is no
    command."""
    return _understand(session, EXEC_FAMILY, [one for each in EXEC for one in each], line)


def action(session: Session, line: str) -> Match[Command]:
    """The same for what is typed where configuration is, and does something instead."""
    return _understand(session, GLOBAL_FAMILY, ACTIONS.declarations, line)


def configurable(session: Session, mode: Mode[T]) -> list[Declaration[T]]:
    """The declarations of a configuration mode that the session may use."""
    return _allowed(session, family_of(mode), mode.declarations)


def offered(session: Session) -> Offers:
    """What `?` and Tab may tell the session: no words that lead only to what it may not give."""
    if session.privilege == HIGHEST:
        return everything

    def offers(path: Path[Any], node: Node) -> bool:
        declaration = path.declaration
        if declaration.target is None:
            return True
        moved = _moved(session, _where(declaration.target))
        text = _begun(path, node)
        level = _level_of(text, declaration.target.level, moved)
        return min(level, *_further(declaration, moved, text, node)) <= session.privilege

    return offers


def reader(session: Session) -> Read:
    """Reads the lines of a configuration as the session may give them."""

    def read(mode: Mode[Setting], line: str) -> Match[Setting]:
        return _understand(session, family_of(mode), mode.beginning(line), line)

    return read


def _allowed(
    session: Session, family: str, declarations: list[Declaration[T]]
) -> list[Declaration[T]]:
    if session.privilege == HIGHEST:
        return declarations
    moved = _moved(session, family)
    return [one for one in declarations if _least(one, moved) <= session.privilege]


def _understand(
    session: Session, family: str, declarations: list[Declaration[T]], line: str
) -> Match[T]:
    if session.privilege == HIGHEST:
        return match(declarations, line)
    found = match(_allowed(session, family, declarations), line)
    if level_of(session, found) > session.privilege:
        raise ConfigError(INVALID, line=line, column=len(line) - len(line.lstrip()))
    return found


def _moved(session: Session, family: str) -> dict[str, int]:
    """The words of `privilege`, in full, and their levels."""
    said = session.router.running.config.command_levels
    return {
        whole: level
        for (where, words), level in said.items()
        if where == family
        for whole in in_full(family, words)
    }


def _begun(path: Path[Any], node: Node) -> str:
    """The words up to `node`, which is one of them if it is a word, without the `no`."""
    said = [str(value) for _, value in path.steps]
    if isinstance(node.token, Keyword) and node is not END:
        said.append(node.token.symbol)
    return " ".join(said[1:] if said[:1] == ["no"] else said)


def _further(
    declaration: Declaration[Any], moved: Mapping[str, int], text: str, node: Node
) -> list[int]:
    """The levels of what `text` may go on to; HIGHEST is there too."""
    if node is END:
        return [HIGHEST]
    going_on = (words for words in moved if not text or _begins(words, text))
    return [HIGHEST, *(moved[words] for words in going_on if _reads(declaration, words))]


def _where(target: Leveled) -> str:
    if isinstance(target, Setting):
        return family_of(target.mode)
    actions = any(one.target is target for one in ACTIONS.declarations)
    return GLOBAL_FAMILY if actions else EXEC_FAMILY


def _least(declaration: Declaration[T], moved: Mapping[str, int]) -> int:
    """The lowest level that any command of the declaration has."""
    own = declaration.target.level
    heads = declaration.target.pattern.heads
    further = (
        level
        for words, level in moved.items()
        if any(_begins(words, head) for head in heads) and _reads(declaration, words)
    )
    return min((*further, *(_level_of(head, own, moved) for head in heads)))


def _reads(declaration: Declaration[T], words: str) -> bool:
    """Whether a command of the declaration begins so."""
    try:
        walk([declaration], words)
    except ConfigError:
        return False
    return True


def level_of(session: Session, found: Match[T]) -> int:
    """The level that the command has for everybody now."""
    moved = _moved(session, _where(found.target))
    return _level_of(found.text.removeprefix("no "), found.target.level, moved)


def _level_of(text: str, own: int, moved: Mapping[str, int]) -> int:
    said = [words for words in moved if _begins(text, words)]
    return moved[max(said, key=len)] if said else own


def _begins(text: str, words: str) -> bool:
    return text == words or text.startswith(f"{words} ")
