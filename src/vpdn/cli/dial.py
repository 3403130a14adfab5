"""`vpdn dial`: one connection, in the foreground until a signal ends it, and what others run.

Only what a command line is: options in, lines on stderr and an exit code out.
"""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import click

from vpdn.cli import dial_running, questions
from vpdn.cli.calling import password
from vpdn.cli.datapath import datapath_option
from vpdn.cli.dial_options import chosen, entry_options
from vpdn.client import leftovers, running, standing
from vpdn.client.attendant import Attendant
from vpdn.client.errors import DialError
from vpdn.client.host import Host
from vpdn.client.keeper import Keeper, Progress, Surroundings
from vpdn.client.kill_switch import KillSwitch, protected
from vpdn.client.phonebook import Entry
from vpdn.client.resolver import Resolver
from vpdn.errors import ConfigError
from vpdn.net.carriage import Carriage
from vpdn.net.netlink import Netlink

FILE = click.Path(path_type=Path)


@dataclass(frozen=True, slots=True)
class Machine:
    """What of this machine is used beside what an entry says: a file for GRE packets, and who
    carries them."""

    pcap: Path | None
    carriage: Carriage


@click.command()
@click.argument("name", required=False)
@click.option(
    "--phonebook",
    "book",
    metavar="FILE",
    type=FILE,
    help="Where entries are.  [default: ~/.config/vpdn/phonebook.toml]",
)
@entry_options
@datapath_option()
@click.option(
    "--pcap",
    metavar="FILE",
    type=FILE,
    help="Write every GRE packet to FILE, for Wireshark; by the data path in Python.",
)
@click.option(
    "--new-password-file",
    metavar="FILE",
    type=FILE,
    help="Its first line becomes the password if the server says that it has expired (648).",
)
@click.option("--list", "listing", is_flag=True, help="Show the entries, and what is connected.")
@click.option("--status", is_flag=True, help="Show how NAME stands, or all that are connected.")
@click.option("--hangup", is_flag=True, help="Disconnect NAME, or --all.")
@click.option("--all", "everyone", is_flag=True, help="With --hangup: all of them.")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="What --list and --status tell, or the error that ends a call, on stdout for programs.",
)
def dial(
    name: str | None,
    book: Path | None,
    datapath: Carriage | None,
    pcap: Path | None,
    new_password_file: Path | None,
    listing: bool,
    status: bool,
    hangup: bool,
    everyone: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Dial a PPTP server and stay connected until Ctrl-C.

    NAME is an entry of the phonebook, or with --user a server. Options go before what the phonebook
    says. The exit status is 0 when it was connected and was told to end, 1 after an error, 2 for
    wrong usage. docs/dial.md has all of it.

    \b
      vpdn dial angela
      vpdn dial 10.200.20.2 --user tac --split-tunnel --route 10.44.0.0/16
      vpdn dial --status angela
      vpdn dial --hangup angela
    """
    if listing + status + hangup > 1:
        raise click.UsageError("--list, --status and --hangup are one at a time")
    if everyone and not hangup:
        raise click.UsageError("--all is for --hangup")
    if listing:
        dial_running.list_all(book, as_json=as_json)
    elif status:
        dial_running.show(name, as_json=as_json)
    elif hangup and everyone:
        dial_running.hang_up_all()
    elif name is None:
        raise click.UsageError("Missing argument 'NAME': an entry of the phonebook, or a server")
    elif hangup:
        dial_running.hang_up(name)
    else:
        entry, listed = chosen(name, book, given)
        if pcap is not None and datapath not in (None, Carriage.AUTO, Carriage.PYTHON):
            raise click.UsageError(f"--pcap is not for --datapath {datapath.value}")
        machine = Machine(pcap, datapath or Carriage.AUTO)
        new = None if new_password_file is None else password(new_password_file)
        with _told(as_json=as_json):
            run(name, entry, machine, new, exactly=listed)


@contextmanager
def _told(*, as_json: bool) -> Iterator[None]:
    """How a call ended that could not be or was lost: a line on stderr, and a document for
    programs. Exits with status 1; ConfigError is `main`'s to say."""
    try:
        yield
    except DialError as error:
        _say(error.line)
        if as_json:
            click.echo(json.dumps(error.document))
        sys.exit(1)
    except ConfigError as refusal:
        if as_json:
            click.echo(json.dumps({"number": None, "text": refusal.reason}))
        raise


def run(name: str, entry: Entry, machine: Machine, new: str | None, *, exactly: bool) -> None:
    """Dial and stay, until told to end. `new` is the password to change an expired one to,
    `exactly`: no other connection may have this name. Raises DialError, and ConfigError when this
    machine refuses something."""
    secret = entry.password
    if secret is None:
        secret = password(entry.password_file, prompt=entry.prompt)
    with _announced(name, exactly=exactly) as (own_name, listening):
        path = None if listening is None else Path(listening.getsockname())
        call = _Call(own_name, path, entry, secret, new, machine)
        asyncio.run(_until_signalled(call, listening))


@dataclass(frozen=True, slots=True)
class _Call:
    """`path` is its socket, if it has one: no other program has a connection with that."""

    name: str
    path: Path | None
    entry: Entry
    secret: str = field(repr=False)
    new_secret: str | None = field(repr=False)
    machine: Machine
    progress: Progress = field(default_factory=Progress)


async def _until_signalled(call: _Call, listening: socket.socket | None) -> None:
    task = asyncio.create_task(_kept(call))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, task.cancel)
    async with AsyncExitStack() as stack:
        if listening is not None:
            status = partial(standing.document, call.name, call.progress)
            await stack.enter_async_context(Attendant(listening, status, task.cancel))
        try:
            await task
        except asyncio.CancelledError:
            # A second signal: no more waiting for the server's answers.
            _say("Disconnected.")


