"""Several threads at one call, and at calls that come and go."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from ipaddress import IPv4Address, IPv4Network

import pytest

from tests.datapath.ends import keys
from tests.net.conftest import NamespaceMaker
from tests.net.ends import CALL, DATA, INNER, RIGHT, End, encrypt, transfer, tunnel
from vpdn.datapath.engine import SessionSpec
from vpdn.net import namespaces
from vpdn.net.gre import enlarge_buffers
from vpdn.net.native_pump import NativePump
from vpdn.net.netlink import Netlink

Ends = tuple[End, End]
LCP = b"\xff\x03\xc0\x21\x09\x01\x00\x08\x00\x00\x00\x00"
SIZE = 1 << 21
HAS_SEQUENCE = 0x1000
FLOWS = 6
OTHERS = range(20, 32)
"""Call IDs that come and go."""


@pytest.fixture(params=[2, 4], ids=["2-workers", "4-workers"])
async def ends(request: pytest.FixtureRequest, namespace: NamespaceMaker) -> AsyncIterator[Ends]:
    with tunnel(namespace, partial(NativePump, workers=request.param)) as both:
        yield both


@contextmanager
def numbers_sent(end: End) -> Iterator[list[int]]:
    """The sequence numbers of GRE as packets leave the machine, known when it ends."""
    numbers: list[int] = []
    with namespaces.inside(end.namespace):
        tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0003))
    tap.bind(("eth0", 0x0003))
    enlarge_buffers(tap, 1 << 26)
    tap.settimeout(0.3)
    ending = threading.Event()

    def listen() -> None:
        while not ending.is_set():
            with contextlib.suppress(TimeoutError):
                while True:
                    packet, (_, _, kind, *_) = tap.recvfrom(128)
                    flags, number = struct.unpack("!H6xI", packet[34:46].ljust(12, b"\0"))
                    if kind == socket.PACKET_OUTGOING and packet[23] == 47 and flags & HAS_SEQUENCE:
                        numbers.append(number)

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        yield numbers
    finally:
        ending.set()
        thread.join()
        tap.close()


async def both_ways(ends: Ends) -> None:
    """Connections both ways at once, while the owner sends frames."""
    one, other = ends
    ways = (ends, ends, (other, one), (other, one))
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        made = [group.create_task(transfer(*way, SIZE)) for way in ways]
        for _ in range(50):
            one.pump.send_frame(CALL, LCP)
            await asyncio.sleep(0.002)
    assert all(each.result() == DATA[:SIZE] for each in made)


async def test_one_thread_deciphers_and_the_next_one_enciphers(ends: Ends) -> None:
    encrypt(ends)
    await both_ways(ends)
    for end in ends:
        workers = end.pump.traffic().workers
        here, there = (workers[number % len(workers)] for number in (CALL, CALL + 1))
        assert here.gre.received == end.pump.traffic().gre.received > SIZE / 1400
        assert here.tun.written > SIZE / 1400
        assert there.gre.sent > 0.9 * sum(each.gre.sent for each in workers if each is not here)
        assert there.tun.read > 0.9 * end.pump.traffic().tun.read


@pytest.mark.parametrize("mppe", ["clear", "stateless", "stateful"])
async def test_what_two_threads_send_leaves_in_order(ends: Ends, mppe: str) -> None:
    if mppe != "clear":
        encrypt(ends, stateful=mppe == "stateful")
    with numbers_sent(ends[0]) as numbers:
        await both_ways(ends)
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert len(numbers) > 2 * SIZE / 1400
    for end in ends:
        counters = end.pump.engine.counters(CALL)
        assert (counters.reordered, counters.duplicates, counters.lost) == (0, 0, 0)
        assert (counters.mppe_dropped, counters.mppe_missed) == (0, 0)


async def test_packets_that_wait_for_the_window_keep_their_order(ends: Ends) -> None:
    """The window opens by what one thread receives, while the other has more to send."""
    encrypt(ends)
    for end in ends:
        end.pump.engine.update(replace(end.spec, window=4, receive_window=4))
    with numbers_sent(ends[0]) as numbers:
        await both_ways(ends)
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    one, other = (end.pump.engine.counters(CALL) for end in ends)
    assert one.reordered == one.mppe_dropped == other.reordered == other.mppe_dropped == 0


async def test_the_packets_of_each_flow_arrive_in_order(ends: Ends) -> None:
    encrypt(ends)
    one, other = ends
    arriving = other.socket(socket.SOCK_DGRAM)
    arriving.bind((str(INNER[RIGHT]), 9))
    enlarge_buffers(arriving, 1 << 24)
    flows = [one.socket(socket.SOCK_DGRAM) for _ in range(FLOWS)]
    for number in range(300):
        for flow in flows:
            flow.sendto(struct.pack("!I", number), (str(INNER[RIGHT]), 9))
    came: dict[object, list[int]] = {}
    loop = asyncio.get_running_loop()
    with contextlib.suppress(TimeoutError):
        while True:
            async with asyncio.timeout(0.5):
                data, sender = await loop.sock_recvfrom(arriving, 16)
            came.setdefault(sender, []).append(struct.unpack("!I", data)[0])
    assert len(came) == FLOWS
    assert all(each == sorted(set(each)) for each in came.values())
    for each in (arriving, *flows):
        each.close()


def other_call(end: End, call_id: int) -> SessionSpec:
    inner = IPv4Address(f"10.2.0.{call_id}")
    return replace(end.spec, call_id=call_id, peer_call_id=call_id, routes=(IPv4Network(inner),))


async def test_calls_come_and_go_beside_one_that_is_busy(ends: Ends) -> None:
    """And packets for them keep coming, by the device and from the peer."""
    encrypt(ends)
    one, other = ends
    for end in ends:
        with namespaces.inside(end.namespace), Netlink() as netlink:
            netlink.add_route(IPv4Network("10.2.0.0/24"), device="vpdn0")
    datagrams = one.socket(socket.SOCK_DGRAM)
    carried = 0

    async def churn() -> None:
        nonlocal carried
        for turn in range(30):
            for call_id in OTHERS:
                for end, mppe in zip(ends, keys(128, bool(turn % 2)), strict=True):
                    end.pump.engine.add(other_call(end, call_id))
                    end.pump.engine.encrypt(call_id, mppe)
                for _ in range(3):
                    datagrams.sendto(b"for a call", (f"10.2.0.{call_id}", 9))
            await asyncio.sleep(0.005)
            for call_id in OTHERS:
                one.pump.engine.update(other_call(one, call_id))
                one.pump.engine.reset(call_id)
                carried += one.pump.engine.remove(call_id).packets_out
                other.pump.engine.remove(call_id)
            one.pump.engine.recording = turn % 3 == 0

    async with asyncio.timeout(60):
        await asyncio.gather(churn(), both_ways(ends))
    datagrams.close()
    assert carried > len(OTHERS)
    assert one.pump.engine.stray + other.pump.engine.stray <= 3 * 30 * len(OTHERS) * 2
    assert await transfer(one, other, 1000) == DATA[:1000]
