"""Drives a data path engine: GRE socket and TUN device in, GRE socket and TUN device out.

In the place of the device may stand a program of our own that makes and takes IP packets.

The engine says what is to be done; the pump does it, in batches, and keeps the engine's one
timer. PPP control frames and events go to whoever owns the sessions. It does not know what a
session is beyond its Call ID.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from vpdn.datapath.engine import Batch, Captured, Engine, EngineEvent
from vpdn.machine import Trace
from vpdn.net.gre import GreSocket
from vpdn.net.tun import Tun


class Pump:
    """`deliver(call_id, frame)` takes PPP control frames, `notify(call_id, event)` events,
    `record(call_id, trace)` what happened to packets while the engine records it, `show` the
    packets of sessions that are watched. Without a device `take` gets the IP packets that come
    out, and `send_packets` those that go in.

    All are called from the event loop's thread and must not block.
    """

    def __init__(
        self,
        engine: Engine,
        gre: GreSocket,
        tun: Tun | None,
        deliver: Callable[[int, bytes], None],
        notify: Callable[[int, EngineEvent], None],
        record: Callable[[int, Trace], None] | None = None,
        show: Callable[[Captured], None] | None = None,
        take: Callable[[bytes], object] | None = None,
    ) -> None:
        self.engine = engine
        self._gre = gre
        self._tun = tun
        self._take = tun.write if tun is not None else take
        self._deliver = deliver
        self._notify = notify
        self._record = record
        self._show = show
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._loop.add_reader(gre.fileno(), self._gre_readable)
        if tun is not None:
            self._loop.add_reader(tun.fileno(), self._tun_readable, tun)

    def close(self) -> None:
        """Stop reading. The socket and the device stay open: they are their owner's."""
        self._loop.remove_reader(self._gre.fileno())
        if self._tun is not None:
            self._loop.remove_reader(self._tun.fileno())
        if self._timer is not None:
            self._timer.cancel()

    def send_frame(self, call_id: int, frame: bytes) -> None:
        """Send one PPP control frame of a session."""
        self._perform(self.engine.send_frame(call_id, frame, self._loop.time()))

    def send_packets(self, packets: Iterable[bytes]) -> None:
        """Send IP packets through the sessions they are for."""
        self._perform(self.engine.from_tun(packets, self._loop.time()))

    def _gre_readable(self) -> None:
        self._perform(self.engine.from_gre(self._gre.receive_batch(), self._loop.time()))

    def _tun_readable(self, tun: Tun) -> None:
        self.send_packets(tun.read_batch())

    def _expired(self) -> None:
        self._timer = None
        self._perform(self.engine.tick(self._loop.time()))

    def _perform(self, batch: Batch) -> None:
        if batch.captured and self._show is not None:
            for captured in batch.captured:
                self._show(captured)
        for peer, packet in batch.gre:
            self._gre.send(peer, packet)
        if batch.tun and self._take is not None:
            for packet in batch.tun:
                self._take(packet)
        self._rearm()
        if batch.records and self._record is not None:
            for call_id, trace in batch.records:
                self._record(call_id, trace)
        for call_id, frame in batch.frames:
            self._deliver(call_id, frame)
        for call_id, event in batch.events:
            self._notify(call_id, event)

    def _rearm(self) -> None:
        """Keep one timer at the engine's deadline; moving it later is left to its firing."""
        deadline = self.engine.deadline
        if deadline is None:
            return
        if self._timer is not None:
            if self._timer.when() <= deadline:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(deadline, self._expired)
