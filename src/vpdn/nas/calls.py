"""Every session of the server: found by what GRE names it, and by what a console does.

What the data path hands up goes from here to the call it is about, and to nobody when that is
gone. How sessions come and go is their tunnels' business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Protocol

from vpdn.datapath.engine import EngineEvent
from vpdn.machine import Trace


@dataclass(frozen=True, slots=True)
class SessionIds:
    """Call ids are the wire's; `local`, `tunnel` and `interface` are the console's numbers."""

    local: int
    tunnel: int
    call: int
    peer_call: int
    interface: int
    peer: IPv4Address
    here: IPv4Address
    """The address of ours that the peer called."""

    @property
    def port(self) -> str:
        return f"Virtual-Access{self.interface}"


class CallEnd(Protocol):
    """A session, for those who have to do with all of them."""

    ids: SessionIds

    def receive(self, frame: bytes, now: float) -> None: ...

    def notify(self, event: EngineEvent, now: float) -> None: ...

    def record(self, trace: Trace) -> None: ...

    def measure(self, now: float) -> None:
        """Take note of what has passed until now."""

    def expose(self, *, clear: bool, wire: bool) -> None:
        """Have what passes shown, in the clear, as on the wire, or not at all."""

    def close(self, reason: str, now: float) -> None: ...

    def cut(self, reason: str, now: float) -> None:
        """End it at once: the peer is told, and not waited for."""


class Calls(Mapping[int, CallEnd]):
    """By our Call ID: a GRE packet names nothing else. `clock` is the sessions'."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._by_call_id: dict[int, CallEnd] = {}
        self._by_number: dict[int, CallEnd] = {}

    def __getitem__(self, call_id: int) -> CallEnd:
        return self._by_call_id[call_id]

    def __contains__(self, call_id: object) -> bool:
        return call_id in self._by_call_id

    def __iter__(self) -> Iterator[int]:
        return iter(self._by_call_id)

    def __len__(self) -> int:
        return len(self._by_call_id)

    def numbered(self, local: int) -> CallEnd | None:
        """By the console's number."""
        return self._by_number.get(local)

    def add(self, call: CallEnd) -> None:
        self._by_call_id[call.ids.call] = call
        self._by_number[call.ids.local] = call

    def remove(self, call: CallEnd) -> None:
        del self._by_call_id[call.ids.call]
        del self._by_number[call.ids.local]

    # --- what the data path hands up --------------------------------------------------------

    def deliver(self, call_id: int, frame: bytes) -> None:
        call = self._by_call_id.get(call_id)
        if call is not None:
            call.receive(frame, self._clock())

    def notify(self, call_id: int, event: EngineEvent) -> None:
        call = self._by_call_id.get(call_id)
        if call is not None:
            call.notify(event, self._clock())

    def record(self, call_id: int, trace: Trace) -> None:
        call = self._by_call_id.get(call_id)
        if call is not None:
            call.record(trace)
