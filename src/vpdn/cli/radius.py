"""`vpdn radius`: the RADIUS server, in the foreground."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path

import click

from vpdn.cli.printer import Printer
from vpdn.cli.signals import told_to_end
from vpdn.radiusd.server import RadiusServer
from vpdn.radiusd.settings import Settings, load


@click.command()
@click.argument("settings", type=click.Path(path_type=Path), metavar="IAS.TOML")
def radius(settings: Path) -> None:
    """Answer RADIUS requests as IAS.TOML says, until SIGINT or SIGTERM.

    One line on stdout for every decision.
    """
    asyncio.run(_serve(load(settings)))


async def _serve(settings: Settings) -> None:
    ended = told_to_end()
    with closing(Printer()) as printer, closing(RadiusServer(settings, printer.write)) as server:
        await server.start()
        ports = " and ".join(str(port) for port in server.ports)
        printer.write(f"RADIUS server ready on UDP ports {ports}")
        await ended.wait()
