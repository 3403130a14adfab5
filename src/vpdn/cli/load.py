"""`vpdn load`: many calls to a server at a pace, until they are over or a signal ends them.

Only what a command line is: options in, progress on stderr, the report on stdout, an exit code.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Callable
from ipaddress import IPv4Address
from pathlib import Path
from typing import Generic, TypeVar

import click

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
from vpdn.cli.descriptors import raise_limit
from vpdn.cli.load_progress import Progress
from vpdn.client.errors import DialError
from vpdn.client.settings import AUTHENTICATION, DialSettings, Encryption, Routing
from vpdn.errors import ConfigError
from vpdn.load import notation, report
from vpdn.load.run import Run
from vpdn.load.settings import HOLD, LoadSettings, Plan, Traffic
from vpdn.net.carriage import Carriage
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.personality import PERSONALITIES, Personality

Value = TypeVar("Value")

EXAMPLES = """\
Examples:

\b
  vpdn load 10.200.20.2 --user tac
      100 calls at 20 a second, each held for a minute; the password is asked for
\b
  vpdn load vpn.example.net --users users.csv --sessions 500 --rate 50/s \\
      --traffic echo:64@10/s --traffic udp:1400@20/s --json report.json
\b
  vpdn load 10.200.20.2 --user tac --sessions 1000 --rate 100/s --duration 600 \\
      --churn 20/s --personality windows2000,windows10 --local 10.1.0.1-10.1.0.20
      an hour's comings and goings in ten minutes, from twenty addresses
