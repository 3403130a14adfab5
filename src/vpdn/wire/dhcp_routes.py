"""Classless static routes: option 121 (RFC 3442) and Microsoft's 249, which has the same form.

A destination is its prefix length and as many octets as have any of its bits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from vpdn.errors import DecodeError
from vpdn.wire.reader import Reader


@dataclass(frozen=True, slots=True)
class Route:
    """A gateway of 0.0.0.0 is none: the network is on the link itself."""

    network: IPv4Network
    gateway: IPv4Address


def encode_routes(routes: Iterable[Route]) -> bytes:
    return b"".join(_encoded(route) for route in routes)


def decode_routes(value: bytes) -> tuple[Route, ...]:
    """Raises DecodeError. Bits behind the prefix are cleared, as section "DHCP Client Behavior"
    wants it."""
    reader = Reader(value)
    routes = []
    while reader.remaining:
        prefix = reader.u8()
        if prefix > 32:
            raise DecodeError(f"prefix of {prefix} bits", reader.offset - 1)
        octets = reader.take(_significant(prefix)).ljust(4, b"\0")
        network = IPv4Network((octets, prefix), strict=False)
        routes.append(Route(network, IPv4Address(reader.take(4))))
    return tuple(routes)


def _encoded(route: Route) -> bytes:
    network = route.network
    octets = network.network_address.packed[: _significant(network.prefixlen)]
    return bytes((network.prefixlen,)) + octets + route.gateway.packed


def _significant(prefix: int) -> int:
    return (prefix + 7) // 8
