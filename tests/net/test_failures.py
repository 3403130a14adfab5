"""What goes away or is full under the data path in C, on every tier: it costs nothing meanwhile,
and packets pass once all is there again. More of devices that go is in test_direct_pump.py."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import time
from collections.abc import AsyncIterator
from ipaddress import IPv4Interface, IPv4Network

import pytest

from tests.net.conftest import NamespaceMaker
from tests.net.ends import CALL, DATA, INNER, PEER, RIGHT, End, encrypt, transfer, tunnel
from tests.net.test_direct_pump import rejoin
from vpdn.net import namespaces
from vpdn.net.direct_pump import PacketPump, XdpPump
from vpdn.net.native_pump import NativePump
from vpdn.net.netlink import Netlink

Ends = tuple[End, End]
LCP = b"\xff\x03\xc0\x21\x09\x01\x00\x08\x00\x00\x00\x00"
FEW = 100_000
IDLE_SECONDS = 0.2
"""Of the processor's time in a second: a thread that spins takes one, two take two."""


@pytest.fixture(params=[NativePump, PacketPump, XdpPump], ids=["raw", "packet", "xdp"])
async def ends(request: pytest.FixtureRequest, namespace: NamespaceMaker) -> AsyncIterator[Ends]:
    with tunnel(namespace, request.param) as both:
        encrypt(both)
        await carries(both)
        yield both


@pytest.fixture
async def raw_ends(namespace: NamespaceMaker) -> AsyncIterator[Ends]:
    with tunnel(namespace) as both:
        encrypt(both)
        await carries(both)
        yield both


async def carries(ends: Ends) -> None:
    for source, target in (ends, ends[::-1]):
        async with asyncio.timeout(30):
            assert await transfer(source, target, FEW) == DATA[:FEW]


async def is_idle() -> None:
    """Nobody spins."""
    before = time.process_time()
    await asyncio.sleep(1)
    assert time.process_time() - before < IDLE_SECONDS


def flood(end: End, packets: int = 2000, octets: int = 1300) -> None:
    """UDP through the tunnel, faster than anybody reads."""
    with end.socket(socket.SOCK_DGRAM) as udp:
        for _ in range(packets):
            udp.sendto(bytes(octets), (str(INNER[PEER[end.address]]), 9))


def tc(end: End, line: str) -> None:
    command = namespaces.command(end.namespace, ("tc", "qdisc", *line.split()))
    subprocess.run(command, check=True, capture_output=True)


async def test_a_device_that_is_deleted_costs_nothing_and_works_when_it_is_made_anew(
    ends: Ends,
) -> None:
    one, other = ends
    with namespaces.inside(one.namespace), Netlink() as netlink:
        netlink.remove_device("vpdn0")
    one.pump.send_frame(CALL, LCP)
    await other.until(1)
    flood(other, 10)
    await is_idle()
    assert one.pump.traffic().tun.refused > 0
    with namespaces.inside(one.namespace), Netlink() as netlink:
        one.tun.restore()
        netlink.add_address("vpdn0", IPv4Interface((INNER[one.address], 32)))
        netlink.add_route(IPv4Network(INNER[RIGHT]), device="vpdn0")
    await carries(ends)


async def test_a_network_that_is_taken_away_costs_nothing_and_is_found_again(ends: Ends) -> None:
    one, other = ends
    with namespaces.inside(one.namespace), Netlink() as netlink:
        netlink.set_up("eth0", False)
        netlink.remove_address("eth0", IPv4Interface((one.address, 24)))
        for _ in range(50):
            one.pump.send_frame(CALL, LCP)
        flood(one, 50)
        flood(other, 50)
        await is_idle()
        netlink.add_address("eth0", IPv4Interface((one.address, 24)))
        netlink.set_up("eth0")
    await carries(ends)


async def test_a_card_that_is_deleted_costs_nothing_and_another_in_its_place_serves(
    ends: Ends,
) -> None:
    one, other = ends
    with namespaces.inside(one.namespace), Netlink() as netlink:
        netlink.remove_device("eth0")
    for _ in range(50):
        one.pump.send_frame(CALL, LCP)
    flood(other, 50)
    await is_idle()
    rejoin(ends)
    await carries(ends)


async def test_a_device_without_a_carrier_takes_nothing_which_is_counted(ends: Ends) -> None:
    """ENOBUFS, from where packets go past the queue; nobody has told the pump yet."""
    one, other = ends
    before = one.pump.traffic().gre.full
    with namespaces.inside(other.namespace), Netlink() as netlink:
        netlink.set_up("eth0", False)
    for _ in range(50):
        one.pump.send_frame(CALL, LCP)
    deadline = time.monotonic() + 5
    while type(one.pump) is PacketPump and one.pump.traffic().gre.full == before:
        assert time.monotonic() < deadline
    await is_idle()
    with namespaces.inside(other.namespace), Netlink() as netlink:
        netlink.set_up("eth0")
    await carries(ends)


async def test_a_send_buffer_that_is_full_loses_packets_and_nothing_else(raw_ends: Ends) -> None:
    one, _ = raw_ends
    plain = one.gre._socket.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) // 2
    one.gre._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
    tc(one, "add dev eth0 root tbf rate 100kbit burst 3000 limit 1000000")
    flood(one)
    await is_idle()
    assert one.pump.traffic().gre.full > 100
    tc(one, "del dev eth0 root")
    one.gre._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, plain)
    await carries(raw_ends)


async def test_a_queue_of_the_device_that_is_full_loses_packets_unless_it_is_passed_by(
    ends: Ends,
) -> None:
    one, other = ends
    before = other.pump.engine.counters(CALL).packets_in
    tc(one, "add dev eth0 root tbf rate 100kbit burst 3000 limit 3000")
    flood(one, 300)
    await is_idle()
    arrived = other.pump.engine.counters(CALL).packets_in - before
    assert arrived < 100 if type(one.pump) is NativePump else arrived > 200
    tc(one, "del dev eth0 root")
    await carries(ends)


async def test_a_receive_buffer_that_overflows_loses_packets_and_nothing_else(
    raw_ends: Ends,
) -> None:
    one, other = raw_ends
    plain = other.gre._socket.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) // 2
    other.gre._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    flood(one)
    await is_idle()
    counters = other.pump.engine.counters(CALL)
    assert counters.lost > 0
    assert counters.mppe_dropped == counters.malformed == 0
    other.gre._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, plain)
    await carries(raw_ends)
