"""The kernel's main table entry by entry, for what a lookup does not tell: rtnetlink(7).

Rules of policy routing, and the choice between several next hops, are not known: the first counts.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_network
from typing import Any

from vpdn.net.route_socket import PROTOCOL, RT_TABLE_MAIN, RTN_UNICAST


@dataclass(frozen=True, slots=True)
class Entry:
    """`device` by the kernel's number; what is sent to a network that `refuses` is refused. `ours`:
    it was made by a program of ours. `via` is told of IPv4 only."""

    network: IPv4Network | IPv6Network
    device: int | None
    via: IPv4Address | None
    metric: int
    refuses: bool
    ours: bool


def entries(messages: Iterable[Any], family: int = socket.AF_INET) -> Iterator[Entry]:
    """Of a dump of routes, which has other families too where the kernel lacks the one asked."""
    everything = "0.0.0.0" if family == socket.AF_INET else "::"
    for message in messages:
        table = message.get_attr("RTA_TABLE") or message["table"]
        if (message["family"], table) != (family, RT_TABLE_MAIN):
            continue
        first = (message.get_attr("RTA_MULTIPATH") or (None,))[0]
        hop = message if first is None else first
        via = hop.get_attr("RTA_GATEWAY") if family == socket.AF_INET else None
        yield Entry(
            ip_network(f"{message.get_attr('RTA_DST') or everything}/{message['dst_len']}"),
            message.get_attr("RTA_OIF") if first is None else first["oif"],
            IPv4Address(via) if via else None,
            message.get_attr("RTA_PRIORITY") or 0,
            message["type"] != RTN_UNICAST,
            message["proto"] == PROTOCOL,
        )


def best(table: Iterable[Entry], address: IPv4Address) -> Entry | None:
    """The longest prefix that holds the address; of several, the least metric."""
    holding = [one for one in table if address in one.network]
    return min(holding, key=lambda one: (-one.network.prefixlen, one.metric), default=None)


def routed(
    table: Iterable[Entry],
    network: IPv4Network,
    device: int | None,
    via: IPv4Address | None,
    metric: int | None,
) -> bool:
    """Whether there is this very route; without a device, by any."""
    wanted = (network, via, metric or 0)
    return any(
        (one.network, one.via, one.metric) == wanted and device in (None, one.device)
        for one in table
    )
