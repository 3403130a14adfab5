"""What a first word stands for: IOS' own aliases, and those of the configuration.

The first word of a line is looked up in the mode the line is typed in, once, and what follows it
stays. A blank before it has the line taken as it is typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vpdn.errors import ConfigError
from vpdn.ios.help import split
from vpdn.ios.modes import family_of
from vpdn.ios.prefixes import DO
from vpdn.ios.router import Session
from vpdn.nas.config import RouterConfig

EXEC = "exec"
_OWN = {
    "h": "help",
    "lo": "logout",
    "p": "ping",
    "r": "resume",
    "s": "show",
    "u": "undebug",
    "un": "undebug",
    "w": "where",
}


@dataclass(frozen=True, slots=True)
class Expansion:
    """`line` is what was meant: of what was typed, `typed` characters from `start` on stood for
    `meant`."""

    line: str
    start: int = 0
    typed: int = 0
    meant: int = 0

    def refused(self, error: ConfigError) -> ConfigError:
        """The same, with the caret where it belongs in what was typed."""
        if error.column is None or not self.meant:
            return error
        behind = error.column - self.start - self.meant
        column = min(error.column, self.start) if behind < 0 else self.start + self.typed + behind
        return ConfigError(error.reason, line=error.line, column=column)


def aliases(config: RouterConfig, family: str) -> Mapping[str, str]:
    """The aliases of a mode, by name."""
    told = {name: command for (where, name), command in config.aliases.items() if where == family}
    return dict(sorted(({**_OWN, **told} if family == EXEC else told).items()))


def expand(known: Mapping[str, str], line: str, start: int = 0) -> Expansion:
    """The line with the word that stands at `start` as what it stands for."""
    word = line[start:].partition(" ")[0]
    command = known.get(word)
    if command is None:
        return Expansion(line)
    meant = f"{line[:start]}{command}{line[start + len(word) :]}"
    return Expansion(meant, start, len(word), len(command))


def meant(session: Session, line: str, *, typing: bool = False) -> Expansion:
    """The line with its first word, or the one after `do`, as what it stands for; a first word
    that is still being typed (`typing`) is itself."""
    do = DO.match(line) if session.editor is not None else None
    known = here(session) if do is None else of_exec(session)
    start = len(line) - len(line[do.end() :].lstrip()) if do else 0
    if typing and " " not in line[start:]:
        return Expansion(line)
    return expand(known, line, start)


def here(session: Session) -> Mapping[str, str]:
    """The aliases of the mode that the session is in."""
    config = session.router.running.config
    return aliases(config, EXEC if session.editor is None else family_of(session.editor.mode))


def of_exec(session: Session) -> Mapping[str, str]:
    return aliases(session.router.running.config, EXEC)


def beginning(known: Mapping[str, str], line: str) -> list[str]:
    """The aliases that a `?` right behind a first word tells of, as it tells of them."""
    words, fragment = split(line)
    if words or not fragment:
        return []
    return [
        f"*{name}={command}" if " " not in command else f'*{name}="{command}"'
        for name, command in known.items()
        if name.startswith(fragment)
    ]
