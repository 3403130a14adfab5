"""What stands before a command while configuring: `do` and `default`."""

from __future__ import annotations

import re

DO = re.compile(r"\s*do(?=\s)", re.IGNORECASE)
PREFIX = re.compile(r"\s*(do|defa(u(lt?)?)?)\s*", re.IGNORECASE)
"""One of the two with nothing behind it."""
DEFAULT = re.compile(r"\s*defa(u(lt?)?)?(?=\s)", re.IGNORECASE)


def blanked(word: re.Pattern[str], line: str) -> str:
    """The line with the word at its start turned into blanks: carets stay where they belong."""
    found = word.match(line)
    return " " * found.end() + line[found.end() :] if found else line
