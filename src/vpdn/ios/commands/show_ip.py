"""`show ip local pool`."""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.errors import ConfigError
from vpdn.ios.command import command
from vpdn.ios.commands.show_vpdn import fit
from vpdn.ios.modes import USER
from vpdn.ios.plain import fields_of
from vpdn.ios.router import Session
from vpdn.nas.snapshot import PoolSnapshot

_HEADER = " Pool                     Begin           End             Free  In use"
_RANGE = ("first", "last", "free", "in_use")


def _chosen(session: Session, name: str) -> list[PoolSnapshot]:
    pools = session.server.snapshot().pools
    if name and name not in (pool.name for pool in pools):
        raise ConfigError(f"% Pool {name} doesn't exist")
    return [pool for pool in pools if name in ("", pool.name)]


def _data(session: Session, name: str = "") -> object:
    """`free`: the addresses in the order they will be given."""
    return [
        {**fields_of(pool), "ranges": [dict(zip(_RANGE, one, strict=True)) for one in pool.ranges]}
        for pool in _chosen(session, name)
    ]


@command(
    USER,
    "show ip local pool [default|WORD]$name",
    """
    ip     IP information
    local  IP local options
    pool   IP Local address pool lists
    name   Name of the local address pool
    """,
    data=_data,
)
def show_ip_local_pool(session: Session, name: str = "") -> str:
    """With a name also the addresses: the free ones in the order they will be given, and who has
    the others."""
    shown = _chosen(session, name)
    lines = [_HEADER, *(row for pool in shown for row in _rows(pool))]
    if name:
        lines += _addresses(shown[0])
    return "".join(f"{line}\n" for line in lines)


def _rows(pool: PoolSnapshot) -> Iterator[str]:
    """A row for each range; the name stands before the first."""
    name = pool.name
    for first, last, free, in_use in pool.ranges:
        yield f" {name:<24} {first!s:<15} {last!s:<15}{free:5}{in_use:8}"
        name = ""


def _addresses(pool: PoolSnapshot) -> Iterator[str]:
    yield "Available addresses:"
    yield from (f"   {address}" for address in pool.free) if pool.free else ("   None",)
    yield "Inuse addresses:"
    if not pool.leases:
        yield "   None"
    for lease in pool.leases:
        yield f"   {lease.address!s:<18} Vi{lease.interface:<2} {fit(lease.user)}"
