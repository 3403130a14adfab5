"""How the kernel would send to an address, asked of rtnetlink(7): the route, the device, and the
hardware address of the next hop. IPv4 over Ethernet is all that is known.

A question takes some 20 microseconds. What changed meanwhile, `WayEvents` tells.
"""

from __future__ import annotations

import errno
import socket
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from ipaddress import IPv4Address
from itertools import count

from vpdn.net.route_socket import HEADER, LARGEST, NLM_F_ACK, NLM_F_CREATE, NLM_F_REQUEST, PROTOCOL


@dataclass(frozen=True, slots=True)
class Way:
    """`device` by its number, `via` the machine on its network that takes the packets; `mtu`
    octets, 0 when the route says nothing of it."""

    device: int
    via: IPv4Address
    source: IPv4Address
    mtu: int


@dataclass(frozen=True, slots=True)
class Link:
    """An Ethernet device that is up: octets of its largest packet, and its hardware address."""

    mtu: int
    address: bytes


@dataclass(frozen=True, slots=True)
class NeighbourChanged:
    """`hardware` None: it does not answer, or is forgotten."""

    device: int
    address: IPv4Address
    hardware: bytes | None


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """It went up or down, has another address … or is `gone`."""

    device: int
    gone: bool
    up: bool


@dataclass(frozen=True, slots=True)
class RoutesChanged:
    """Or more has changed than the kernel could tell."""


Change = NeighbourChanged | LinkChanged | RoutesChanged


class WaySocket:
    """Belongs to the namespace it was made in. What the kernel does not know is None."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        self._numbers = count(1)

    def close(self) -> None:
        self._socket.close()

    def way(self, peer: IPv4Address, source: IPv4Address | None = None) -> Way | None:
        """The route for packets from `source`, or from where the kernel likes."""
        attributes = {RTA_DST: peer.packed} | ({RTA_SRC: source.packed} if source else {})
        body = struct.pack("8BI", socket.AF_INET, 32, 32 if source else 0, *bytes(5), 0)
        found = self._ask(RTM_GETROUTE, body, attributes)
        if found is None or found[ROUTE_KIND] != RTN_UNICAST:
            return None
        known = _attributes(found, struct.calcsize("8BI"))
        chosen = source.packed if source else known.get(RTA_PREFSRC)
        if chosen is None or RTA_OIF not in known or UNUSUAL & known.keys():
            return None
        via = IPv4Address(known[RTA_GATEWAY]) if RTA_GATEWAY in known else peer
        metrics = _attributes(known.get(RTA_METRICS, b""), 0)
        mtu = _number(metrics.get(RTAX_MTU, bytes(4)))
        return Way(_number(known[RTA_OIF]), via, IPv4Address(chosen), mtu)

    def link(self, device: int) -> Link | None:
        """None, too, for a device that is not Ethernet, is down, or asks nobody for addresses."""
        found = self._ask(RTM_GETLINK, INTERFACE.pack(0, 0, device, 0, 0))
        if found is None:
            return None
        _, kind, _, flags, _ = INTERFACE.unpack_from(found)
        known = _attributes(found, INTERFACE.size)
        up = flags & (IFF_UP | IFF_RUNNING) == IFF_UP | IFF_RUNNING
        if kind != ARPHRD_ETHER or not up or flags & (IFF_NOARP | IFF_LOOPBACK):
            return None
        return Link(_number(known[IFLA_MTU]), known[IFLA_ADDRESS])

    def neighbour(self, device: int, address: IPv4Address) -> bytes | None:
        """The hardware address of a machine that has answered."""
        body = NEIGHBOUR.pack(socket.AF_INET, device, 0, 0, 0)
        found = self._ask(RTM_GETNEIGH, body, {NDA_DST: address.packed})
        return None if found is None else _neighbour(found).hardware

    def use(self, device: int, address: IPv4Address) -> None:
        """As if a packet were sent there: an address that is not known is asked for, one that is
        old is confirmed."""
        body = NEIGHBOUR.pack(socket.AF_INET, device, 0, NTF_USE, 0)
        attributes = {NDA_DST: address.packed}
        self._ask(RTM_NEWNEIGH, body, attributes, NLM_F_CREATE | NLM_F_ACK)

    def addresses(self, device: int) -> list[IPv4Address]:
        """Our own, of one device."""
        body = struct.pack("4BI", socket.AF_INET, 0, 0, 0, 0)
        self._send(RTM_GETADDR, body, NLM_F_DUMP)
        found: list[IPv4Address] = []
        while True:
            for kind, message in _messages(self._socket.recv(LARGEST)):
                if kind != RTM_NEWADDR:
                    return found
                known = _attributes(message, struct.calcsize("4BI"))
                if _number(message[4:8]) == device and IFA_LOCAL in known:
                    found.append(IPv4Address(known[IFA_LOCAL]))

    def _ask(
        self, kind: int, body: bytes, attributes: dict[int, bytes] | None = None, flags: int = 0
    ) -> bytes | None:
        """The one message that answers; None for an error, or for no more than an assent."""
        packed = b"".join(
            struct.pack("HH", 4 + len(value), key) + value
            for key, value in (attributes or {}).items()
        )
        self._send(kind, body + packed, flags)
        for answered, message in _messages(self._socket.recv(LARGEST)):
            return None if answered == NLMSG_ERROR else message
        return None

    def _send(self, kind: int, body: bytes, flags: int) -> None:
        number = next(self._numbers) & 0xFFFFFFFF
        flags |= NLM_F_REQUEST
        self._socket.send(HEADER.pack(HEADER.size + len(body), kind, flags, number, 0) + body)


class WayEvents:
    """What changes of neighbours, devices and routes, but for the routes that are our own; or of
    `groups` (RTMGRP_…) alone."""

    def __init__(self, groups: int = 0) -> None:
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        self._socket.setblocking(False)
        self._socket.bind((0, groups or EVERYTHING))

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()

    def read(self) -> Iterator[Change]:
        """What there is."""
        while True:
            try:
                data = self._socket.recv(LARGEST)
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno != errno.ENOBUFS:
                    raise
                yield RoutesChanged()
                continue
            for kind, message in _messages(data):
                change = _change(kind, message)
                if change is not None:
                    yield change


def _change(kind: int, message: bytes) -> Change | None:
    if kind in (RTM_NEWNEIGH, RTM_DELNEIGH) and message[0] == socket.AF_INET:
        found = _neighbour(message)
        return found if kind == RTM_NEWNEIGH else replace(found, hardware=None)
    if kind in (RTM_NEWLINK, RTM_DELLINK) and message[0] == socket.AF_UNSPEC:
        _, _, device, flags, _ = INTERFACE.unpack_from(message)
        return LinkChanged(device, kind == RTM_DELLINK, bool(flags & IFF_UP))
    ours = kind in (RTM_NEWROUTE, RTM_DELROUTE) and message[ROUTE_PROTOCOL] == PROTOCOL
    return None if ours or kind not in WHOLE else RoutesChanged()


def _neighbour(message: bytes) -> NeighbourChanged:
    _, device, state, _, _ = NEIGHBOUR.unpack_from(message)
    known = _attributes(message, NEIGHBOUR.size)
    hardware = known.get(NDA_LLADDR) if state & NUD_VALID else None
    return NeighbourChanged(device, IPv4Address(known[NDA_DST]), hardware)


def _messages(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(kind, body) of each."""
    at = 0
    while at + HEADER.size <= len(data):
        size, kind, _, _, _ = HEADER.unpack_from(data, at)
        yield kind, data[at + HEADER.size : at + size]
        at += (size + 3) & ~3


