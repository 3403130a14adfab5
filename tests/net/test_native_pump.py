"""The data path in C between real sockets and devices: two machines, each a namespace, joined by a
wire and by the tunnel of two pumps."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

import pytest

from tests.datapath.ends import keys
from tests.net.conftest import NamespaceMaker
from tests.net.links import Pair, join
from vpdn.datapath.engine import Captured, EngineEvent, Mppe, SessionSpec
from vpdn.datapath.trace import FramePassed, MppePassed
from vpdn.errors import MisuseError
from vpdn.machine import Trace
from vpdn.net import namespaces
from vpdn.net.gre import GreSocket
from vpdn.net.native_pump import NativePump
from vpdn.net.netlink import Netlink
from vpdn.net.pump import Owner
from vpdn.net.tun import Tun

CALL = 7
LEFT, RIGHT = Pair.left_address, Pair.right_address
LCP = b"\xff\x03\xc0\x21\x09\x01\x00\x08\x00\x00\x00\x00"
CCP = b"\xff\x03\x80\xfd\x01\x01\x00\x04"
MEGABYTE = 1 << 20
INNER = {LEFT: IPv4Address("10.1.0.1"), RIGHT: IPv4Address("10.1.0.2")}
PEER = {LEFT: RIGHT, RIGHT: LEFT}


@dataclass
class End:
    """A machine with a pump, and what that has told."""

    namespace: str
    address: IPv4Address
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    frames: list[bytes] = field(default_factory=list)
    events: list[EngineEvent] = field(default_factory=list)
    records: list[Trace] = field(default_factory=list)
    shown: list[Captured] = field(default_factory=list)
    on_frame: Mppe | None = None
    """Keys to install when a frame comes."""

    def open(self) -> None:
        with namespaces.inside(self.namespace):
            self.gre, self.tun = GreSocket(), Tun("vpdn0", 1400, vnet=True)
            with Netlink() as netlink:
                inner = INNER[self.address]
                netlink.add_address("vpdn0", IPv4Interface((inner, 32)))
                netlink.add_route(IPv4Network(INNER[PEER[self.address]]), device="vpdn0")
        owner = Owner(self._deliver, self._notify, self._record, self.shown.append)
        self.pump = NativePump(self.gre, self.tun, owner)
        self.spec = SessionSpec(
            CALL,
            CALL,
            PEER[self.address],
            window=1024,
            receive_window=1024,
            pfc=True,
            acfc=True,
            routes=(IPv4Network(INNER[PEER[self.address]]),),
        )
        self.pump.engine.add(self.spec)

    def close(self) -> None:
        self.pump.close()
        self.gre.close()
        self.tun.close()

    def socket(self, kind: socket.SocketKind) -> socket.socket:
        with namespaces.inside(self.namespace):
            made = socket.socket(socket.AF_INET, kind)
        made.setblocking(False)
        return made

    def _deliver(self, call_id: int, frame: bytes) -> None:
        assert call_id == CALL
        if self.on_frame is not None:
            self.pump.engine.encrypt(CALL, self.on_frame)
        self.frames.append(frame)
        self.heard.set()

    def _notify(self, call_id: int, event: EngineEvent) -> None:
        assert call_id == CALL
        self.events.append(event)

    def _record(self, call_id: int, trace: Trace) -> None:
        assert call_id == CALL
        self.records.append(trace)

    async def until(self, frames: int) -> None:
        async with asyncio.timeout(5):
            while len(self.frames) < frames:
                await self.heard.wait()
                self.heard.clear()


@pytest.fixture
async def ends(namespace: NamespaceMaker) -> AsyncIterator[tuple[End, End]]:
    pair = join(namespace)
    both = End(pair.left, LEFT), End(pair.right, RIGHT)
    for end in both:
        end.open()
    yield both
    for end in both:
        end.close()


def encrypt(ends: tuple[End, End], *, stateful: bool = False) -> None:
    for end, mppe in zip(ends, keys(128, stateful), strict=True):
        end.pump.engine.encrypt(CALL, mppe)


async def transfer(source: End, target: End, size: int) -> bytes:
    """`size` octets by TCP through the tunnel; what arrives."""
    loop = asyncio.get_running_loop()
    listener = target.socket(socket.SOCK_STREAM)
    listener.bind((str(INNER[target.address]), 0))
    listener.listen()
    sender = source.socket(socket.SOCK_STREAM)
    await loop.sock_connect(sender, listener.getsockname())
    receiver, _ = await loop.sock_accept(listener)

    async def send() -> None:
        await loop.sock_sendall(sender, DATA[:size])
        sender.shutdown(socket.SHUT_WR)

    sending, arrived = asyncio.ensure_future(send()), bytearray()
    while piece := await loop.sock_recv(receiver, MEGABYTE):
        arrived += piece
    await sending
    for each in (listener, sender, receiver):
        each.close()
    return bytes(arrived)


DATA = os.urandom(8 * MEGABYTE)


@pytest.mark.parametrize("mppe", ["clear", "stateless", "stateful"])
async def test_tcp_arrives_whole_through_both_ends(ends: tuple[End, End], mppe: str) -> None:
    if mppe != "clear":
        encrypt(ends, stateful=mppe == "stateful")
    for source, target in (ends, ends[::-1]):
        async with asyncio.timeout(60):
            assert await transfer(source, target, len(DATA)) == DATA
    one, other = (end.pump.engine.counters(CALL) for end in ends)
    assert one.packets_in == other.packets_out > len(DATA) / 1400
    assert (one.lost, one.mppe_dropped, one.malformed) == (0, 0, 0)
    assert bool(one.mppe_decrypted) == (mppe != "clear")


async def test_frames_go_up_and_down(ends: tuple[End, End]) -> None:
    one, other = ends
    one.pump.send_frame(CALL, LCP)
    await other.until(1)
    other.pump.send_frame(CALL, CCP)
    await one.until(1)
    assert (one.frames, other.frames) == ([CCP], [LCP])
    assert other.pump.engine.counters(CALL).control_in == 1


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
    await other.until(1)
    assert FramePassed(False, 0xC021, len(LCP)) in other.records
    sent = [each for each in one.records if isinstance(each, MppePassed) and each.outgoing]
    got = [each for each in other.records if isinstance(each, MppePassed) and not each.outgoing]
    assert sent == [replace(each, outgoing=True) for each in got] != []
    assert Captured(CALL, False, True, LCP) in one.shown
    assert Captured(CALL, False, False, LCP) in other.shown


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
