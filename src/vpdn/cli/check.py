"""`vpdn check`: what is wrong with a configuration, or has no effect, before it is used."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from vpdn.cli.datapath import datapath_option
from vpdn.cli.serve import read
from vpdn.errors import ConfigError
from vpdn.ios.cautions import cautions
from vpdn.ios.weaknesses import weaknesses
from vpdn.nas.config import RouterConfig
from vpdn.nas.dhcp_server import serves
from vpdn.nas.dhcp_socket import forbidden
from vpdn.net import nft
from vpdn.net.carriage import Carriage
from vpdn.net.tier_notes import goes_past, lacking
from vpdn.radiusd.settings import load as load_ias


@click.command(short_help="Say what is wrong with a configuration.")
@click.argument("path", type=click.Path(path_type=Path), metavar="CONFIG|IAS.TOML")
@datapath_option(default="`vpdn datapath` of CONFIG")
def check(path: Path, datapath: Carriage | None) -> None:
    """Read a router's configuration, or the RADIUS server's (*.toml), and report.

    Names every line that is not understood (exit status 1), every line that has no effect, with
    the reason, what will not come to pass, what the data path goes past, and what is broken about
    the protocols in use.
    """
    if path.suffix == ".toml":
        if datapath is not None:
            raise click.UsageError("--datapath is for a router's configuration")
        load_ias(path)
        click.echo(f"{path}: no errors")
        return
    loaded = read(path)
    for note in loaded.running.notes():
        if note.number:  # else a default of the router's own
            click.echo(f"{path}:{note.number}: no effect: {note.line.strip()}: {note.reason}")
    for caution in cautions(loaded.config):
        click.echo(f"{path}: caution: {caution}")
    _check_translation(path, loaded.config)
    _check_dhcp(path, loaded.config)
    _check_datapath(path, datapath or loaded.config.datapath)
    for warning in weaknesses(loaded.config):
        click.echo(f"{path}: insecure: {warning}")
    count = len(loaded.problems)
    click.echo(f"{path}: {count or 'no'} error{'' if count == 1 else 's'}")
    sys.exit(1 if count else 0)


def _check_translation(path: Path, config: RouterConfig) -> None:
    """Say when this machine lacks what translates addresses."""
    if not (config.nat.dynamic or config.nat.static):
        return
    try:
        nft.program()
    except ConfigError as error:
        click.echo(f"{path}: caution: addresses are not translated: {error}")


def _check_dhcp(path: Path, config: RouterConfig) -> None:
    """Say when whoever runs this may not answer callers."""
    if serves(config) and (why := forbidden()):
        click.echo(f"{path}: caution: callers are not answered by DHCP: {why}")


def _check_datapath(path: Path, carriage: Carriage) -> None:
    """Say what the tier that was asked for goes past, and when it cannot be had."""
    name = f"{path}: caution: data path {carriage.value}"
    if lacks := lacking(carriage):
        click.echo(f"{name} cannot be had here: {lacks}")
    for past in goes_past(carriage):
        click.echo(f"{name}: {past}")
