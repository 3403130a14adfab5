"""The further addresses that a RADIUS server answers from: `alias A.B.C.D …`."""

from __future__ import annotations

from ipaddress import IPv4Address

from vpdn.errors import ConfigError

MOST_ALIASES = 8


def few(aliases: tuple[IPv4Address, ...]) -> tuple[IPv4Address, ...]:
    """Each once. Raises ConfigError for more than a server may have."""
    each = tuple(dict.fromkeys(aliases))
    if len(each) > MOST_ALIASES:
        raise ConfigError(f"% A RADIUS server has {MOST_ALIASES} aliases at most")
    return each


def also_at(aliases: tuple[IPv4Address, ...]) -> str:
    """As a running-config has it, "" for none."""
    return " ".join(("alias", *map(str, few(aliases)))) if aliases else ""
