"""Routes and addresses come and go with calls: rtnetlink(7) for that alone, on a plain socket.

A change takes 20 microseconds here and 500 through pyroute2, which is much of what setting up a
call costs. A socket belongs to the namespace it was made in, whichever thread uses it. Everything
that happens once is left to `netlink`. The main table is all that is known, and IPv6 only to be
refused.
"""

from __future__ import annotations

import fcntl
import os
import socket
import struct
import sys
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Network
from itertools import count

PROTOCOL = 172
"""Marks our routes (`ip route show proto 172`) with a number that no routing daemon has."""


class RouteSocket:
    """Every method raises OSError with the kernel's reason."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        self._numbers = count(1)

    def close(self) -> None:
        self._socket.close()

    def index(self, device: str) -> int:
        """The number the kernel knows a device by."""
        request = struct.pack("16s24x", device.encode())
        index: int = struct.unpack_from("i", fcntl.ioctl(self._socket, SIOCGIFINDEX, request), 16)[
            0
        ]
        return index

    def add(
        self,
        network: IPv4Network,
        device: int | None = None,
        via: IPv4Address | None = None,
        metric: int | None = None,
        source: IPv4Address | None = None,
        mtu: int | None = None,
    ) -> None:
        """EEXIST when there is one with this metric already."""
        scope = RT_SCOPE_UNIVERSE if via is not None else RT_SCOPE_LINK
        route = _route(network, scope, RTN_UNICAST)
        body = route + _attributes(network, device, via, metric, source)
        self._request(RTM_NEWROUTE, NEW, body if mtu is None else body + _mtu(mtu))

    def remove(
        self,
        network: IPv4Network,
        device: int | None = None,
        via: IPv4Address | None = None,
        metric: int | None = None,
    ) -> None:
        """ESRCH when there is none."""
        route = _route(network, RT_SCOPE_NOWHERE, RTN_UNSPEC)
        self._request(RTM_DELROUTE, 0, route + _attributes(network, device, via, metric, None))

    def block(self, network: IPv4Network | IPv6Network, metric: int) -> None:
        """Refuse what is sent there, unless a route of a lesser metric takes it. EEXIST."""
        self._request(RTM_NEWROUTE, NEW, _refusing(network, RTN_UNREACHABLE, metric))

    def unblock(self, network: IPv4Network | IPv6Network, metric: int) -> None:
        """ESRCH when there is none."""
        self._request(RTM_DELROUTE, 0, _refusing(network, RTN_UNSPEC, metric))

    def add_address(
        self, device: int, address: IPv4Address, prefix: int, peer: IPv4Address | None = None
    ) -> None:
        """EEXIST when the device has it already."""
        self._request(RTM_NEWADDR, NEW, _address(device, address, prefix, peer))

    def remove_address(self, device: int, address: IPv4Address, prefix: int) -> None:
        """EADDRNOTAVAIL when the device does not have it."""
        self._request(RTM_DELADDR, 0, _address(device, address, prefix, None))

    def _request(self, kind: int, flags: int, body: bytes) -> None:
        """The kernel answers an rtnetlink change before `send` returns."""
        number = next(self._numbers) & 0xFFFFFFFF
        flags |= NLM_F_REQUEST | NLM_F_ACK
        self._socket.send(HEADER.pack(HEADER.size + len(body), kind, flags, number, 0) + body)
        while True:
            answer = self._socket.recv(LARGEST)
            _, kind, _, answered, _ = HEADER.unpack_from(answer)
            if kind == NLMSG_ERROR and answered == number:
                break
        error = -struct.unpack_from("i", answer, HEADER.size)[0]
        if error:
            raise OSError(error, os.strerror(error))


def _route(network: IPv4Network | IPv6Network, scope: int, kind: int) -> bytes:
    """struct rtmsg."""
    family = socket.AF_INET if network.version == 4 else socket.AF_INET6
    table = (RT_TABLE_MAIN, PROTOCOL, scope, kind)
    return struct.pack("8BI", family, network.prefixlen, 0, 0, *table, 0)


def _refusing(network: IPv4Network | IPv6Network, kind: int, metric: int) -> bytes:
    """A route that needs no device."""
    destination = network.network_address.packed if network.prefixlen else None
    attributes = {RTA_DST: destination, RTA_PRIORITY: metric.to_bytes(4, sys.byteorder)}
    return _route(network, RT_SCOPE_UNIVERSE, kind) + _packed(attributes)


def _address(device: int, address: IPv4Address, prefix: int, peer: IPv4Address | None) -> bytes:
    """struct ifaddrmsg and its attributes."""
    front = struct.pack("4BI", socket.AF_INET, prefix, 0, RT_SCOPE_UNIVERSE, device)
    return front + _packed({IFA_LOCAL: address.packed, IFA_ADDRESS: (peer or address).packed})


def _attributes(
    network: IPv4Network,
    device: int | None,
    via: IPv4Address | None,
    metric: int | None,
    source: IPv4Address | None,
) -> bytes:
    values: dict[int, bytes | None] = {
        RTA_DST: network.network_address.packed if network.prefixlen else None,
        RTA_OIF: None if device is None else device.to_bytes(4, sys.byteorder),
        RTA_GATEWAY: None if via is None else via.packed,
        RTA_PRIORITY: None if metric is None else metric.to_bytes(4, sys.byteorder),
        RTA_PREFSRC: None if source is None else source.packed,
    }
    return _packed(values)


def _mtu(octets: int) -> bytes:
    """Attributes in an attribute."""
    inside = _packed({RTAX_MTU: octets.to_bytes(4, sys.byteorder)})
    return struct.pack("HH", 4 + len(inside), RTA_METRICS) + inside


def _packed(values: Mapping[int, bytes | None]) -> bytes:
    """Attributes whose octets are a multiple of four."""
    return b"".join(
        struct.pack("HH", 4 + len(value), kind) + value
        for kind, value in values.items()
        if value is not None
    )


HEADER = struct.Struct("IHHII")
"""struct nlmsghdr."""
INTERFACE_REQUEST = struct.Struct("16si20x")
"""struct ifreq."""
LARGEST = 65536
SIOCGIFINDEX = 0x8933
NLMSG_ERROR = 2
NLM_F_REQUEST, NLM_F_ACK, NLM_F_EXCL, NLM_F_CREATE = 0x1, 0x4, 0x200, 0x400
NEW = NLM_F_CREATE | NLM_F_EXCL
RTM_NEWADDR, RTM_DELADDR = 20, 21
RTM_NEWROUTE, RTM_DELROUTE = 24, 25
IFA_ADDRESS, IFA_LOCAL = 1, 2
RTA_DST, RTA_OIF, RTA_GATEWAY, RTA_PRIORITY, RTA_PREFSRC, RTA_METRICS = 1, 4, 5, 6, 7, 8
RTAX_MTU = 2
RT_TABLE_MAIN = 254
RT_SCOPE_UNIVERSE, RT_SCOPE_LINK, RT_SCOPE_NOWHERE = 0, 253, 255
RTN_UNSPEC, RTN_UNICAST, RTN_UNREACHABLE = 0, 1, 7
