"""Two ends of a tunnel with a pump each: two machines, each a namespace, joined by a wire."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

from tests.datapath.ends import keys
from tests.net.conftest import NamespaceMaker
from tests.net.links import Pair, join
from vpdn.datapath.engine import Captured, EngineEvent, Mppe, SessionSpec
from vpdn.machine import Trace
from vpdn.net import namespaces
from vpdn.net.gre import GreSocket
from vpdn.net.native_pump import NativePump
from vpdn.net.netlink import Netlink
from vpdn.net.pump import Owner
from vpdn.net.tun import Tun

CALL = 7
LEFT, RIGHT = Pair.left_address, Pair.right_address
MEGABYTE = 1 << 20
INNER = {LEFT: IPv4Address("10.1.0.1"), RIGHT: IPv4Address("10.1.0.2")}
PEER = {LEFT: RIGHT, RIGHT: LEFT}


@dataclass
class End:
    """A machine with a pump, and what that has told."""

    namespace: str
    address: IPv4Address
    make: Callable[[GreSocket, Tun, Owner], NativePump] = NativePump
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    frames: list[bytes] = field(default_factory=list)
    events: list[EngineEvent] = field(default_factory=list)
    records: list[Trace] = field(default_factory=list)
    shown: list[Captured] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    on_frame: Mppe | None = None
    """Keys to install when a frame comes."""

    def open(self) -> None:
        with namespaces.inside(self.namespace):
            self.gre, self.tun = GreSocket(), Tun("vpdn0", 1400, vnet=True, many=True)
            with Netlink() as netlink:
                inner = INNER[self.address]
                netlink.add_address("vpdn0", IPv4Interface((inner, 32)))
                netlink.add_route(IPv4Network(INNER[PEER[self.address]]), device="vpdn0")
            self.pump = self.make(self.gre, self.tun, self.owner())
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

    def owner(self) -> Owner:
        return Owner(
            self._deliver,
            self._notify,
            self._record,
            self._show,
            warn=lambda *warning: self.warnings.append(warning),
        )

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

    def _show(self, captured: Captured) -> None:
        self.shown.append(captured)
        self.heard.set()

    def _record(self, call_id: int, trace: Trace) -> None:
        assert call_id == CALL
        self.records.append(trace)

    async def until(self, frames: int, patience: float | None = None) -> None:
        """So many have come; or `patience`, in seconds, is over."""
        with suppress(TimeoutError) if patience else nullcontext():
            async with asyncio.timeout(patience or 5):
                while len(self.frames) < frames:
                    await self.heard.wait()
                    self.heard.clear()

    async def until_shown(self, captured: Captured) -> None:
        async with asyncio.timeout(5):
            while captured not in self.shown:
                await self.heard.wait()
                self.heard.clear()


@contextmanager
def tunnel(
    namespace: NamespaceMaker, make: Callable[[GreSocket, Tun, Owner], NativePump] = NativePump
) -> Iterator[tuple[End, End]]:
    pair = join(namespace)
    both = End(pair.left, LEFT, make), End(pair.right, RIGHT, make)
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
