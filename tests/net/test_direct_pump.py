"""The tiers past the kernel's IP, between real devices: what they carry, and what becomes of it
when the network under them changes."""

from __future__ import annotations

import asyncio
import fcntl
import socket
import struct
import time
from collections.abc import AsyncIterator
from contextlib import closing
from functools import partial
from ipaddress import IPv4Address, IPv4Interface

import pytest

from tests.net.conftest import NamespaceMaker
from tests.net.ends import CALL, DATA, RIGHT, End, encrypt, transfer, tunnel
from vpdn.net import namespaces
from vpdn.net.direct_pump import PacketPump, XdpPump
from vpdn.net.netlink import Netlink
from vpdn.net.tun import Tun

Ends = tuple[End, End]
STILL_GOING = 5
"""Packets that may pass between one look at the counters and the next."""
LCP = b"\xff\x03\xc0\x21\x09\x01\x00\x08\x00\x00\x00\x00"


@pytest.fixture(
    params=[PacketPump, XdpPump, partial(PacketPump, workers=2), partial(XdpPump, workers=2)],
    ids=["packet", "xdp", "packet-2-workers", "xdp-2-workers"],
)
async def ends(request: pytest.FixtureRequest, namespace: NamespaceMaker) -> AsyncIterator[Ends]:
    with tunnel(namespace, request.param) as both:
        yield both


@pytest.fixture
async def xdp_ends(namespace: NamespaceMaker) -> AsyncIterator[Ends]:
    with tunnel(namespace, XdpPump) as both:
        yield both


async def direct(ends: Ends) -> None:
    """Frames go past the kernel both ways; by AF_XDP they also come so."""
    for one, other in (ends, ends[::-1]):
        await goes_directly(one, other)


async def goes_directly(one: End, other: End) -> None:
    """By AF_XDP it takes one more to come than to go."""
    received = other.pump.direct()[0]
    await goes_out(one, other)
    async with asyncio.timeout(10):
        while isinstance(other.pump, XdpPump) and other.pump.direct()[0] == received:
            await goes_out(one, other)


async def goes_out(one: End, other: End) -> None:
    sent = one.pump.direct()[1]
    async with asyncio.timeout(10):
        while one.pump.direct()[1] == sent:
            one.pump.send_frame(CALL, LCP)
            await other.until(len(other.frames) + 1, patience=0.05)


@pytest.mark.parametrize("mppe", ["clear", "stateless", "stateful"])
async def test_tcp_arrives_whole_past_the_kernel(ends: Ends, mppe: str) -> None:
    if mppe != "clear":
        encrypt(ends, stateful=mppe == "stateful")
    await direct(ends)
    before = [(*end.pump.direct(), end.pump.traffic().gre) for end in ends]
    for source, target in (ends, ends[::-1]):
        async with asyncio.timeout(60):
            assert await transfer(source, target, len(DATA)) == DATA
    one, other = (end.pump.engine.counters(CALL) for end in ends)
    assert 0 <= other.packets_out - one.packets_in <= STILL_GOING
    assert one.packets_in > len(DATA) / 1400
    assert (one.lost, one.mppe_dropped, one.malformed) == (0, 0, 0)
    for end, (received, sent, kernel) in zip(ends, before, strict=True):
        directly, gre = end.pump.direct(), end.pump.traffic().gre
        assert directly[1] - sent > len(DATA) / 1400
        assert directly[1] - sent == pytest.approx(gre.sent - kernel.sent, abs=STILL_GOING)
        assert gre.malformed == gre.unsendable == 0
        expected = gre.received - kernel.received if isinstance(end.pump, XdpPump) else 0
        assert directly[0] - received == pytest.approx(expected, abs=STILL_GOING)


async def test_the_kernel_sends_until_the_next_hop_has_answered(ends: Ends) -> None:
    """The neighbour is not known yet when the first frame goes."""
    one, other = ends
    one.pump.send_frame(CALL, LCP)
    await other.until(1)
    await direct(ends)


async def test_a_next_hop_that_changes_its_address_is_followed(ends: Ends) -> None:
    one, other = ends
    await direct(ends)
    with (
        namespaces.inside(other.namespace),
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as raw,
    ):
        change_address(raw, "eth0", OTHER)
        raw.bind(("eth0", 0))
        raw.send(announcement(OTHER, RIGHT))
    await direct(ends)
    async with asyncio.timeout(20):
        assert await transfer(one, other, 100_000) == DATA[:100_000]
    assert one.pump.engine.counters(CALL).lost == 0


OTHER = b"\x02\x00\x00\x00\x00\x99"
SIOCSIFHWADDR = 0x8924
ARPHRD_ETHER = 1


