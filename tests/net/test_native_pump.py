"""The data path in C between real sockets and devices: two machines, each a namespace, joined by a
wire and by the tunnel of two pumps."""

from __future__ import annotations

import asyncio
import resource
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from ipaddress import IPv4Network
from itertools import islice
from pathlib import Path

import pytest

from tests.datapath.ends import keys
from tests.net.conftest import NamespaceMaker
from tests.net.ends import CALL, DATA, INNER, LEFT, RIGHT, End, encrypt, transfer, tunnel
from tests.net.test_tun import UDP_SEGMENT
from vpdn.datapath.engine import Captured
from vpdn.datapath.trace import FramePassed, MppePassed
from vpdn.errors import MisuseError
from vpdn.net import namespaces
from vpdn.net.gre import GreSocket
from vpdn.net.native_pump import NativePump
from vpdn.net.netlink import Netlink
from vpdn.net.tun import Tun

LCP = b"\xff\x03\xc0\x21\x09\x01\x00\x08\x00\x00\x00\x00"
CCP = b"\xff\x03\x80\xfd\x01\x01\x00\x04"


@pytest.fixture(params=[1, 2], ids=["1-worker", "2-workers"])
async def ends(
    request: pytest.FixtureRequest, namespace: NamespaceMaker
) -> AsyncIterator[tuple[End, End]]:
    with tunnel(namespace, partial(NativePump, workers=request.param)) as both:
        yield both


@pytest.mark.parametrize("mppe", ["clear", "stateless", "stateful"])
async def test_tcp_arrives_whole_through_both_ends(ends: tuple[End, End], mppe: str) -> None:
    if mppe != "clear":
        encrypt(ends, stateful=mppe == "stateful")
    for source, target in (ends, ends[::-1]):
        async with asyncio.timeout(60):
            assert await transfer(source, target, len(DATA)) == DATA
    one, other = (end.pump.engine.counters(CALL) for end in ends)
    # TCP's last words may be on their way.
    assert 0 <= other.packets_out - one.packets_in < 8
    assert one.packets_in > len(DATA) / 1400
    assert (one.lost, one.mppe_dropped, one.malformed) == (0, 0, 0)
    assert bool(one.mppe_decrypted) == (mppe != "clear")


async def test_udp_that_was_sent_in_one_piece_arrives_as_datagrams(ends: tuple[End, End]) -> None:
    encrypt(ends)
    one, other = ends
    datagrams, arriving = one.socket(socket.SOCK_DGRAM), other.socket(socket.SOCK_DGRAM)
    arriving.bind((str(INNER[RIGHT]), 9))
    datagrams.setsockopt(socket.IPPROTO_UDP, UDP_SEGMENT, 1000)
    datagrams.sendto(DATA[:20_500], (str(INNER[RIGHT]), 9))
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(5):
        got = [await loop.sock_recv(arriving, 2000) for _ in range(21)]
    assert [len(each) for each in got] == [1000] * 20 + [500]
    assert b"".join(got) == DATA[:20_500]
    assert one.pump.engine.counters(CALL).packets_out == 21
    datagrams.close()
    arriving.close()


async def test_frames_go_up_and_down(ends: tuple[End, End]) -> None:
    one, other = ends
    one.pump.send_frame(CALL, LCP)
    await other.until(1)
    other.pump.send_frame(CALL, CCP)
    await one.until(1)
    assert (one.frames, other.frames) == ([CCP], [LCP])
    assert other.pump.engine.counters(CALL).control_in == 1


async def test_the_frames_of_one_turn_leave_together_and_in_order(ends: tuple[End, End]) -> None:
    one, other = ends
    frames = [LCP + bytes([number]) for number in range(200)]
    for frame in frames:
        one.pump.send_frame(CALL, frame)
    assert one.pump.traffic().gre.sent == 0
    await other.until(len(frames))
    assert other.frames == frames


async def test_what_was_to_be_sent_is_before_its_call_ends(ends: tuple[End, End]) -> None:
    one, other = ends
    one.pump.send_frame(CALL, LCP)
    assert one.pump.engine.remove(CALL).control_out == 1
    await other.until(1)
    with pytest.raises(MisuseError, match=f"no call {CALL}"):
        one.pump.send_frame(CALL, LCP)


