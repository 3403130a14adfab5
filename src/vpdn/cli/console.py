"""`vpdn console`: the console of a running router."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from vpdn.cli.serve import RUN
from vpdn.errors import ConfigError
from vpdn.ios.console_client import attach, documents, run


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
    help="Run this command, print what it prints and leave. May be given many times.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="With -c: one JSON document a line for each `show` command, instead of text.",
)
def console(control: Path | None, commands: tuple[str, ...], as_json: bool) -> None:
    """Sit down at the console of a running router."""
    if as_json and not commands:
        raise click.UsageError("--json needs a command: -c COMMAND")
    path = control or _only_router()
    if as_json:
        for document in documents(path, commands):
            click.echo(document)
    elif commands:
        click.echo(run(path, commands), nl=False)
    else:
        attach(path, sys.stdout)


def _only_router() -> Path:
    found = sorted(RUN.glob("*.sock"))
    if len(found) == 1:
        return found[0]
    if not found:
        raise ConfigError(f"no router is running: there is no console in {RUN}")
    names = ", ".join(str(path) for path in found)
    raise ConfigError(f"several routers are running, name one with --control: {names}")
