"""`vpdn dial --list`, `--status` and `--hangup`: the connections there are, in text and in JSON."""

from __future__ import annotations

import json
from pathlib import Path

import click

from vpdn.client import leftovers, phonebook, running, standing
from vpdn.client.kill_switch import KillSwitch
from vpdn.errors import ConfigError
from vpdn.net.netlink import Netlink


def list_all(book: Path | None, *, as_json: bool) -> None:
    """The phonebook's entries, and what runs."""
    entries = phonebook.entries(book)
    states = {status["name"]: status for status in running.statuses()}
    rows = []
    for name in sorted({*entries, *states}):
        entry = entries.get(name)
        row: dict[str, object] = {
            "name": name,
            "server": entry.server if entry else states[name]["server"],
            "user": entry.user if entry else None,
            "state": states[name]["state"] if name in states else "not connected",
        }
        rows.append(row)
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        click.echo("{name}: {server}, {state}".format_map(row))


def show(name: str | None, *, as_json: bool) -> None:
    """One connection, or all that run. Raises ConfigError when there is none of that name."""
    found = running.statuses()
    if name is not None:
        found = [status for status in found if status["name"] == name]
        if not found:
            raise ConfigError(f"{name} is not connected")
    if as_json:
        click.echo(json.dumps(found[0] if name is not None else found))
        return
    for status in found:
        click.echo("\n".join(standing.lines(status)))


def hang_up(name: str) -> None:
    """End it and wait until it is over; of one that was killed, take back what it left. Raises
    ConfigError when there is nothing to end."""
    said = _hung_up(name)
    if not said:
        raise ConfigError(f"{name} is not connected")
    click.echo(said)


def hang_up_all() -> None:
    """Raises ConfigError, of the last that cannot be ended, when all others are."""
    left: ConfigError | None = None
    for name in list(running.names()):
        try:
            said = _hung_up(name)
        except ConfigError as error:
            left, said = error, ""
        if said:
            click.echo(said)
    if left is not None:
        raise left


def _hung_up(name: str) -> str:
    """What is to be said of it; nothing when there was nothing to do. Raises ConfigError."""
    if running.ask(name, "hangup") is not None:
        return f"{name}: disconnected"
    if any(map(running.runs, running.paths_of(name))):
        raise ConfigError(f"{name} does not answer")
    if not all(map(running.is_over, running.paths_of(name))):
        return ""  # another user's, which is not ours to end
    with Netlink() as netlink:
        found = [
            (leftovers.take_back(netlink, path), KillSwitch(netlink, str(path)).lift())
            for path in running.paths_of(name)
        ]
    running.forget(name)
    if not any(map(any, found)):
        return ""
    return f"{name}: was not connected; what it had left is taken back"
