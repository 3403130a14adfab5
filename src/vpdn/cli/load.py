"""`vpdn load`: many calls to a server at a pace, until they are over or a signal ends them.

Only what a command line is: options in, progress on stderr, the report on stdout, an exit code.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Any

import click

from vpdn.cli.descriptors import raise_limit
from vpdn.cli.load_options import FILE, load_options, settings
from vpdn.cli.load_progress import Progress
from vpdn.client.errors import DialError
from vpdn.errors import ConfigError
from vpdn.load import report
from vpdn.load.run import Run
from vpdn.load.settings import LoadSettings

STDOUT = Path("-")
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


@click.command(epilog=EXAMPLES)
@click.argument("server")
@load_options
@click.option(
    "--json", "document", metavar="FILE", type=FILE, help="Write the report; - is stdout."
)
def load(server: str, document: Path | None, **given: Any) -> None:
    """Call a PPTP SERVER many times, at a pace.

    Reports how long each phase of setting up took, what passed and what failed, with Windows'
    error numbers. Exit status 0: every call came up and stayed up; 1: some did not. Ctrl-C hangs
    up and reports.
    """
    sys.exit(run(settings(server, **given), document))


def run(settings: LoadSettings, document: Path | None) -> int:
    """Call and report; the exit code. Raises ConfigError when this machine refuses something."""
    _make_room(settings)
    if document is not None and document != STDOUT:
        _write(document, "")
    try:
        found = asyncio.run(_run(settings))
    except DialError as error:
        click.echo(error.line, err=True)
        return 1
    _tell(found, document)
    return 0 if report.ok(found) else 1


def _make_room(settings: LoadSettings) -> None:
    """Files for all calls; and a word beforehand when they will never be up together."""
    plan = settings.plan
    files = plan.sessions + len(settings.sources)
    if raise_limit(files) < files:
        raise ConfigError(f"{plan.sessions} sessions need more open files: see `ulimit -Hn`")
    if plan.most_at_once < plan.sessions:
        most = f"at most {plan.most_at_once} calls at once"
        click.echo(f"{most}: --hold is over before all are placed", err=True)


def _tell(found: report.Document, document: Path | None) -> None:
    text = json.dumps(found, indent=2) + "\n"
    if document == STDOUT:
        click.echo(text, nl=False)
    else:
        click.echo(report.text(found))
        if document is not None:
            _write(document, text)


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


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"cannot write {file}: {error.strerror}") from error
