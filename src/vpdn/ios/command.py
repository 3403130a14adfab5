"""EXEC commands: one declaration says how a line reads and what it does.

    @command(USER, "show clock", "clock  Display the system clock")
    def show_clock(session: Session) -> str: ...

The function takes the session it was typed in and the typed arguments by name, and returns its
output with newlines at line ends, or yields it piece by piece; it raises ConfigError to refuse.

A `show` command also names what it says to programs: `data=` is a function that takes the session
and those of the arguments it needs, and returns values that `plain` can make JSON of.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from vpdn.errors import ConfigError, MisuseError
from vpdn.ios.grammar import declare
from vpdn.ios.modes import Mode
from vpdn.ios.pattern import Pattern, compile_pattern
from vpdn.ios.plain import Json, plain

Output = str | AsyncIterator[str]
Run = Callable[..., Output]
Data = Callable[..., object]
R = TypeVar("R", bound=Run)


@dataclass(frozen=True, slots=True)
class Command:
    """`takes_no`: the function wants to know whether the line began with `no`. `level` is the
    privilege level that the command has unless the configuration gives it another. `data` is None
    for a command that has nothing to say to programs; `needed` are the arguments it takes."""

    pattern: Pattern
    run: Run
    takes_no: bool
    level: int
    data: Data | None = None
    needed: frozenset[str] = frozenset()

    def answer(self, session: object, arguments: Mapping[str, object]) -> Json:
        """What the command says to programs. Raises ConfigError."""
        if self.data is None:
            raise ConfigError("it has no form in JSON")
        given = {name: value for name, value in arguments.items() if name in self.needed}
        return plain(self.data(session, **given))


async def pieces(output: Output) -> AsyncIterator[str]:
    """The output as it comes, also where it came at once."""
    if isinstance(output, str):
        yield output
        return
    async for piece in output:
        yield piece


def command(
    mode: Mode[Command], pattern: str, help_text: str = "", data: Data | None = None
) -> Callable[[R], R]:
    """Declare an EXEC command. Raises MisuseError when the function's parameters are not the
    pattern's names, or `data` cannot do without another."""

    def decorate(run: R) -> R:
        compiled = compile_pattern(pattern)
        named, needed = set(_parameters(run)), _needed(data)
        if named - {"no"} != compiled.names:
            raise MisuseError(f"declaration {pattern!r}: function takes {sorted(named)}")
        if lacking := [name for name, must in needed.items() if must and name not in named]:
            raise MisuseError(f"declaration {pattern!r}: its data wants {lacking}")
        taken = compiled.names & needed.keys()
        made = Command(compiled, run, "no" in named, mode.level, data, taken)
        mode.add(declare(compiled, help_text, made))
        return run

    return decorate


def _parameters(function: Callable[..., object]) -> dict[str, inspect.Parameter]:
    """All but the session."""
    return dict(list(inspect.signature(function).parameters.items())[1:])


def _needed(data: Data | None) -> dict[str, bool]:
    """What `data` takes, and whether it must have it."""
    taken = {} if data is None else _parameters(data)
    return {name: one.default is inspect.Parameter.empty for name, one in taken.items()}
