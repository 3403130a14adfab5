"""Lines that can each stand alone but not together: pools and interfaces that share addresses.

The one that was said last is refused, wherever it stands in the running-config.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address

from vpdn.errors import ConfigError
from vpdn.ios.configuration.netmask import interface_address, range_end
from vpdn.ios.tree import Block, Entry, Refused


@dataclass(frozen=True, slots=True)
class _Span:
    """Addresses `low` to `high` that `entry` claims for what is called `name`."""

    low: IPv4Address
    high: IPv4Address
    name: str
    entry: Entry


def overlapping(tree: Block) -> Iterator[Refused]:
    """A line for every two that claim the same address."""
    lines = tuple(tree)
    for last, other in _clashes(_pools(lines)):
        yield Refused(last.entry, ConfigError(f"%IP address range overlaps with pool: {other}"))
    for last, other in _clashes(_networks(lines)):
        yield Refused(last.entry, ConfigError(f"% {last.low} overlaps with {other}"))


def _clashes(spans: Iterable[_Span]) -> Iterator[tuple[_Span, str]]:
    """Those that must go so that none overlap, and the name of what each overlaps with."""
    kept: _Span | None = None
    for span in sorted(spans, key=lambda one: one.low):
        if kept is None or span.low > kept.high:
            kept = span
        elif span.entry.age > kept.entry.age:
            yield span, kept.name
        else:
            yield kept, span.name
            kept = span


def _pools(lines: Iterable[Entry]) -> Iterator[_Span]:
    for entry in lines:
        low, high = entry.arguments.get("low"), entry.arguments.get("high")
        if entry.setting.slot != "ip local pool" or not isinstance(low, IPv4Address):
            continue
        try:
            last = range_end(low, high if isinstance(high, IPv4Address) else None)
        except ConfigError:
            continue
        yield _Span(low, last, str(entry.arguments["name"]), entry)


def _networks(lines: Iterable[Entry]) -> Iterator[_Span]:
    for entry in lines:
        if entry.setting.slot != "interface":
            continue
        for inside in entry.children:
            address, mask = inside.arguments.get("address"), inside.arguments.get("mask")
            if not isinstance(address, IPv4Address) or not isinstance(mask, IPv4Address):
                continue
            try:
                network = interface_address(address, mask).network
            except ConfigError:
                continue
            name = str(entry.arguments["name"])
            yield _Span(network.network_address, network.broadcast_address, name, inside)
