"""`vpdn dial`: one call, in the foreground until a signal ends it.

Only what a command line is: options in, lines on stderr and an exit code out.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from vpdn.cli import questions
from vpdn.cli.calling import (
    auth_option,
    encryption_option,
    mtu_option,
    password,
    password_file_option,
    port_option,
    stateful_option,
)
from vpdn.cli.datapath import datapath_option
from vpdn.client import dialer, errors, report
from vpdn.client.diagnosis import Stage
from vpdn.client.errors import DialError
from vpdn.client.host import Host
from vpdn.client.settings import AUTHENTICATION, DialSettings, Encryption, Routing
from vpdn.errors import ConfigError
from vpdn.net.carriage import Carriage
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.personality import PERSONALITIES


@dataclass(frozen=True, slots=True)
class Machine:
    """What of this machine is used: the name of the TUN device, a file for GRE packets, and who
    carries them."""

    device: str
    pcap: Path | None
    carriage: Carriage


@click.command()
@click.argument("server")
@click.option("--user", required=True, metavar="NAME", help="User name, DOMAIN\\NAME if needed.")
@password_file_option
@auth_option
@encryption_option
@stateful_option
@click.option(
    "--split-tunnel",
    is_flag=True,
    help="Keep the default route; only the network of the new address goes into the tunnel.",
)
@click.option(
    "--personality",
    type=click.Choice(list(PERSONALITIES)),
    default="linux",
    show_default=True,
    help="The system to negotiate like.",
)
@port_option
@mtu_option
@click.option("--device", default="vpn%d", show_default=True, help="Name of the TUN device.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=60.0,
    show_default=True,
    help="Seconds to connect in.",
)
@datapath_option()
@click.option(
    "--pcap",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write every GRE packet to FILE, for Wireshark; by the data path in Python.",
)
def dial(
    server: str,
    user: str,
    password_file: Path | None,
    methods: tuple[tuple[AuthMethod, ...], ...],
    encryption: str,
    stateful: bool,
    split_tunnel: bool,
    personality: str,
    port: int,
    mtu: int,
    device: str,
    timeout: float,
    datapath: Carriage | None,
    pcap: Path | None,
) -> None:
    """Dial a PPTP SERVER and stay connected until Ctrl-C."""
    chosen = tuple(method for each in methods for method in each)
    settings = DialSettings(
        server,
        user,
        "",
        port=port,
        authentication=chosen or AUTHENTICATION,
        encryption=Encryption(encryption),
        stateful=stateful,
        routing=Routing.SPLIT if split_tunnel else Routing.DEFAULT,
        personality=PERSONALITIES[personality],
        mtu=mtu,
        timeout=timeout,
    )
    try:
        settings.check()
    except ConfigError as error:
        raise click.UsageError(error.reason) from error
    if pcap is not None and datapath not in (None, Carriage.AUTO, Carriage.PYTHON):
        raise click.UsageError(f"--pcap is not for --datapath {datapath.value}")
    machine = Machine(device, pcap, datapath or Carriage.AUTO)
    sys.exit(run(settings.with_password(password(password_file)), machine))


def run(settings: DialSettings, machine: Machine) -> int:
    """Dial and stay; the exit code. Raises ConfigError when this machine refuses something."""
    try:
        asyncio.run(_until_signalled(settings, machine))
    except DialError as error:
        _say(error.line)
        return 1
    return 0


async def _until_signalled(settings: DialSettings, machine: Machine) -> None:
    with Host(machine.device, settings.mtu, machine.pcap, machine.carriage) as host:
        call = asyncio.create_task(_call(host, settings))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, call.cancel)
        try:
            await call
        except asyncio.CancelledError:
            # A second signal: no more waiting for the server's answers.
            _say("Disconnected.")


async def _call(host: Host, settings: DialSettings) -> None:
    _say(report.connecting(settings.server))
    ask = questions.ask if questions.somebody_is_there() else None
    try:
        session = await dialer.dial(host, settings, _progress, ask)
    except asyncio.CancelledError:
        raise DialError(errors.USER_DISCONNECTION) from None
    status = await session.settled()
    _say(report.connected(status, host.device))
    for warning in report.warnings(status):
        _say(warning)
    try:
        await session.ended()
    except asyncio.CancelledError:
        _say("Disconnecting...")
        await session.hang_up()
        _say("Disconnected.")


def _progress(stage: Stage) -> None:
    if stage in report.PROGRESS:
        _say(report.PROGRESS[stage])


def _say(line: str) -> None:
    click.echo(line, err=True)
