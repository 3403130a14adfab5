"""The server's port on one device: loopback, in a namespace of the test's own."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address

import pytest

from tests.net.capabilities import CAP_NET_BIND_SERVICE, without
from tests.net.conftest import NamespaceMaker, namespace
from vpdn.errors import ConfigError
from vpdn.nas.dhcp_socket import DhcpSocket, forbidden
from vpdn.net import namespaces
from vpdn.net.netlink import Netlink

__all__ = ["namespace"]
HERE, PC = IPv4Address("127.0.0.9"), IPv4Address("127.0.0.2")


async def test_what_comes_to_port_67_is_answered_from_the_address_called(
    namespace: NamespaceMaker,
) -> None:
    with namespaces.inside(namespace("dhcp")):
        with Netlink() as netlink:
            netlink.set_up("lo")
        arrived: asyncio.Queue[tuple[bytes, IPv4Address, int]] = asyncio.Queue()
        server = DhcpSocket("lo", lambda *datagram: arrived.put_nowait(datagram))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.bind((str(PC), 68))
            client.settimeout(5)
            client.sendto(b"question", (str(HERE), 67))
            assert await arrived.get() == (b"question", PC, 68)
            assert server.send(b"answer", HERE, PC)
            assert client.recvfrom(99) == (b"answer", (str(HERE), 67))
        server.close()


async def test_a_device_that_is_not_there_is_refused(namespace: NamespaceMaker) -> None:
    with (
        namespaces.inside(namespace("dhcp")),
        pytest.raises(ConfigError, match="cannot use UDP port 67 on gone: No such device"),
    ):
        DhcpSocket("gone", lambda *_: None)


async def test_who_may_not_have_the_port_is_told_what_is_missing(namespace: NamespaceMaker) -> None:
    missing = "CAP_NET_BIND_SERVICE is missing"
    with namespaces.inside(namespace("dhcp")):
        with Netlink() as netlink:
            netlink.set_up("lo")
        assert forbidden() == ""
        with without(CAP_NET_BIND_SERVICE):
            assert forbidden() == f"cannot use UDP port 67 on 127.0.0.1: {missing} (run as root)"
            with pytest.raises(ConfigError, match=f"UDP port 67 on lo: {missing}"):
                DhcpSocket("lo", lambda *_: None)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(("127.0.0.1", 67))
            assert forbidden() == ""
