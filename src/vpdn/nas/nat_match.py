"""A line of an access list as nftables tells it (nft(8), "Payload expressions")."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address

from vpdn.datapath.filters import EVERY_PORT, Place, Ranges, Rule
from vpdn.wire.ip import IpProtocol

_ALL = 0xFFFFFFFF
_WITH_PORTS: dict[int | None, str] = {IpProtocol.TCP: "tcp", IpProtocol.UDP: "udp"}


def matching(rule: Rule) -> str:
    """What a packet must be for the line to decide, "" for any packet."""
    return " ".join(_conditions(rule))


def _conditions(rule: Rule) -> Iterator[str]:
    if rule.protocol is not None:
        yield f"ip protocol {rule.protocol:d}"
    yield from _address("saddr", rule.source)
    yield from _address("daddr", rule.destination)
    transport = _WITH_PORTS.get(rule.protocol)
    if transport is not None:
        yield from _ports(f"{transport} sport", rule.source.ports)
        yield from _ports(f"{transport} dport", rule.destination.ports)
    if rule.established:
        yield "tcp flags & (ack | rst) != 0"
    if rule.icmp is not None:
        kind, code = rule.icmp
        yield f"icmp type {kind}" if code is None else f"icmp type {kind} icmp code {code}"


def _address(field: str, place: Place) -> Iterator[str]:
    """A wildcard of ones at the end alone is a prefix; any other is a mask."""
    mask = ~int(place.wildcard) & _ALL
    value = IPv4Address(int(place.address) & mask)
    length = mask.bit_count()
    if not length:
        return
    if mask == _ALL << 32 - length & _ALL:
        yield f"ip {field} {value}/{length}" if length < 32 else f"ip {field} {value}"
    else:
        yield f"ip {field} & {IPv4Address(mask)} == {value}"


def _ports(field: str, ranges: Ranges) -> Iterator[str]:
    if ranges != EVERY_PORT:
        yield f"{field} {{ {', '.join(f'{low}-{high}' for low, high in ranges)} }}"
