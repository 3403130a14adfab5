"""The data path of all calls of one GRE socket: the engine, and whose frames are whose.

A connection registers its call here and is handed its PPP frames back by Call ID. IP packets go
to and come from a TUN device, or a program of our own that makes and takes them itself. Knows no
PPP and no PPTP messages.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Container
from typing import Protocol

from vpdn.datapath.engine import Counters, EngineEvent, Mppe, SessionSpec
from vpdn.net.pump import Owner, Pump


class Receiver(Protocol):
    """One call, as the data path sees its owner."""

    def frame_received(self, frame: bytes, now: float) -> None: ...

    def data_path_event(self, event: EngineEvent, now: float) -> None: ...


class Carrier:
    """Must be made inside a running event loop, and closed. `pump` makes what carries the packets;
    its socket and device are their owner's."""

    def __init__(self, pump: Callable[[Owner], Pump]) -> None:
        self._receivers: dict[int, Receiver] = {}
        self._attached: set[int] = set()
        self._pump = pump(Owner(self._deliver, self._notify))
        self._engine = self._pump.engine

    def close(self) -> None:
        """Nothing is sent or received any more."""
        self._pump.close()

    @property
    def calls(self) -> Container[int]:
        """Call ids in use."""
        return self._receivers

    def register(self, call_id: int, receiver: Receiver) -> None:
        """Frames of `call_id` are for `receiver`; its GRE may flow from `attach` on."""
        self._receivers[call_id] = receiver

    def attach(self, spec: SessionSpec) -> None:
        self._engine.add(spec)
        self._attached.add(spec.call_id)

    def detach(self, call_id: int) -> None:
        """The call is over; nothing more comes for it."""
        self._receivers.pop(call_id, None)
        if call_id in self._attached:
            self._attached.remove(call_id)
            self._engine.remove(call_id)

    def update(self, spec: SessionSpec) -> None:
        self._engine.update(spec)

    def encrypt(self, call_id: int, mppe: Mppe | None) -> None:
        self._engine.encrypt(call_id, mppe)

    def reset(self, call_id: int) -> None:
        self._engine.reset(call_id)

    def counters(self, call_id: int) -> Counters:
        return self._engine.counters(call_id)

    def send_frame(self, call_id: int, frame: bytes) -> None:
        self._pump.send_frame(call_id, frame)

    def _deliver(self, call_id: int, frame: bytes) -> None:
        receiver = self._receivers.get(call_id)
        if receiver is not None:
            receiver.frame_received(frame, time.monotonic())

    def _notify(self, call_id: int, event: EngineEvent) -> None:
        receiver = self._receivers.get(call_id)
        if receiver is not None:
            receiver.data_path_event(event, time.monotonic())
