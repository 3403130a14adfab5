"""The command line: one file a command, each imported only when it is called.

Exit status 0: it did it. 1: it failed, with one line on stderr. 2: wrong usage.
"""

from __future__ import annotations

import logging
import sys
from importlib import import_module

import click

from vpdn import __version__
from vpdn.cli.bugs import tell_in_one_line
from vpdn.errors import VpdnError

logger = logging.getLogger(__name__)

COMMANDS = {
    "check": "vpdn.cli.check",
    "console": "vpdn.cli.console",
    "dial": "vpdn.cli.dial",
    "explain": "vpdn.cli.explain",
    "lab": "vpdn.cli.lab",
    "load": "vpdn.cli.load",
    "radius": "vpdn.cli.radius",
    "serve": "vpdn.cli.serve",
}


class Commands(click.Group):
    """Finds a command in the module named after it, and turns our errors into one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> object:
        tell_in_one_line()
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except VpdnError as error:
            click.echo(f"vpdn: {error}", err=True)
        except Exception:
            logger.exception("internal error")
        sys.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="vpdn")
def main() -> None:
    """A PPTP access server, its RADIUS server, its client and the network between them.

    Begin with `vpdn lab`: it plays a whole call on this machine and leaves you at the router.
    """
