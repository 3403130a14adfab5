"""The addresses of hosts by their names, as `ip host` has them.

There is no DNS here: a line of configuration takes effect when it is typed, and does not wait.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import IPv4Address

from vpdn.errors import ConfigError
from vpdn.ios.tokens import HostName

UNRECOGNIZED = "% Unrecognized host or address"
Hosts = Mapping[str, IPv4Address]


def address_of(hosts: Hosts, name: str) -> IPv4Address | None:
    """In whatever case it is written."""
    alike = (address for one, address in hosts.items() if one.casefold() == name.casefold())
    return hosts.get(name) or next(alike, None)


def resolved(arguments: Mapping[str, object], hosts: Callable[[], Hosts]) -> Mapping[str, object]:
    """The arguments with addresses for names. `hosts` is asked only when there are names. Raises
    ConfigError for one that is not known."""
    if not any(HostName in map(type, _each(value)) for value in arguments.values()):
        return arguments
    known = hosts()
    return {name: _addressed(value, known) for name, value in arguments.items()}


def _each(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _addressed(value: object, known: Hosts) -> object:
    if isinstance(value, tuple):
        return tuple(_addressed(one, known) for one in value)
    if not isinstance(value, HostName):
        return value
    address = address_of(known, value.name)
    if address is None:
        raise ConfigError(f"{UNRECOGNIZED}: there is no `ip host {value}`, and DNS is not asked")
    return address
