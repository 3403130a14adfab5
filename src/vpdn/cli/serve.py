"""`vpdn serve`: the router, in the foreground."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

import click

from vpdn.cli.collector import settle
from vpdn.cli.datapath import datapath_option, workers_option
from vpdn.cli.descriptors import raise_limit
from vpdn.cli.printer import Printer
from vpdn.cli.signals import first_of, told_to_end
from vpdn.errors import VpdnError
from vpdn.ios.config import Loaded, RunningConfig, load
from vpdn.ios.console import serve_console
from vpdn.ios.console_client import RUN
from vpdn.ios.datapath_messages import datapath_message, workers_message
from vpdn.ios.host_key import HostKey, beside
from vpdn.ios.interface_line import interface_line
from vpdn.ios.reloading import POWER_ON, RELOAD
from vpdn.ios.router import Router
from vpdn.ios.startup import Startup, read_text
from vpdn.ios.vty import EVERYWHERE, Doors, VtyServer
from vpdn.ios.weaknesses import weaknesses
from vpdn.nas.host import HostOptions
from vpdn.nas.limits import CONNECTIONS_IN_ALL
from vpdn.nas.server import Server
from vpdn.net.carriage import Carriage
from vpdn.radiusd.server import RadiusServer
from vpdn.radiusd.settings import load as load_ias


@dataclass(frozen=True, slots=True)
class Options:
    config: Path
    host: HostOptions
    control: Path | None
    debug: tuple[str, ...]
    radius: Path | None
    doors: Doors


@click.command()
@click.argument("config", type=click.Path(path_type=Path), metavar="CONFIG")
@click.option(
    "--interface",
    "interfaces",
    multiple=True,
    metavar="NAME=DEVICE",
    help="The Linux device that an IOS interface stands for, e.g. Ethernet0/0=eth0. Without it:"
    " the device that has the interface's address.",
)
@click.option(
    "--manage",
    is_flag=True,
    help="Apply the configuration's addresses and routes to this machine, and take them away at"
    " the end. Without it only our own TUN device is touched.",
)
@click.option(
    "--control",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The console's UNIX socket.  [default: /run/vpdn/HOSTNAME.sock]",
)
@datapath_option(default="auto, or `vpdn datapath` of CONFIG")
@workers_option(default="1, or `vpdn workers` of CONFIG")
@click.option(
    "--debug",
    multiple=True,
    metavar="WORDS",
    help='Switch a debug on from the start, e.g. "ppp negotiation". May be given many times.',
)
@click.option(
    "--radius",
    type=click.Path(path_type=Path),
    metavar="IAS.TOML",
    help="Also run the RADIUS server, in this process.",
)
@click.option(
    "--telnet",
    default="23",
    metavar="[ADDRESS:]PORT",
    help="Where callers by telnet are taken for the vty lines; none to take none.  [default: 23]",
)
@click.option(
    "--ssh",
    default="22",
    metavar="[ADDRESS:]PORT",
    help="The same by SSH, once the router has a key (crypto key generate rsa).  [default: 22]",
)
def serve(
    config: Path,
    interfaces: tuple[str, ...],
    manage: bool,
    control: Path | None,
    datapath: Carriage | None,
    workers: int | None,
    debug: tuple[str, ...],
    radius: Path | None,
    telnet: str,
    ssh: str,
) -> None:
    """Run the router that CONFIG (an IOS configuration) describes.

    Debug and log lines go to stdout. SIGHUP reads CONFIG again without dropping calls; SIGINT and
    SIGTERM end every call in order.
    """
    host = HostOptions(
        manage=manage,
        interfaces=dict(map(_interface, interfaces)),
        connections=raise_limit(CONNECTIONS_IN_ALL),
        carriage=datapath,
        workers=workers,
    )
    doors = Doors(_door(telnet, "--telnet"), _door(ssh, "--ssh"))
    asyncio.run(_serve(Options(config, host, control, debug, radius, doors)))


def read(path: Path) -> Loaded:
    """A configuration from a file; what it does not understand goes to stderr."""
    text = read_text(path)
    loaded = load(text, str(path))
    for problem in loaded.problems:
        click.echo(str(problem), err=True)
    return loaded


def _interface(text: str) -> tuple[str, str]:
    name, equals, device = text.partition("=")
    if not (name and equals and device):
        raise click.BadParameter(f"{text!r} is not NAME=DEVICE", param_hint="--interface")
    return name, device


def _door(text: str, option: str) -> tuple[str, int] | None:
    """ "none", "23" or "127.0.0.1:2323"."""
    if text == "none":
        return None
    address, _, port = text.rpartition(":")
    try:
        number = int(port)
        host = str(IPv4Address(address)) if address else EVERYWHERE
    except ValueError:
        number, host = 0, ""
    if not 0 < number < 65536:
        raise click.BadParameter(f"{text!r} is not [ADDRESS:]PORT", param_hint=option)
    return host, number


async def _serve(options: Options) -> None:
    """Life after life, as long as operators reload the router."""
    ended = told_to_end()
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, _too_early)
    running = read(options.config).running
    async with AsyncExitStack() as stack:
        printer = stack.enter_context(closing(Printer()))
        if options.radius is not None:
            ias = RadiusServer(load_ias(options.radius), lambda line: printer.write(f"IAS: {line}"))
            await ias.start()
            stack.callback(ias.close)
        again = await _live(options, running, POWER_ON, printer, ended)
        while again is not None:
            again = await _live_again(options, again, printer, ended)


async def _live_again(
    options: Options, before: RunningConfig, printer: Printer, ended: asyncio.Event
) -> RunningConfig | None:
    """From the startup-config; from what ran `before` when that cannot be."""
    try:
        return await _live(options, read(options.config).running, RELOAD, printer, ended)
    except VpdnError as error:
        click.echo(f"vpdn: not started from {options.config}: {error}", err=True)
    return await _live(options, before, RELOAD, printer, ended)


async def _live(
    options: Options,
    running: RunningConfig,
    returned: str,
    printer: Printer,
    ended: asyncio.Event,
) -> RunningConfig | None:
    """One life of the router. Gives what ran at its end when it is to be reloaded, None when that
    was the last. Raises ConfigError when it cannot start."""
    loop = asyncio.get_running_loop()
    server = Server(running.config, options.host, interface_line)
    host_key = HostKey(beside(options.config))
    host_key.load()
    router = Router(server, running, Startup(options.config), host_key)
    router.reloading.returned = returned
    for words in options.debug:
        router.debug(words)
    async with AsyncExitStack() as stack:
        stack.callback(router.close)
        stack.callback(router.attach(printer.write))
        await server.start()
        stack.push_async_callback(server.stop)
        path = options.control or _default_control(server.config.hostname)
        console = await serve_console(path, router)
        stack.push_async_callback(console.close)
        vty = VtyServer(router, options.doors)
        vty.start()
        stack.push_async_callback(vty.close)
        loop.add_signal_handler(signal.SIGHUP, _reload, options.config, router)
        stack.callback(loop.add_signal_handler, signal.SIGHUP, _too_early)
        printer.write(f"{server.config.hostname} is ready for PPTP calls; console at {path}")
        carriage, processors = server.snapshot().carriage, len(os.sched_getaffinity(0))
        for message in (datapath_message(carriage), workers_message(carriage, processors)):
            if message:
                router.log(message)
        for weakness in weaknesses(server.config):
            printer.write(f"insecure: {weakness}")
        settle()
        await first_of(ended, router.reloading.requested)
    return None if ended.is_set() else router.running


def _default_control(hostname: str) -> Path:
    return RUN / f"{re.sub(r'[^a-zA-Z0-9.-]', '_', hostname)}.sock"


def _too_early() -> None:
    """SIGHUP while the router is not ready: it has only just read its file, or will."""


def _reload(path: Path, router: Router) -> None:
    """SIGHUP: a file that cannot be used changes nothing."""
    try:
        router.load(read(path).running)
    except VpdnError as error:
        click.echo(f"vpdn: not reloaded: {error}", err=True)
