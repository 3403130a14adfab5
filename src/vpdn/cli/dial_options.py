"""The options of `vpdn dial` that a phonebook has as keys too, and what the two make together."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from vpdn.cli.calling import (
    auth_option,
    encryption_option,
    mtu_option,
    password_file_option,
    port_option,
    stateful_option,
)
from vpdn.client import phonebook
from vpdn.client.phonebook import MOST_REDIALS, Entry
from vpdn.client.redial import LONGEST_PAUSE
from vpdn.errors import ConfigError
from vpdn.ppp.personality import PERSONALITIES

Function = Callable[..., Any]


class Route(click.ParamType[IPv4Network]):
    name = "network/length"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> IPv4Network:
        try:
            return IPv4Network(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


_OPTIONS = (
    click.option("--user", metavar="NAME", help="User name, DOMAIN\\NAME if needed."),
    password_file_option,
    click.option(
        "--prompt/--no-prompt",
        default=True,
        show_default=True,
        help="Ask at the terminal for a password that is missing, was refused, or has expired.",
    ),
    auth_option,
    encryption_option,
    stateful_option,
    click.option(
        "--split-tunnel/--default-gateway",
        help="Keep the default route; only the network of the new address, and --route, go into"
        " the tunnel.",
    ),
    click.option(
        "--route",
        "routes",
        type=Route(),
        multiple=True,
        help="A network that goes into the tunnel; again for more.",
    ),
    click.option(
        "--dns/--no-dns",
        help="Ask the server's name servers, where systemd-resolved or resolvconf can be told to."
        "  [default: no; of a phonebook, yes]",
    ),
    click.option(
        "--kill-switch/--no-kill-switch",
        help="Until it hangs up, what is the tunnel's goes no other way, nor does IPv6.",
    ),
    click.option(
        "--redial",
        metavar="TIMES",
        type=click.IntRange(0, MOST_REDIALS),
        help="Dial again so often where that can help.  [default: 0]",
    ),
    click.option(
        "--redial-pause",
        metavar="SECONDS",
        type=click.FloatRange(1, LONGEST_PAUSE),
        help="Before dialing again; doubled each time.  [default: 5]",
    ),
    click.option(
        "--redial-if-dropped/--no-redial-if-dropped",
        help="Dial again also when a connection is lost.",
    ),
    click.option(
        "--personality",
        type=click.Choice(list(PERSONALITIES)),
        default="linux",
        show_default=True,
        help="The system to negotiate like.",
    ),
    port_option,
    mtu_option,
    click.option("--device", default="vpn%d", show_default=True, help="Name of the TUN device."),
    click.option(
        "--timeout",
        type=click.FloatRange(min=1),
        default=60.0,
        show_default=True,
        help="Seconds to connect in.",
    ),
)


def entry_options(function: Function) -> Function:
    """Decorate a command with all of them, in the order of its `--help`."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def chosen(name: str, book: Path | None, given: dict[str, Any]) -> tuple[Entry, bool]:
    """The phonebook's entry with what the command line says otherwise, and True; of a server that
    is no entry, the command line alone, and False. Raises ConfigError, UsageError."""
    entries = phonebook.entries(book)
    changes = _changes(given)
    if name in entries:
        values = entries[name].model_dump(exclude_unset=True)
        if "password_file" in changes:
            values.pop("password", None)
        elif values.get("password_file") is not None:
            phonebook.keep_private(values["password_file"])
    elif "user" in changes:
        values = {"server": name, "dns": False}
    else:
        where = book or phonebook.default_path()
        raise click.UsageError(f"{name!r} is no entry of {where}, and a server needs --user")
    try:
        return phonebook.made({**values, **changes}), name in entries
    except ConfigError as error:
        raise click.UsageError(error.reason) from error


def _changes(given: dict[str, Any]) -> dict[str, Any]:
    """What was typed, by the keys of a phonebook."""
    ctx = click.get_current_context()
    changes = {
        key: value
        for key, value in given.items()
        if ctx.get_parameter_source(key) is ParameterSource.COMMANDLINE
    }
    if "methods" in changes:
        changes["authentication"] = [one for each in changes.pop("methods") for one in each]
    if "split_tunnel" in changes:
        changes["default_gateway"] = not changes.pop("split_tunnel")
    return changes
