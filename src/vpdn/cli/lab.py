"""`vpdn lab`: a whole network on this machine, with a call going through it."""

from __future__ import annotations

import asyncio
import sys

import click

from vpdn.lab.play import play


@click.command(short_help="Build a network on this machine and let a PC dial.")
@click.argument("name", default="document")
@click.option("--run", is_flag=True, help="Play to the end and leave, instead of staying.")
def lab(name: str, run: bool) -> None:
    """Build the lab NAME in network namespaces, start its parts and let the PC dial.

    Needs no root where user namespaces are allowed. It ends at the router's prompt; `exit` there
    removes everything.
    """
    sys.exit(asyncio.run(play(name, run)))