async def test_packets_behind_a_frame_of_ccp_wait_for_the_keys_it_brings(
    ends: tuple[End, End],
) -> None:
    """A sender may encrypt as soon as it has sent its last frame, and the receiver's event loop may
    have other things to do first."""
    one, other = ends
    mine, other.on_frame = keys(128, False)
    datagrams = one.socket(socket.SOCK_DGRAM)
    arriving = other.socket(socket.SOCK_DGRAM)
    arriving.bind((str(INNER[RIGHT]), 9))
    one.pump.send_frame(CALL, CCP)
    one.pump.engine.encrypt(CALL, mine)
    for number in range(20):
        datagrams.sendto(bytes([number]), (str(INNER[RIGHT]), 9))
    while other.pump.traffic().gre.received < 21:
        """The loop is busy: what the thread gets meanwhile must wait for it."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(5):
        assert [await loop.sock_recv(arriving, 9) for _ in range(20)] == [
            bytes([number]) for number in range(20)
        ]
    assert other.pump.engine.counters(CALL).mppe_dropped == 0
    datagrams.close()
    arriving.close()


async def test_packets_are_recorded_and_shown_while_somebody_asks(ends: tuple[End, End]) -> None:
    one, other = ends
    encrypt(ends)
    one.pump.engine.recording = other.pump.engine.recording = True
    for end in ends:
        end.pump.engine.update(replace(end.spec, capture_clear=True))
    assert await transfer(one, other, 5) == DATA[:5]
    one.pump.send_frame(CALL, LCP)
    await one.until_shown(Captured(CALL, False, True, LCP))
    await other.until_shown(Captured(CALL, False, False, LCP))
    assert FramePassed(False, 0xC021, len(LCP)) in other.records
    sent = [each for each in one.records if isinstance(each, MppePassed) and each.outgoing]
    got = [each for each in other.records if isinstance(each, MppePassed) and not each.outgoing]
    assert len(got) > 2
    assert sent[: len(got)] == [replace(each, outgoing=True) for each in got]


async def test_a_device_that_is_down_costs_nothing_and_works_when_it_is_up_again(
    ends: tuple[End, End],
) -> None:
    one, other = ends
    with namespaces.inside(one.namespace), Netlink() as netlink:
        netlink.set_up("vpdn0", False)
        before = time.process_time()
        await asyncio.sleep(0.5)
        spent = time.process_time() - before
        netlink.set_up("vpdn0")
        netlink.add_route(IPv4Network(INNER[RIGHT]), device="vpdn0")
    assert spent < 0.25
    one.pump.send_frame(CALL, LCP)
    await other.until(1)
    async with asyncio.timeout(20):
        assert await transfer(one, other, 1000) == DATA[:1000]


async def test_a_closed_pump_carries_nothing_and_its_calls_are_still_counted(
    ends: tuple[End, End],
) -> None:
    one, _ = ends
    one.pump.close()
    assert one.pump.engine.remove(CALL).packets_in == 0
    with pytest.raises(MisuseError):
        one.pump.engine.counters(CALL)


@contextmanager
def descriptors_left(count: int) -> Iterator[None]:
    """No more than `count` may be opened."""
    used = {int(each.name) for each in Path("/proc/self/fd").iterdir()}
    free = (number for number in range(65536) if number not in used)
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = next(islice(free, count, None))
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.parametrize("left", [3, 7], ids=["queue", "thread"])
async def test_where_workers_cannot_be_had_one_serves_and_the_owner_is_warned(
    namespace: NamespaceMaker, left: int
) -> None:
    end = End(namespace("a"), LEFT)
    with (
        namespaces.inside(end.namespace),
        closing(GreSocket()) as gre,
        closing(Tun("vpdn0", vnet=True, many=True)) as tun,
    ):
        with descriptors_left(left):
            pump = NativePump(gre, tun, end.owner(), workers=3)
        with closing(pump):
            assert pump.engine.workers == len(pump.traffic().workers) == 1
    assert end.warnings == [("native", "1 worker instead of 3: Too many open files")]
