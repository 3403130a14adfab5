"""One call's place in the data path: what that is told of the call, and what it has carried.

It knows no PPP; before `start` and after `stop` nothing of it touches the wire.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vpdn.datapath.engine import Counters, Mppe, SessionSpec
from vpdn.nas.rates import Meter
from vpdn.nas.traffic import UNMARKED, traffic_of
from vpdn.net.pump import Pump
from vpdn.wire import ppp


class Carrier:
    """`spec` is what the data path knows, `marks` where an operator began the counters anew."""

    __slots__ = (
        "_pump",
        "carries",
        "marks",
        "meter",
        "mppe",
        "spec",
    )

    def __init__(self, pump: Pump, spec: SessionSpec, now: float) -> None:
        self.spec = spec
        self.mppe: Mppe | None = None
        self.marks = UNMARKED
        self.meter = Meter(now)
        self.carries = False
        self._pump = pump

    @property
    def counters(self) -> Counters:
        """What the data path has carried until now."""
        return self._pump.engine.counters(self.spec.call_id) if self.carries else Counters()

    def start(self, window: int) -> None:
        """`window` is the peer's, in packets."""
        self.update(window=window)
        self._pump.engine.add(self.spec)
        self.carries = True

    def stop(self) -> None:
        if self.carries:
            self.carries = False
            self._pump.engine.remove(self.spec.call_id)

    def update(self, **changes: Any) -> None:
        """Change these fields of the spec."""
        if all(getattr(self.spec, name) == value for name, value in changes.items()):
            return
        self.spec = replace(self.spec, **changes)
        if self.carries:
            self._pump.engine.update(self.spec)

    def encrypt(self, mppe: Mppe | None) -> None:
        """Once encrypted, never again in the clear, not even while CCP negotiates anew."""
        self.mppe = mppe
        self._pump.engine.encrypt(self.spec.call_id, mppe)
        if mppe is not None:
            self.update(require_encryption=True)

    def reset(self) -> None:
        """The peer sent a CCP Reset-Request."""
        self._pump.engine.reset(self.spec.call_id)

    def send(self, frame: ppp.Frame) -> None:
        octets = frame.encode(acfc=self.spec.acfc, pfc=self.spec.pfc)
        self._pump.send_frame(self.spec.call_id, octets)

    def measure(self, now: float) -> None:
        """Take note of what has passed until now."""
        self.meter.measure(traffic_of(self.counters), now)
