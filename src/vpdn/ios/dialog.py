"""A command that asks back: `Destination filename [startup-config]? `.

The command sets `session.question` and returns; the next line, blank or not, is the reply and goes
to `answer`, whose output is printed. While a question is open it stands where the prompt does.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from vpdn.errors import ConfigError
from vpdn.ios.grammar import INCOMPLETE

CONTROL_Z = "\x1a"
"""What a line is that was ended by this key."""


@dataclass(frozen=True, slots=True)
class Question:
    """`key`: one key is the reply, as `[confirm]` has it. `hidden`: the reply is not echoed.
    `answer` gets the reply without the blanks around it, or with them where it is a line of text
    (`literal`), and may set the next question."""

    text: str
    answer: Callable[[str], str | AsyncIterator[str]]
    key: bool = False
    hidden: bool = False
    literal: bool = False


def confirmed(reply: str) -> bool:
    """Whether the reply to `[confirm]` says yes: Return, or any word that begins with y."""
    return not reply or reply.lower().startswith("y")


def refusal(error: ConfigError, column: int) -> str:
    """What IOS prints for a line it does not take; `column` is where the line began."""
    if error.column is not None:
        return " " * (column + error.column) + f"^\n{error.reason}\n\n"
    return f"{error.reason}\n\n" if error.reason == INCOMPLETE else f"{error.reason}\n"