def _attributes(data: bytes, at: int) -> dict[int, bytes]:
    found = {}
    while at + 4 <= len(data):
        size, kind = struct.unpack_from("HH", data, at)
        found[kind & NLA_TYPE_MASK] = data[at + 4 : at + size]
        at += (size + 3) & ~3
    return found


def _number(octets: bytes) -> int:
    return int.from_bytes(octets, sys.byteorder)


NEIGHBOUR = struct.Struct("BxxxiHBB")
"""struct ndmsg."""
INTERFACE = struct.Struct("BxHiII")
"""struct ifinfomsg, whose family and padding come first."""
ROUTE_PROTOCOL, ROUTE_KIND = 5, 7
"""Octets of struct rtmsg."""
NLMSG_ERROR = 2
NLM_F_DUMP = 0x300
NLA_TYPE_MASK = 0x3FFF
RTMGRP_LINK, RTMGRP_NEIGH, RTMGRP_IPV4_ROUTE, RTMGRP_IPV4_RULE = 0x1, 0x4, 0x40, 0x80
EVERYTHING = RTMGRP_LINK | RTMGRP_NEIGH | RTMGRP_IPV4_ROUTE | RTMGRP_IPV4_RULE
RTM_GETLINK, RTM_NEWADDR, RTM_GETADDR, RTM_GETROUTE = 18, 20, 22, 26
RTM_NEWLINK, RTM_DELLINK, RTM_NEWROUTE, RTM_DELROUTE = 16, 17, 24, 25
RTM_NEWNEIGH, RTM_DELNEIGH, RTM_GETNEIGH = 28, 29, 30
RTM_NEWRULE, RTM_DELRULE = 32, 33
WHOLE = {RTM_NEWROUTE, RTM_DELROUTE, RTM_NEWRULE, RTM_DELRULE}
"""After these any peer may be reached by another way."""
RTA_DST, RTA_SRC, RTA_OIF, RTA_GATEWAY, RTA_PREFSRC, RTA_METRICS = 1, 2, 4, 5, 7, 8
RTA_VIA, RTA_ENCAP = 18, 22
UNUSUAL = {RTA_VIA, RTA_ENCAP}
"""A gateway of another family, and a tunnel of the route's own."""
RTAX_MTU = 2
RTN_UNICAST = 1
IFLA_ADDRESS, IFLA_MTU = 1, 4
IFA_LOCAL = 2
NDA_DST, NDA_LLADDR = 1, 2
NTF_USE = 1
NUD_VALID = 0x02 | 0x04 | 0x08 | 0x10 | 0x80
"""Reachable, stale, delay, probe, permanent."""
ARPHRD_ETHER = 1
IFF_UP, IFF_LOOPBACK, IFF_RUNNING, IFF_NOARP = 0x1, 0x8, 0x40, 0x80