def change_address(control: socket.socket, device: str, address: bytes) -> None:
    request = struct.pack("16sH6s16x", device.encode(), ARPHRD_ETHER, address)
    fcntl.ioctl(control, SIOCSIFHWADDR, request)


def announcement(hardware: bytes, address: IPv4Address) -> bytes:
    """A gratuitous ARP request (RFC 5227 section 3)."""
    front = b"\xff" * 6 + hardware + b"\x08\x06" + b"\x00\x01\x08\x00\x06\x04\x00\x01"
    return front + hardware + address.packed + bytes(6) + address.packed


async def test_what_is_larger_than_the_device_takes_goes_by_the_kernel(ends: Ends) -> None:
    """Which cuts it; and receives the pieces."""
    one, other = ends
    for end in ends:
        with namespaces.inside(end.namespace), Netlink() as netlink:
            netlink.set_mtu("eth0", 1000)
    await direct(ends)
    async with asyncio.timeout(30):
        assert await transfer(one, other, 200_000) == DATA[:200_000]
    traffic = one.pump.traffic().gre
    assert traffic.sent - one.pump.direct()[1] >= 200_000 / 1400
    assert traffic.unsendable == 0


async def test_a_device_that_goes_down_and_up_again_is_used_again(ends: Ends) -> None:
    one, other = ends
    await direct(ends)
    with namespaces.inside(one.namespace), Netlink() as netlink:
        netlink.set_up("eth0", False)
        before = time.process_time()
        for _ in range(50):
            one.pump.send_frame(CALL, LCP)
            await asyncio.sleep(0.01)
        assert time.process_time() - before < 0.3
        netlink.set_up("eth0")
    await direct(ends)
    async with asyncio.timeout(20):
        assert await transfer(one, other, 100_000) == DATA[:100_000]


async def test_a_device_that_is_replaced_is_followed(ends: Ends) -> None:
    one, other = ends
    await direct(ends)
    with namespaces.inside(one.namespace), Netlink() as netlink:
        netlink.remove_device("eth0")
    before = time.process_time()
    for _ in range(20):
        one.pump.send_frame(CALL, LCP)
        await asyncio.sleep(0.01)
    assert time.process_time() - before < 0.2
    rejoin(ends)
    await direct(ends)
    async with asyncio.timeout(20):
        assert await transfer(one, other, 100_000) == DATA[:100_000]


def rejoin(ends: Ends, mtu: int = 1500) -> None:
    left, right = ends
    with (
        namespaces.inside(left.namespace),
        Netlink() as netlink,
        namespaces.path(right.namespace).open() as there,
    ):
        netlink.add_veth("eth0", "eth0", peer_namespace=there.fileno())
    for end in ends:
        with namespaces.inside(end.namespace), Netlink() as netlink:
            netlink.add_address("eth0", IPv4Interface((end.address, 24)))
            netlink.set_mtu("eth0", mtu)
            netlink.set_up("eth0")


async def test_a_peer_without_calls_is_forgotten_and_found_again(ends: Ends) -> None:
    await direct(ends)
    for end in ends:
        end.pump.engine.remove(CALL)
        end.pump.engine.add(end.spec)
    one, other = ends
    sent = one.pump.direct()[1]
    one.pump.send_frame(CALL, LCP)
    assert one.pump.direct()[1] == sent
    await other.until(len(other.frames) + 1)
    await direct(ends)


async def test_a_device_that_has_another_program_is_left_alone(xdp_ends: Ends) -> None:
    """Two routers in one namespace; the second one finds the device taken."""
    one, other = xdp_ends
    await direct(xdp_ends)
    with namespaces.inside(one.namespace):
        tun = Tun("vpdn9", 1400, vnet=True)
        second = XdpPump(one.gre, tun, one.owner())
    with closing(tun), closing(second):
        second.engine.add(one.spec)
        async with asyncio.timeout(10):
            while not one.warnings:
                await other.until(len(other.frames) + 1, patience=0.05)
        assert one.warnings == [("packet", "AF_XDP on eth0: Device or resource busy")]
    await direct(xdp_ends)


async def test_a_device_that_cannot_be_had_is_left_to_the_packet_socket(xdp_ends: Ends) -> None:
    """A packet of 9,000 octets has no room in a frame of AF_XDP."""
    one, other = xdp_ends
    await direct(xdp_ends)
    assert (one.pump.datapath, one.warnings) == ("xdp", [])
    with namespaces.inside(one.namespace), Netlink() as netlink:
        netlink.remove_device("eth0")
    rejoin(xdp_ends, mtu=9000)
    await goes_out(one, other)
    assert one.warnings == [("packet", "AF_XDP on eth0: no room for 9000 octets")]
    assert one.pump.datapath == "packet"
    async with asyncio.timeout(20):
        assert await transfer(one, other, 100_000) == DATA[:100_000]
