"""`vpdn console`: the console of a running router."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from vpdn.errors import ConfigError
from vpdn.ios.console_client import RUN, Answer, attach, attach_terminal, documents, run


@click.command()
@click.option(
    "--control",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The router's UNIX socket.  [default: the only one in /run/vpdn]",
)
@click.option(
    "-c",
    "commands",
    multiple=True,
    metavar="COMMAND",
    help="Run this command, print what it prints and leave. May be given many times: the next is"
    " the next line, or the reply to what this one asks. After one that is refused none is run.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="With -c: one JSON document a line for each `show` command, instead of text; of one that"
    ' is refused, {"command": …, "error": …}.',
)
def console(control: Path | None, commands: tuple[str, ...], as_json: bool) -> None:
    """Sit down at the console of a running router.

    At a terminal every key is the router's. From a pipe or a file, lines are carried out one by
    one, also those after one that is refused.

    Exit status 1: a command was refused or not answered (with -c, it and its error are on stderr),
    or the router hung up.
    """
    if as_json and not commands:
        raise click.UsageError("--json needs a command: -c COMMAND")
    path = control or _only_router()
    if commands:
        _carry_out(documents(path, commands) if as_json else run(path, commands))
    elif sys.stdin.isatty():
        attach_terminal(path, sys.stdin.fileno(), sys.stdout.fileno())
    elif not attach(path, sys.stdin.fileno(), sys.stdout):
        sys.exit(1)


def _carry_out(answers: Iterable[Answer]) -> None:
    for answer in answers:
        click.echo(answer.text, nl=False)
        if answer.error:
            click.echo(answer.error, nl=False, err=True)
            sys.exit(1)


def _only_router() -> Path:
    found = sorted(RUN.glob("*.sock"))
    if len(found) == 1:
        return found[0]
    if not found:
        raise ConfigError(f"no router is running: there is no console in {RUN}")
    names = ", ".join(str(path) for path in found)
    raise ConfigError(f"several routers are running, name one with --control: {names}")
