"""Packets carried by the engine in C, in a thread of its own: see native/worker.c.

The event loop hears only of what is not for the data path.
"""

from __future__ import annotations

import asyncio

from vpdn.datapath.native import NativeEngine
from vpdn.net.gre import GreCounters, GreSocket
from vpdn.net.pump import Owner, PumpTraffic
from vpdn.net.tun import Tun, TunCounters


class NativePump:
    """A `Pump`. Raises OSError when the system has no thread or descriptor to give."""

    datapath = "native"
    tier = 0

    def __init__(
        self, gre: GreSocket, tun: Tun, owner: Owner, engine: NativeEngine | None = None
    ) -> None:
        self.engine = engine or NativeEngine()
        self._owner = owner
        self._loop = asyncio.get_running_loop()
        self._signal = self.engine.start(gre.fileno(), tun.fileno(), tun.vnet, self.tier)
        self._loop.add_reader(self._signal, self._collect)

    def close(self) -> None:
        self._loop.remove_reader(self._signal)
        self.engine.stop()

    def send_frame(self, call_id: int, frame: bytes) -> None:
        """With all others of this turn of the event loop."""
        if self.engine.post(call_id, frame):
            self._loop.call_soon(self.engine.flush)

    def traffic(self) -> PumpTraffic:
        received, sent, full, unsendable, malformed, *tun, _, _ = self.engine.traffic()
        return PumpTraffic(
            GreCounters(received, sent, full, unsendable, malformed), TunCounters(*tun)
        )

    def direct(self) -> tuple[int, int]:
        """GRE packets received and sent past the kernel's IP."""
        *_, received, sent = self.engine.traffic()
        return received, sent

    def _collect(self) -> None:
        serial, batch = self.engine.collect()
        self._owner.show_captured(batch)
        self._owner.hand_over(batch)
        if batch.frames:
            self.engine.seen(serial)
