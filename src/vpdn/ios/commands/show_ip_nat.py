"""`show ip nat`: the translations there are, and what was counted of them.

Facts: the columns and sentences of IOS 12.x. Whose translation one is, is told by its global
address, so what two lines share counts for both.
"""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.ios.command import command
from vpdn.ios.modes import USER
from vpdn.ios.router import Session
from vpdn.nas.nat_snapshot import Endpoint, NatPoolSnapshot, NatSnapshot, TranslationSnapshot

_ROW = "{:<22} {:<18} {:<18} {}"
_HEADER = "Pro Inside global      Inside local       Outside local      Outside global"
_PROTOCOLS = {None: "---", 1: "icmp", 6: "tcp", 17: "udp", 47: "gre"}


def _data(session: Session) -> object:
    """An endpoint is its address and its port; null where no port is meant."""
    return [
        {
            "protocol": one.protocol,
            "inside_global": _pair(one.inside_global),
            "inside_local": _pair(one.inside_local),
            "outside": one.outside and _pair(one.outside),
        }
        for one in session.server.translation.snapshot().translations
    ]


def _pair(endpoint: Endpoint) -> dict[str, object]:
    address, port = endpoint
    return {"address": address, "port": port}


@command(
    USER,
    "show ip nat translations",
    "ip  IP information\nnat  IP NAT information\ntranslations  Translation entries",
    data=_data,
)
def show_ip_nat_translations(session: Session) -> str:
    found = session.server.translation.snapshot().translations
    lines = [_HEADER, *map(_row, found)] if found else []
    return "".join(f"{line}\n" for line in lines)


def _row(one: TranslationSnapshot) -> str:
    """Nothing outside is translated, so it is known there by what it is called here."""
    outside = "---" if one.outside is None else _words(one.outside)
    protocol = _PROTOCOLS.get(one.protocol, str(one.protocol))
    first = f"{protocol:<3} {_words(one.inside_global)}"
    return _ROW.format(first, _words(one.inside_local), outside, outside)


def _words(endpoint: Endpoint) -> str:
    address, port = endpoint
    return str(address) if port is None else f"{address}:{port}"


def _statistics_data(session: Session) -> object:
    """`references`: translations with the mapping's global addresses."""
    known = session.server.translation.snapshot()
    return {
        "static": _static(known),
        "dynamic": len(known.translations) - _static(known),
        "extended": _extended(known),
        "outside": known.outside,
        "inside": known.inside,
        "hits": known.hits,
        "misses": known.misses,
        "expired": known.expired,
        "mappings": known.mappings,
    }


@command(
    USER,
    "show ip nat statistics",
    "nat  IP NAT information\nstatistics  Translation statistics",
    data=_statistics_data,
)
def show_ip_nat_statistics(session: Session) -> str:
    lines = _statistics(session.server.translation.snapshot())
    return "".join(f"{line}\n" for line in lines)


def _statistics(known: NatSnapshot) -> Iterator[str]:
    total, static = len(known.translations), _static(known)
    kinds = f"{static} static, {total - static} dynamic; {_extended(known)} extended"
    yield f"Total active translations: {total} ({kinds})"
    for title, names in (("Outside", known.outside), ("Inside", known.inside)):
        yield f"{title} interfaces:"
        yield f"  {', '.join(names)}"
    yield f"Hits: {known.hits}  Misses: {known.misses}"
    yield f"Expired translations: {known.expired}"
    yield "Dynamic mappings:"
    if known.mappings:
        yield "-- Inside Source"
    for one in known.mappings:
        source = f"interface {one.interface}" if one.pool is None else f"pool {one.pool}"
        yield f"access-list {one.access_list} {source} refcount {one.references}"
        if one.addresses is not None:
            yield f" pool {one.pool}: netmask {one.addresses.netmask}"
            yield from _pool(one.addresses)


def _static(known: NatSnapshot) -> int:
    return sum(one.static for one in known.translations)


def _extended(known: NatSnapshot) -> int:
    return sum(one.inside_global[1] is not None for one in known.translations)


def _pool(pool: NatPoolSnapshot) -> Iterator[str]:
    share = 100 * pool.allocated // pool.total
    allocated = f"total addresses {pool.total}, allocated {pool.allocated} ({share}%)"
    yield f"\tstart {pool.low} end {pool.high}"
    yield f"\ttype generic, {allocated}, misses 0"
