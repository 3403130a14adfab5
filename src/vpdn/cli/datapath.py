"""`--datapath`: who carries packets, for every command that carries some; and `--workers`: by how
many threads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import click

from vpdn.net.carriage import MOST_WORKERS, Carriage

Command = TypeVar("Command", bound=Callable[..., object])


def datapath_option(
    choices: Iterable[Carriage] = Carriage, default: str = "auto"
) -> Callable[[Command], Command]:
    """The parameter `datapath`, None where nothing is said; `default` says what holds then."""
    return click.option(
        "--datapath",
        type=click.Choice([each.value for each in choices]),
        callback=_carriage,
        help="Who carries packets: the data path in C, the one in Python, or the fastest there is."
        f"  [default: {default}]",
    )


def workers_option(default: str) -> Callable[[Command], Command]:
    """The parameter `workers`, None where nothing is said; `default` says what holds then."""
    return click.option(
        "--workers",
        type=click.IntRange(1, MOST_WORKERS),
        help="Threads of the data path in C; one call may keep two of them busy, one each way."
        f"  [default: {default}]",
    )


def _carriage(context: click.Context, option: click.Parameter, word: str | None) -> Carriage | None:
    return None if word is None else Carriage(word)
