"""EXEC commands: one declaration says how a line reads and what it does.

    @command(USER, "show clock", "clock  Display the system clock")
    def show_clock(session: Session) -> str: ...

The function takes the session it was typed in and the typed arguments by name, and returns its
output with newlines at line ends, or yields it piece by piece; it raises ConfigError to refuse.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TypeVar

from vpdn.errors import MisuseError
from vpdn.ios.grammar import declare
from vpdn.ios.modes import Mode
from vpdn.ios.pattern import Pattern, compile_pattern

Output = str | AsyncIterator[str]
Run = Callable[..., Output]
R = TypeVar("R", bound=Run)


@dataclass(frozen=True, slots=True)
class Command:
    """`takes_no`: the function wants to know whether the line began with `no`. `level` is the
    privilege level that the command has unless the configuration gives it another."""

    pattern: Pattern
    run: Run
    takes_no: bool
    level: int


def command(mode: Mode[Command], pattern: str, help_text: str = "") -> Callable[[R], R]:
    """Declare an EXEC command. Raises MisuseError when the function's parameters are not the
    pattern's names."""

    def decorate(run: R) -> R:
        compiled = compile_pattern(pattern)
        named = set(list(inspect.signature(run).parameters)[1:])
        if named - {"no"} != compiled.names:
            raise MisuseError(f"declaration {pattern!r}: function takes {sorted(named)}")
        made = Command(compiled, run, "no" in named, mode.level)
        mode.declarations.append(declare(compiled, help_text, made))
        return run

    return decorate
