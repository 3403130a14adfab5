"""`vpdn console`: the console of a running router."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from vpdn.cli.serve import RUN
from vpdn.errors import ConfigError
from vpdn.ios.console_client import attach, run


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
def console(control: Path | None, commands: tuple[str, ...]) -> None:
    """Sit down at the console of a running router."""
    path = control or _only_router()
    if commands:
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
