"""`vpdn dial`: one connection, in the foreground until a signal ends it, and what others run.

Only what a command line is: options in, lines on stderr and an exit code out.
"""

from __future__ import annotations

import asyncio
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
from vpdn.client import running, standing
from vpdn.client.attendant import Attendant
from vpdn.client.errors import DialError
from vpdn.client.host import Host
from vpdn.client.keeper import Keeper, Progress, Surroundings
from vpdn.client.kill_switch import KillSwitch, protected
from vpdn.client.phonebook import Entry
from vpdn.client.resolver import Resolver
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
@click.option("--json", "as_json", is_flag=True, help="With --list and --status: for programs.")
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
    says. docs/dial.md has all of it.
    """
    if listing + status + hangup > 1:
        raise click.UsageError("--list, --status and --hangup are one at a time")
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
        sys.exit(run(name, entry, machine, new, exactly=listed))


def run(name: str, entry: Entry, machine: Machine, new: str | None, *, exactly: bool) -> int:
    """Dial and stay; the exit code. `new` is the password to change an expired one to, `exactly`:
    no other connection may have this name. Raises ConfigError when this machine refuses
    something."""
    secret = entry.password
    if secret is None:
        secret = password(entry.password_file, prompt=entry.prompt)
    try:
        with _announced(name, exactly=exactly) as (own_name, listening):
            call = _Call(own_name, entry, secret, new, machine)
            asyncio.run(_until_signalled(call, listening))
    except DialError as error:
        _say(error.line)
        return 1
    return 0


@dataclass(frozen=True, slots=True)
class _Call:
    name: str
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
    with (
        Host(entry.device, entry.mtu, machine.pcap, machine.carriage, call.name) as host,
        Netlink() as netlink,
    ):
        networks = protected(entry.default_gateway, entry.routes)
        around = Surroundings(
            host,
            KillSwitch(netlink, call.name, networks) if entry.kill_switch else None,
            Resolver(host.device) if entry.dns else None,
            entry.dns if isinstance(entry.dns, tuple) else (),
        )
        person = entry.prompt and questions.somebody_is_there()
        answers = questions.Answers(call.new_secret, person=person)
        ask = answers if person or call.new_secret is not None else None
        settings = entry.settings(call.secret)
        keeper = Keeper(settings, entry.redialling, around, call.progress, _say, ask)
        try:
            await keeper.run()
        finally:
            keeper.give_back()


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
