"""What the extension wants done, as the `Batch` of every engine."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address

from vpdn.crypto.mppe import Failure
from vpdn.datapath import _native
from vpdn.datapath.engine import Batch, Captured, EngineEvent
from vpdn.datapath.trace import FramePassed, MppePassed, MppeRefused
from vpdn.machine import Trace

EVENTS = (EngineEvent.RESET_NEEDED, EngineEvent.RENEGOTIATE)
REASONS = ("no keys", Failure.GARBAGE.value, Failure.LOST.value)
"""In the order of `enum event` and `enum reason` in native/batch.h."""


def batch(raw: _native.Batch) -> Batch:
    gre, tun, frames, events, records, captured = raw
    return Batch(
        [(_address(peer), packet) for peer, packet in gre],
        tun,
        frames,
        [(call_id, EVENTS[event]) for call_id, event in events],
        None if records is None else [(each[0], _trace(*each[1:])) for each in records],
        [Captured(*each) for each in captured],
    )


def _trace(
    kind: int,
    outgoing: int,
    flushed: int,
    protocol: int,
    coherency: int,
    reason: int,
    size: int,
    key_changes: int,
) -> Trace:
    match kind:
        case 0:
            return FramePassed(bool(outgoing), protocol, size)
        case 1:
            return MppePassed(bool(outgoing), size, coherency, bool(flushed), key_changes)
        case _:
            return MppeRefused(size, coherency, REASONS[reason])


@lru_cache(maxsize=65536)
def _address(number: int) -> IPv4Address:
    return IPv4Address(number)