async def _kept(call: _Call) -> None:
    entry, machine = call.entry, call.machine
    metric = None if call.path is None else leftovers.metric_of(call.path)
    with (
        Netlink() as netlink,
        Host(entry.device, entry.mtu, machine.pcap, machine.carriage, metric) as host,
    ):
        around = _surroundings(call, host, netlink)
        person = entry.prompt and questions.somebody_is_there()
        answers = questions.Answers(call.new_secret, person=person)
        ask = answers if person or call.new_secret is not None else None
        settings = entry.settings(call.secret)
        keeper = Keeper(settings, entry.redialling, around, call.progress, _say, ask)
        try:
            await keeper.run()
        finally:
            keeper.give_back()


def _surroundings(call: _Call, host: Host, netlink: Netlink) -> Surroundings:
    """What of this machine the connection uses, without what one that was killed has left; but its
    kill switch is taken over, where there is to be one again."""
    entry, switch = call.entry, None
    if call.path is not None:
        leftovers.take_back(netlink, call.path)
    if entry.kill_switch:
        networks = protected(entry.default_gateway, entry.routes)
        switch = KillSwitch(netlink, str(call.path or call.name), networks)
    elif call.path is not None:
        KillSwitch(netlink, str(call.path)).lift()
    resolver = Resolver(host.device, running.path_of(call.name).stem) if entry.dns else None
    name_servers = entry.dns if isinstance(entry.dns, tuple) else ()
    return Surroundings(host, switch, resolver, name_servers)


@contextmanager
def _announced(name: str, *, exactly: bool) -> Iterator[tuple[str, socket.socket | None]]:
    """The name and the socket by which others find this connection; it can do without. Raises
    DialError."""
    try:
        name, listening = running.open_socket(name, exactly=exactly)
    except OSError as error:
        _say(f"Warning: `vpdn dial --status` will not find it: {error.strerror or error}.")
        yield name, None
        return
    path = Path(listening.getsockname())
    try:
        yield name, listening
    finally:
        listening.close()
        path.unlink(missing_ok=True)


def _say(line: str) -> None:
    click.echo(line, err=True)
