"""A `show` command answered for a program: one JSON document (`vpdn console --json`).

    {"command": "show vpdn tunnel", "data": {...}}

`command` is the line with every word in full. Refusals are one sentence, without a caret.
"""

from __future__ import annotations

import json

from vpdn.errors import ConfigError
from vpdn.ios.aliases import meant
from vpdn.ios.filter import cut
from vpdn.ios.grammar import INVALID
from vpdn.ios.privileges import understand
from vpdn.ios.router import Session


def document(session: Session, line: str) -> str:
    """Raises ConfigError: what cannot be read, refuses, or has no form but text."""
    if session.editor is not None or session.question is not None:
        raise ConfigError("JSON is given at the EXEC prompt only")
    expansion = meant(session, line)
    try:
        return _document(session, expansion.line)
    except ConfigError as error:
        raise ConfigError(_sentence(expansion.refused(error), line)) from None


def _document(session: Session, line: str) -> str:
    command, modifier = cut(line)
    if modifier is not None:
        raise ConfigError("a filter is for text, JSON comes whole")
    found = understand(session, command)
    data = found.target.answer(session, found.arguments)
    return json.dumps({"command": found.text, "data": data})


def _sentence(error: ConfigError, line: str) -> str:
    """What is wrong, where a caret cannot show it."""
    if error.reason == INVALID and error.column is not None:
        before, after = line[: error.column], line[error.column :]
        word = before.rpartition(" ")[2] + after.partition(" ")[0]
        return f'invalid input at "{word}"'
    if error.reason == INVALID:
        return "there is no such thing"
    return error.reason.partition("\n")[0].removeprefix("%").strip().rstrip(".")
