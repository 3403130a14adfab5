"""Packets carried by the engine in C, in threads of its own: see native/worker.c.

The event loop hears only of what is not for the data path.
"""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable, Sequence

from vpdn.datapath.native import NativeEngine
from vpdn.errors import ConfigError
from vpdn.net.gre import GreCounters, GreSocket
from vpdn.net.pump import Owner, PumpTraffic
from vpdn.net.shares import Shares
from vpdn.net.tun import Tun, TunCounters


class NativePump:
    """A `Pump`. Raises OSError when the system has no thread or descriptor to give. Several
    `workers` want to be made in the namespace they work in, and a device that may have as many
    queues; where they cannot be had one serves, and the owner is warned."""

    datapath = "native"
    tier = 0

    def __init__(
        self,
        gre: GreSocket,
        tun: Tun,
        owner: Owner,
        workers: int = 1,
        make: Callable[[int], NativeEngine] = NativeEngine,
    ) -> None:
        self._owner = owner
        self._loop = asyncio.get_running_loop()
        self.engine, self._shares, self._signal = self._started(gre, tun, workers, make)
        self._loop.add_reader(self._signal, self._collect)

    def close(self) -> None:
        self._loop.remove_reader(self._signal)
        self.engine.stop()
        self._shares.close()

    def send_frame(self, call_id: int, frame: bytes) -> None:
        """With all others of this turn of the event loop."""
        if self.engine.post(call_id, frame):
            self._loop.call_soon(self.engine.flush)

    def traffic(self) -> PumpTraffic:
        *workers, posted = self.engine.traffic()
        whole = [sum(counted) for counted in zip(*workers, posted, strict=True)]
        return _traffic(whole, tuple(_traffic(each) for each in workers))

    def direct(self) -> tuple[int, int]:
        """GRE packets received and sent past the kernel's IP."""
        *_, received, sent = zip(*self.engine.traffic(), strict=True)
        return sum(received), sum(sent)

    def _started(
        self, gre: GreSocket, tun: Tun, workers: int, make: Callable[[int], NativeEngine]
    ) -> tuple[NativeEngine, Shares, int]:
        """An engine whose workers run, what they carry packets between, and the descriptor that
        tells of what comes up."""
        try:
            return self._start(gre, tun, make(workers))
        except (OSError, ConfigError) as error:
            if workers == 1 or (isinstance(error, OSError) and error.errno not in SCARCE):
                raise
            reason = error.reason if isinstance(error, ConfigError) else error.strerror
        self._owner.warn_of(self.datapath, f"1 worker instead of {workers}: {reason}")
        return self._start(gre, tun, make(1))

    def _start(
        self, gre: GreSocket, tun: Tun, engine: NativeEngine
    ) -> tuple[NativeEngine, Shares, int]:
        shares = Shares(gre, tun, engine.workers)
        try:
            signal = engine.start(shares.sockets, shares.queues, tun.vnet, self.tier)
        except OSError:
            shares.close()
            raise
        return engine, shares, signal

    def _collect(self) -> None:
        serials, batch = self.engine.collect()
        self._owner.show_captured(batch)
        self._owner.hand_over(batch)
        if batch.frames:
            self.engine.seen(serials)


SCARCE = (errno.EAGAIN, errno.EMFILE, errno.ENFILE, errno.ENOMEM)
"""What the system says that has no more threads, descriptors or memory to give."""


def _traffic(counted: Sequence[int], workers: tuple[PumpTraffic, ...] = ()) -> PumpTraffic:
    received, sent, full, unsendable, malformed, *tun, _, _ = counted
    gre = GreCounters(received, sent, full, unsendable, malformed)
    return PumpTraffic(gre, TunCounters(*tun), workers)
