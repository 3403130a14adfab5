"""`vpdn dial --list`, `--status` and `--hangup`: the connections there are, in text and in JSON."""

from __future__ import annotations

import json
from pathlib import Path

import click

from vpdn.client import phonebook, running, standing
from vpdn.client.host import forget_pins
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
    """End it and wait until it is over; of one that was killed, take back its kill switch. Raises
    ConfigError when there is nothing to end."""
    if running.ask(name, "hangup") is not None:
        click.echo(f"{name}: disconnected")
    elif _lifted(name):
        click.echo(f"{name}: was not connected; its kill switch is lifted")
    else:
        raise ConfigError(f"{name} is not connected")


def hang_up_all() -> None:
    for name in list(running.names()):
        if running.ask(name, "hangup") is not None:
            click.echo(f"{name}: disconnected")


def _lifted(name: str) -> bool:
    with Netlink() as netlink:
        forget_pins(netlink, name)
        return KillSwitch(netlink, name).lift()
