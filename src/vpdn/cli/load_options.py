"""The options of `vpdn load`, and the settings they stand for."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any, Generic, TypeVar

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
from vpdn.client.settings import AUTHENTICATION, DialSettings, Encryption, Routing
from vpdn.errors import ConfigError
from vpdn.load import notation
from vpdn.load.settings import HOLD, LoadSettings, Plan, Traffic
from vpdn.net.carriage import Carriage
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.personality import PERSONALITIES, Personality

Value = TypeVar("Value")
Command = TypeVar("Command", bound=Callable[..., object])


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

_OPTIONS = (
    click.option("--user", metavar="NAME", help="User name of every call, DOMAIN\\NAME if needed."),
    click.option(
        "--password", "secret", metavar="PASS", help="Its password; others see it in `ps`."
    ),
    password_file_option,
    click.option(
        "--users",
        metavar="FILE",
        type=FILE,
        help="CSV of name,password, one a line; they take turns.",
    ),
    click.option("--sessions", type=click.IntRange(min=1), default=100, show_default=True),
    click.option(
        "--rate",
        type=RATE,
        default="20/s",
        show_default=True,
        help="Calls begun a second, or a /min.",
    ),
    click.option(
        "--hold",
        type=SECONDS,
        help=f"How long each call is up.  [default: {HOLD:g}, or to the end of --duration]",
    ),
    click.option(
        "--duration",
        type=SECONDS,
        help="Keep so many sessions for so long: calls that end or fail are replaced at the rate."
        "  [default: each session is one call]",
    ),
    click.option(
        "--churn", type=RATE, help="End so many of the oldest calls a second; needs --duration."
    ),
    click.option(
        "--dialling",
        type=click.IntRange(min=1),
        help="At most so many calls being set up at a time; with a high --rate: as fast as it goes"
        ".",
    ),
    click.option(
        "--traffic",
        type=Word("kind:octets@rate", notation.traffic),
        multiple=True,
        help="What each call sends: echo:64@10/s (answered) or udp:1400@100/s (one way), octets"
        " of IP; again for more.",
    ),
    click.option(
        "--target",
        type=Word("address", notation.address),
        help="Where traffic goes.  [default: the server's inner address]",
    ),
    click.option(
        "--personality",
        "personalities",
        type=Word("name[,name...]", _personalities),
        default="linux",
        show_default=True,
        help=f"Systems to negotiate like, in turn: {', '.join(PERSONALITIES)}.",
    ),
    click.option(
        "--local",
        "sources",
        type=Word("address[-address][,...]", notation.addresses),
        help="Addresses of this machine to dial from, in turn.",
    ),
    auth_option,
    encryption_option,
    stateful_option,
    port_option,
    mtu_option,
    click.option(
        "--timeout",
        type=click.FloatRange(min=1),
        default=30.0,
        show_default=True,
        help="Seconds a call may take to connect.",
    ),
    datapath_option(ENGINES),
)


def load_options(command: Command) -> Command:
    """All options but where the report goes."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def settings(server: str, **given: Any) -> LoadSettings:
    """What the options say; asks for the password when nothing else has it. Raises UsageError for
    what contradicts itself, ConfigError for a file that cannot be read."""
    if (given["user"] is None) == (given["users"] is None):
        raise click.UsageError("one of --user and --users is needed")
    named = () if given["users"] is None else _users(given["users"])
    found = LoadSettings(_call(server, **given), _plan(**given), named, **_rest(**given))
    try:
        found.check()
    except ConfigError as error:
        raise click.UsageError(error.reason) from error
    return found if named else found.with_password(_password(**given))


def _call(
    server: str,
    *,
    user: str | None,
    methods: tuple[tuple[AuthMethod, ...], ...],
    encryption: str,
    stateful: bool,
    port: int,
    mtu: int,
    timeout: float,
    **_: object,
) -> DialSettings:
    return DialSettings(
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


def _plan(
    *,
    sessions: int,
    rate: float,
    hold: float | None,
    duration: float | None,
    churn: float | None,
    dialling: int | None,
    **_: object,
) -> Plan:
    return Plan(sessions, rate, hold, duration, churn or 0.0, dialling)


def _rest(
    *,
    personalities: tuple[Personality, ...],
    sources: tuple[IPv4Address, ...] | None,
    traffic: tuple[Traffic, ...],
    target: IPv4Address | None,
    datapath: Carriage | None,
    **_: object,
) -> dict[str, Any]:
    return {
        "personalities": personalities,
        "sources": sources or (None,),
        "traffic": traffic,
        "target": target,
        "carriage": datapath or Carriage.AUTO,
    }


def _password(*, secret: str | None, password_file: Path | None, **_: object) -> str:
    return password(password_file) if secret is None else secret


def _users(file: Path) -> tuple[tuple[str, str], ...]:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            return notation.users(lines)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ConfigError(f"cannot read {file}: {reason}") from error
    except ConfigError as error:
        raise ConfigError(f"{file}: {error.reason}") from error
