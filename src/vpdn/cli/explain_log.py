"""`vpdn explain FILE`: what a router's debug output says about its calls."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from vpdn.cli.explain_progress import told
from vpdn.errors import ConfigError
from vpdn.explain.document import document
from vpdn.explain.reading import LONGEST, lines
from vpdn.explain.report import report
from vpdn.explain.session import Session
from vpdn.explain.sorting import Sorter
from vpdn.explain.verdict import judge
from vpdn.ios.console_client import run

_NOTHING = (
    "{name}: nothing of PPTP or PPP in {count}. Either the router's debugs were off"
    " (`debug ppp negotiation`, `debug vpdn l2x-events`, `debug radius`), or no call reached it:"
    " then TCP port 1723 is blocked on the path or not served (`vpdn enable`), and the PC shows"
    " error 800 or 809"
)


def explain_log(file: str | None, router: Path | None, *, as_json: bool) -> None:
    """Print each call of a file, of standard input (-), or of the buffer of the router whose UNIX
    socket is `router`. Raises ConfigError when it cannot be read or has no call in it."""
    name = "standard input" if file == "-" else str(router or file)
    width = shutil.get_terminal_size().columns
    for number, session in enumerate(_sessions(_octets(file, router), name), 1):
        verdict = judge(session)
        if as_json:
            click.echo(json.dumps(document(session, verdict), ensure_ascii=False))
        else:
            click.echo("\n".join((*report(number, session, verdict, width), "")))


def _octets(file: str | None, router: Path | None) -> Iterator[bytes]:
    """The rows of the input. Raises ConfigError."""
    if router is not None:
        yield from _buffer(router)
        return
    try:
        with click.open_file(str(file), "rb") as stream:
            while row := stream.readline(LONGEST):
                yield row
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror or error}") from None


def _buffer(router: Path) -> list[bytes]:
    text = ""
    for answer in run(router, ["terminal length 0", "show logging"]):
        if answer.error:
            raise ConfigError(f"{router}: {answer.error.strip()}")
        text = answer.text
    return text.encode().splitlines(keepends=True)


def _sessions(octets: Iterable[bytes], name: str) -> Iterator[Session]:
    """Raises ConfigError when there are none."""
    sorter, count, found = Sorter(), 0, False
    for line in told(lines(octets, name), "lines"):
        count = line.number
        for session in sorter.feed(line):
            found = True
            yield session
    rest = sorter.finish()
    yield from rest
    if not found and not rest:
        empty = f"{name}: the log is empty"
        lines_read = "1 line" if count == 1 else f"{count} lines"
        raise ConfigError(_NOTHING.format(name=name, count=lines_read) if count else empty)
