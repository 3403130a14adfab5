"""How far a long reading is, for who waits at a terminal. What is explained goes to stdout, which
may be the same terminal: it takes the line's place."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import click

T = TypeVar("T")
PATIENCE = 2.0
"""Seconds without a word to the user, then it says how far it is."""
STEP = 20_000
"""Things read between two looks at the clock."""


def told(
    things: Iterable[T], name: str, clock: Callable[[], float] = time.monotonic
) -> Iterator[T]:
    """The things, as they come; `name` is what they are: lines, packets."""
    if not sys.stderr.isatty():
        yield from things
        return
    began, said = clock(), ""
    try:
        for number, thing in enumerate(things, 1):
            yield thing
            if number % STEP == 0 and clock() - began > PATIENCE:
                said = f"vpdn: {number} {name} read"
                click.echo(f"{said}\r", nl=False, err=True)
    finally:
        click.echo(f"{' ' * len(said)}\r" if said else "", nl=False, err=True)
