"""Two namespaces joined by a veth pair, for tests."""

from __future__ import annotations

import os
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface

from tests.net.conftest import NamespaceMaker
from vpdn.net import namespaces
from vpdn.net.netlink import Netlink


@dataclass(frozen=True, slots=True)
class Pair:
    """Both have a device `eth0`: 10.9.0.1/24 in `left`, 10.9.0.2/24 in `right`."""

    left: str
    right: str

    left_address = IPv4Address("10.9.0.1")
    right_address = IPv4Address("10.9.0.2")


def join(namespace: NamespaceMaker) -> Pair:
    pair = Pair(namespace("left"), namespace("right"))
    with namespaces.inside(pair.left), Netlink() as netlink:
        there = os.open(namespaces.path(pair.right), os.O_RDONLY)
        netlink.add_veth("eth0", "eth0", peer_namespace=there)
        os.close(there)
        _address(netlink, pair.left_address)
    with namespaces.inside(pair.right), Netlink() as netlink:
        _address(netlink, pair.right_address)
    return pair


def _address(netlink: Netlink, address: IPv4Address) -> None:
    netlink.set_up("lo")
    netlink.add_address("eth0", IPv4Interface((address, 24)))
    netlink.set_up("eth0")
