"""`vpdn radius`: the RADIUS server, in the foreground."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from vpdn.cli.signals import until_signal
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
    server = RadiusServer(settings, click.echo)
    await server.start()
    ports = " and ".join(str(port) for port in server.ports)
    click.echo(f"RADIUS server ready on UDP ports {ports}")
    await until_signal()
    server.close()
