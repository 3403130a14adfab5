"""Drives a data path engine: GRE socket and TUN device in, GRE socket and TUN device out.

In the place of the device may stand a program of our own that makes and takes IP packets.

The engine says what is to be done; the pump does it, in batches, and keeps the engine's one
timer. PPP control frames and events go to whoever owns the sessions. It does not know what a
session is beyond its Call ID.

`EnginePump` does so in the event loop; in `net.native_pump` a thread does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from vpdn.datapath.engine import Batch, Captured, Engine, EngineEvent, Sessions
from vpdn.machine import Trace
from vpdn.net.alarm import Alarm
from vpdn.net.gre import GreCounters, GreSocket
from vpdn.net.tun import Tun, TunCounters

RETRY_SECONDS = 0.2
"""How long a TUN device that does not answer is left alone."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns the sessions. `deliver(call_id, frame)` takes PPP control frames, `notify(call_id,
    event)` events, `record(call_id, trace)` what happened to packets while the engine records it,
    `show` the packets of sessions that are watched, `take` the IP packets that come out where no
    device is to have them, and `warn(datapath, reason)` hears which data path serves instead of the
    one that was wanted.

    All are called from the event loop's thread and must not block.
    """

    deliver: Callable[[int, bytes], None]
    notify: Callable[[int, EngineEvent], None]
    record: Callable[[int, Trace], None] | None = None
    show: Callable[[Captured], None] | None = None
    take: Callable[[bytes], object] | None = None
    warn: Callable[[str, str], None] | None = None

    def warn_of(self, datapath: str, reason: str) -> None:
        if self.warn is not None:
            self.warn(datapath, reason)

    def show_captured(self, batch: Batch) -> None:
        if self.show is not None:
            for captured in batch.captured:
                self.show(captured)

    def hand_over(self, batch: Batch) -> None:
        """What happened first, then what it brought about."""
        if batch.records and self.record is not None:
            for call_id, trace in batch.records:
                self.record(call_id, trace)
        for call_id, frame in batch.frames:
            self.deliver(call_id, frame)
        for call_id, event in batch.events:
            self.notify(call_id, event)


@dataclass(frozen=True, slots=True)
class PumpTraffic:
    """What passed the socket and the device; what of it by each worker, where there are some."""

    gre: GreCounters
    tun: TunCounters
    workers: tuple[PumpTraffic, ...] = ()


class Pump(Protocol):
    """What the owner of calls sees of it."""

    @property
    def engine(self) -> Sessions: ...

    @property
    def datapath(self) -> str:
        """Which one runs: `python`, `native`, `packet` or `xdp`."""

    def send_frame(self, call_id: int, frame: bytes) -> None:
        """Send one PPP control frame of a session."""

    def traffic(self) -> PumpTraffic: ...

    def close(self) -> None:
        """Carry nothing more. The socket and the device stay open: they are their owner's."""


class EnginePump:
    """A `Pump` in the event loop. Without a device the owner takes the IP packets that come out,
    and `send_packets` gets those that go in."""

    datapath = "python"

    def __init__(self, engine: Engine, gre: GreSocket, tun: Tun | None, owner: Owner) -> None:
        self.engine = engine
        self._gre = gre
        self._tun = tun
        self._owner = owner
        self._take = tun.write if tun is not None else owner.take
        self._loop = asyncio.get_running_loop()
        self._alarm = Alarm(self._expired)
        self._loop.add_reader(gre.fileno(), self._gre_readable)
        self._retry: asyncio.TimerHandle | None = None
        if tun is not None:
            self._listen(tun)

    def close(self) -> None:
        self._loop.remove_reader(self._gre.fileno())
        if self._tun is not None:
            self._loop.remove_reader(self._tun.fileno())
        self._alarm.cancel()
        if self._retry is not None:
            self._retry.cancel()

    def send_frame(self, call_id: int, frame: bytes) -> None:
        self._perform(self.engine.send_frame(call_id, frame, self._loop.time()))

    def traffic(self) -> PumpTraffic:
        tun = self._tun.counters if self._tun is not None else TunCounters()
        return PumpTraffic(self._gre.counters, tun)

    def send_packets(self, packets: Iterable[bytes]) -> None:
        """Send IP packets through the sessions they are for."""
        self._perform(self.engine.from_tun(packets, self._loop.time()))

    def _gre_readable(self) -> None:
        self._perform(self.engine.from_gre(self._gre.receive_batch(), self._loop.time()))

    def _tun_readable(self, tun: Tun) -> None:
        """A device that is down, or gone, says so all the time: it is left alone for a moment."""
        self.send_packets(tun.read_batch())
        if tun.lost:
            self._loop.remove_reader(tun.fileno())
            self._retry = self._loop.call_later(RETRY_SECONDS, self._listen, tun)

    def _listen(self, tun: Tun) -> None:
        self._retry = None
        self._loop.add_reader(tun.fileno(), self._tun_readable, tun)

    def _expired(self) -> None:
        self._perform(self.engine.tick(self._loop.time()))

    def _perform(self, batch: Batch) -> None:
        self._owner.show_captured(batch)
        for peer, packet in batch.gre:
            self._gre.send(peer, packet)
        if batch.tun and self._take is not None:
            for packet in batch.tun:
                self._take(packet)
        self._alarm.set(self.engine.deadline)
        self._owner.hand_over(batch)