"""


class Word(click.ParamType[Value], Generic[Value]):
    """A value in the notation of `vpdn.load.notation`."""

    def __init__(self, name: str, read: Callable[[str], Value]) -> None:
        self.name = name
        self._read = read

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Value:
        try:
            return self._read(str(value))
        except ConfigError as error:
            self.fail(error.reason, param, ctx)


def _personalities(text: str) -> tuple[Personality, ...]:
    names = text.replace(",", " ").split()
    unknown = [name for name in names if name not in PERSONALITIES]
    if unknown or not names:
        choices = ", ".join(PERSONALITIES)
        raise ConfigError(f"{' '.join(unknown) or 'nothing'!r} is none of {choices}")
    return tuple(PERSONALITIES[name] for name in names)


RATE = Word("rate", notation.rate)
SECONDS = Word("seconds", notation.seconds)
ENGINES = (Carriage.AUTO, Carriage.NATIVE, Carriage.PYTHON)
"""Packets are made here, in the event loop: only who enciphers them can be chosen."""
FILE = click.Path(path_type=Path)


@click.command(epilog=EXAMPLES)
@click.argument("server")
@click.option("--user", metavar="NAME", help="User name of every call, DOMAIN\\NAME if needed.")
@click.option("--password", "secret", metavar="PASS", help="Its password; others see it in `ps`.")
@password_file_option
@click.option(
    "--users", metavar="FILE", type=FILE, help="CSV of name,password, one a line; they take turns."
)
@click.option("--sessions", type=click.IntRange(min=1), default=100, show_default=True)
@click.option(
    "--rate", type=RATE, default="20/s", show_default=True, help="Calls begun a second, or a /min."
)
@click.option(
    "--hold",
    type=SECONDS,
    help=f"How long each call is up.  [default: {HOLD:g}, or to the end of --duration]",
)
@click.option(
    "--duration",
    type=SECONDS,
    help="Keep so many sessions for so long: calls that end or fail are replaced at the rate."
    "  [default: each session is one call]",
)
@click.option(
    "--churn", type=RATE, help="End so many of the oldest calls a second; needs --duration."
)
@click.option(
    "--dialling",
    type=click.IntRange(min=1),
    help="At most so many calls being set up at a time; with a high --rate: as fast as it goes.",
)
@click.option(
    "--traffic",
    type=Word("kind:octets@rate", notation.traffic),
    multiple=True,
    help="What each call sends: echo:64@10/s (answered) or udp:1400@100/s (one way), octets"
    " of IP; again for more.",
)
@click.option(
    "--target",
    type=Word("address", notation.address),
    help="Where traffic goes.  [default: the server's inner address]",
)
@click.option(
    "--personality",
    "personalities",
    type=Word("name[,name...]", _personalities),
    default="linux",
    show_default=True,
    help=f"Systems to negotiate like, in turn: {', '.join(PERSONALITIES)}.",
)
@click.option(
    "--local",
    "sources",
    type=Word("address[-address][,...]", notation.addresses),
    help="Addresses of this machine to dial from, in turn.",
)
@auth_option
@encryption_option
@stateful_option
@port_option
@mtu_option
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=30.0,
    show_default=True,
    help="Seconds a call may take to connect.",
)
@datapath_option(ENGINES)
@click.option(
    "--json", "document", metavar="FILE", type=FILE, help="Write the report; - is stdout."
)
def load(
    server: str,
    user: str | None,
    secret: str | None,
    password_file: Path | None,
    users: Path | None,
    sessions: int,
    rate: float,
    hold: float | None,
    duration: float | None,
    churn: float | None,
    dialling: int | None,
    traffic: tuple[Traffic, ...],
    target: IPv4Address | None,
    personalities: tuple[Personality, ...],
    sources: tuple[IPv4Address, ...] | None,
    methods: tuple[tuple[AuthMethod, ...], ...],
    encryption: str,
    stateful: bool,
    port: int,
    mtu: int,
    timeout: float,
    datapath: Carriage | None,
    document: Path | None,
) -> None:
    """Call a PPTP SERVER many times, at a pace.

    Reports how long each phase of setting up took, what passed and what failed, with Windows'
    error numbers. Exit status 0: every call came up and stayed up; 1: some did not. Ctrl-C hangs
    up and reports.
    """
    if (user is None) == (users is None):
        raise click.UsageError("one of --user and --users is needed")
    named = () if users is None else _users(users)
    call = DialSettings(
        server,
        user or "",
        "",
        port=port,
        authentication=tuple(method for each in methods for method in each) or AUTHENTICATION,
        encryption=Encryption(encryption),
        stateful=stateful,
        routing=Routing.SOURCE,
        mtu=mtu,
        timeout=timeout,
    )
    plan = Plan(sessions, rate, hold, duration, churn or 0.0, dialling)
    settings = LoadSettings(
        call,
        plan,
        named,
        personalities,
        sources or (None,),
        traffic,
        target,
        datapath or Carriage.AUTO,
    )
    try:
        settings.check()
    except ConfigError as error:
        raise click.UsageError(error.reason) from error
    if users is None:
        word = password(password_file) if secret is None else secret
        settings = settings.with_password(word)
    sys.exit(run(settings, document))


def run(settings: LoadSettings, document: Path | None) -> int:
    """Call and report; the exit code. Raises ConfigError when this machine refuses something."""
    sessions = settings.plan.sessions
    files = sessions + len(settings.sources)
    if raise_limit(files) < files:
        raise ConfigError(f"{sessions} sessions need more open files: see `ulimit -Hn`")
    if settings.plan.most_at_once < sessions:
        most = f"at most {settings.plan.most_at_once} calls at once"
        click.echo(f"{most}: --hold is over before all are placed", err=True)
    if document is not None and document != Path("-"):
        _write(document, "")
    try:
        found = asyncio.run(_run(settings))
    except DialError as error:
        click.echo(error.line, err=True)
        return 1
    text = json.dumps(found, indent=2) + "\n"
    if document == Path("-"):
        click.echo(text, nl=False)
    else:
        click.echo(report.text(found))
        if document is not None:
            _write(document, text)
    return 0 if report.ok(found) else 1


async def _run(settings: LoadSettings) -> report.Document:
    """The first signal hangs up; a second one waits for no server."""
    running, told = Run(settings), asyncio.Event()
    calls = asyncio.create_task(running.run())

    def tell() -> None:
        if told.is_set():
            calls.cancel()
        told.set()
        running.stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, tell)
    with Progress(running, told):
        await asyncio.wait((calls,))
    if not calls.cancelled():
        calls.result()
    return report.document(running, interrupted=told.is_set())


def _users(file: Path) -> tuple[tuple[str, str], ...]:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            return notation.users(lines)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ConfigError(f"cannot read {file}: {reason}") from error
    except ConfigError as error:
        raise ConfigError(f"{file}: {error.reason}") from error


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"cannot write {file}: {error.strerror}") from error
