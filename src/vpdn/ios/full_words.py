"""What the words that `privilege` is told mean: beginnings of commands, each word in full."""

from __future__ import annotations

from functools import lru_cache

from vpdn.errors import ConfigError
from vpdn.ios.grammar import walk
from vpdn.ios.modes import FAMILIES


@lru_cache(maxsize=1024)
def in_full(family: str, words: str) -> tuple[str, ...]:
    """Every beginning of a command that `words`, perhaps cut short, can mean in these modes."""
    every = [one for mode in FAMILIES[family] for one in mode.declarations]
    try:
        paths = walk(every, words)
    except ConfigError:
        return ()
    return tuple({" ".join(str(value) for _, value in path.steps): None for path in paths})
