"""`vpdn lab`: a whole network on this machine, with a call going through it."""

from __future__ import annotations

import asyncio
import sys

import click

from vpdn.lab.play import play
from vpdn.lab.topology import find, load, names


@click.command(short_help="Build a network on this machine and let a PC dial.")
@click.argument("name", default="document")
@click.option("--run", is_flag=True, help="Play to the end and leave, instead of staying.")
@click.option("--list", "listing", is_flag=True, help="List the labs there are.")
def lab(name: str, run: bool, listing: bool) -> None:
    """Build the lab NAME in network namespaces, start its parts and let the PC dial.

    Needs no root where user namespaces are allowed. It ends at the router's prompt; `exit` there
    removes everything. Most labs show how a call fails, and why: `vpdn lab --list`.
    """
    if listing:
        for each in names():
            click.echo(f"{each:<22}{load(find(each)).title}")
        return
    sys.exit(asyncio.run(play(name, run)))
