"""`show arp`: whose hardware address is known on the networks of the interfaces."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address

from vpdn.ios.command import command
from vpdn.ios.interfaces import dotted
from vpdn.ios.modes import USER
from vpdn.ios.router import Session
from vpdn.nas.snapshot import NeighbourSnapshot

_HEADER = "Protocol  Address          Age (min)  Hardware Addr   Type   Interface"


def _entries(session: Session, address: IPv4Address | None) -> list[NeighbourSnapshot]:
    """By address; the router's own have no age."""
    found = [*_own(session), *session.server.snapshot().neighbours]
    return sorted(
        (one for one in found if address in (None, one.address)), key=lambda one: one.address
    )


def _own(session: Session) -> Iterator[NeighbourSnapshot]:
    for one in session.server.snapshot().interfaces:
        if one.address is not None and one.hardware_address:
            yield NeighbourSnapshot(one.name, one.address.ip, one.hardware_address)


def _data(session: Session, address: IPv4Address | None = None) -> object:
    """`age`: seconds since it was last heard of; null for the router's own."""
    return _entries(session, address)


@command(
    USER,
    "show <arp|ip arp> [A.B.C.D$address]",
    """
    arp      ARP table
    ip       IP information
    address  IP address or hostname of ARP entry
    """,
    data=_data,
)
def show_arp(session: Session, address: IPv4Address | None = None) -> str:
    entries = _entries(session, address)
    lines = [_HEADER, *map(_row, entries)] if entries else []
    return "".join(f"{line}\n" for line in lines)


def _row(one: NeighbourSnapshot) -> str:
    age = "-" if one.age is None else int(one.age // 60)
    where = f"{dotted(one.hardware_address):<14}  ARPA   {one.interface}"
    return f"Internet  {one.address!s:<15}{age:>10}   {where}"
