"""Asking for real, on loopback in a namespace of the test's own; through a tunnel it is a lab."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface

import pytest

from tests.net.capabilities import CAP_NET_BIND_SERVICE, without
from tests.net.conftest import NamespaceMaker
from vpdn.client.inform import Advice
from vpdn.client.inquiry import Inquiry
from vpdn.errors import ConfigError
from vpdn.net import namespaces
from vpdn.net.netlink import Netlink
from vpdn.net.tun import Tun
from vpdn.wire import dhcp, ip
from vpdn.wire.dhcp import Message

PC, ROUTER = IPv4Address("172.16.10.1"), IPv4Address("172.16.10.100")


def asked(tun: Tun) -> tuple[ip.Header, Message]:
    """The question, as it came to the tunnel."""
    [packet] = [one for one in tun.read_batch() if one[0] >> 4 == 4 and one[9] == 17]
    return ip.parse(packet), dhcp.decode(packet[28:])


def answer(question: Message, port: int, routes: int = 0) -> bytes:
    options = [(53, b"\x05"), (15, b"cisco.com")]
    if routes:
        options.append((121, b"\x20\x0a\1\2\3\0\0\0\0" * routes))
    ack = replace(question, op=2, options=tuple(options)).encode()
    ports = port.to_bytes(2, "big") + (68).to_bytes(2, "big")
    udp = ports + (len(ack) + 8).to_bytes(2, "big") + b"\0\0" + ack
    return ip.build(ROUTER, PC, 17, udp)


def tunnel(netlink: Netlink) -> Tun:
    tun = Tun("vpn0")
    netlink.add_address("vpn0", IPv4Interface(PC))
    netlink.add_route(IPv4Interface(ROUTER).network, "vpn0")
    return tun


async def test_everybody_in_the_tunnel_is_asked_and_the_server_s_answer_is_told(
    namespace: NamespaceMaker,
) -> None:
    with namespaces.inside(namespace("pc")), Netlink() as netlink:
        tun = tunnel(netlink)
        told: asyncio.Future[Advice] = asyncio.get_running_loop().create_future()
        inquiry = Inquiry("vpn0", PC, told.set_result)
        header, question = asked(tun)
        assert (header.source, str(header.destination)) == (PC, "255.255.255.255")
        assert (question.type, question.ciaddr) == (8, PC)
        tun.write(answer(question, 1067))
        tun.write(answer(question, 67))
        assert await asyncio.wait_for(told, 5) == Advice("cisco.com")
        inquiry.close()
        tun.close()


async def test_only_the_server_s_port_answers_and_who_hangs_up_hears_nothing(
    namespace: NamespaceMaker,
) -> None:
    with namespaces.inside(namespace("pc")), Netlink() as netlink:
        tun = tunnel(netlink)
        told: list[Advice] = []
        inquiry = Inquiry("vpn0", PC, told.append)
        _, question = asked(tun)
        tun.write(answer(question, 1067))
        await asyncio.sleep(0)
        inquiry.close()
        inquiry.close()
        tun.write(answer(question, 67))
        await asyncio.sleep(0)
        assert told == []
        tun.close()


async def test_a_port_that_is_taken_is_refused(namespace: NamespaceMaker) -> None:
    with namespaces.inside(namespace("pc")), Netlink() as netlink:
        tun = tunnel(netlink)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(("", 68))
            with pytest.raises(
                ConfigError, match=r"UDP port 68 on .*: another program is using it"
            ):
                Inquiry("vpn0", PC, lambda _: None)
        tun.close()


async def test_who_may_not_have_the_port_is_told_what_is_missing(namespace: NamespaceMaker) -> None:
    with namespaces.inside(namespace("pc")), Netlink() as netlink:
        tun = tunnel(netlink)
        with (
            without(CAP_NET_BIND_SERVICE),
            pytest.raises(ConfigError, match="CAP_NET_BIND_SERVICE is missing"),
        ):
            Inquiry("vpn0", PC, lambda _: None)
        tun.close()


async def test_what_is_larger_than_any_answer_is_not_taken(namespace: NamespaceMaker) -> None:
    """As thousands of routes would be: the datagram is cut, and its last option with it."""
    with namespaces.inside(namespace("pc")), Netlink() as netlink:
        tun = tunnel(netlink)
        told: asyncio.Future[Advice] = asyncio.get_running_loop().create_future()
        inquiry = Inquiry("vpn0", PC, told.set_result)
        _, question = asked(tun)
        tun.write(answer(question, 67, routes=5000))
        tun.write(answer(question, 67))
        assert await asyncio.wait_for(told, 5) == Advice("cisco.com")
        inquiry.close()
        tun.close()
