"""The data path in C: `NativeEngine`, an `engine.Engine`, where the extension has been built.

Only puts Python's objects into the extension's plain tuples and back. What is decided, is decided
in native/, as `reference` decides it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address
from typing import Any

from vpdn.datapath import _native
from vpdn.datapath.engine import Batch, Counters, Mppe, SessionSpec
from vpdn.datapath.filters import Filter
from vpdn.datapath.native_batch import batch
from vpdn.datapath.native_filter import CompiledFilters
from vpdn.datapath.policer import Limit
from vpdn.errors import MisuseError


def features() -> str:
    """What of this processor the extension uses, in words: "x86-64, SHA" or "portable"."""
    return _native.features()


class NativeEngine:
    """`stray` counts GRE packets that belong to no session or come from somebody else than its
    peer; `unrouted` packets from TUN that no session's routes cover.

    `workers`, 1 to 16, is how many threads shall carry packets at once; the packet verbs
    are for one."""

    def __init__(self, workers: int = 1) -> None:
        self.workers = workers
        self._engine = _native.Engine(workers)
        self._specs: dict[int, SessionSpec] = {}
        self._filters = CompiledFilters(self._exchange)
        self._posted: list[tuple[int, bytes]] = []

    @property
    def stray(self) -> int:
        return self._engine.stray

    @property
    def unrouted(self) -> int:
        return self._engine.unrouted

    @property
    def recording(self) -> bool:
        return self._engine.recording

    @recording.setter
    def recording(self, value: bool) -> None:
        self._engine.recording = value

    @property
    def deadline(self) -> float | None:
        return self._engine.deadline

    # --- sessions -----------------------------------------------------------------------

    def add(self, spec: SessionSpec) -> None:
        """Raises MisuseError for a Call ID in use."""
        with _misuse:
            self._engine.add(self._flat(spec))
        self._filters.take(spec.inward, spec.outward)
        self._specs[spec.call_id] = spec

    def update(self, spec: SessionSpec) -> None:
        with _misuse:
            self._engine.update(self._flat(spec))
        before, self._specs[spec.call_id] = self._specs[spec.call_id], spec
        self._filters.take(spec.inward, spec.outward)
        self._filters.drop(before.inward, before.outward)

    def encrypt(self, call_id: int, mppe: Mppe | None) -> None:
        self.flush()
        with _misuse:
            if mppe is None:
                self._engine.decrypt(call_id)
            else:
                send, receive = mppe.send.value, mppe.receive.value
                self._engine.encrypt(call_id, mppe.bits, mppe.stateful, send, receive)

    def reset(self, call_id: int) -> None:
        self.flush()
        with _misuse:
            self._engine.reset(call_id)

    def remove(self, call_id: int) -> Counters:
        self.flush()
        with _misuse:
            counters = Counters(*self._engine.remove(call_id))
        spec = self._specs.pop(call_id)
        self._filters.drop(spec.inward, spec.outward)
        return counters

    def counters(self, call_id: int) -> Counters:
        with _misuse:
            return Counters(*self._engine.counters(call_id))

    # --- packets ------------------------------------------------------------------------

    def from_gre(self, packets: Iterable[tuple[IPv4Address, bytes]], now: float) -> Batch:
        return batch(self._engine.from_gre([(int(peer), each) for peer, each in packets], now))

    def from_tun(self, packets: Iterable[bytes], now: float) -> Batch:
        return batch(self._engine.from_tun(list(packets), now))

    def send_frame(self, call_id: int, frame: bytes, now: float) -> Batch:
        with _misuse:
            return batch(self._engine.send_frame(call_id, frame, now))

    def tick(self, now: float) -> Batch:
        return batch(self._engine.tick(now))

    # --- carried by threads of its own ----------------------------------------------------

    def start(self, gre: Sequence[int], tun: Sequence[int], vnet: bool, tier: int = 0) -> int:
        """Let threads carry packets between descriptors, which do not block: each has a socket for
        the Call IDs that divided by their number leave its own, and a queue of the TUN device.
        `vnet`: the device has vnet headers; `tier` as in native/links.h. Returns a descriptor that
        is readable while there is something to `collect`. Raises OSError. The packet verbs above
        are not for use meanwhile."""
        return self._engine.start(list(gre), list(tun), vnet, tier)

    def stop(self) -> None:
        """End the threads."""
        self.flush()
        self._engine.stop()

    def collect(self) -> tuple[tuple[int, ...], Batch]:
        """What has come up, and numbers to tell `seen` when it was acted on: packets that follow
        a frame of CCP or IPCP wait for that."""
        serials, raw = self._engine.collect()
        return serials, batch(raw)

    def seen(self, serials: tuple[int, ...]) -> None:
        self._engine.seen(serials)

    def traffic(self) -> list[tuple[int, ...]]:
        """What passed the descriptors, by worker, and last what `post` and `seen` had to send; in
        the order of `struct io_counters` in native/io.h."""
        return self._engine.traffic()

    def post(self, call_id: int, frame: bytes) -> bool:
        """Have one PPP control frame of a session sent by the next `flush`. True when it is the
        first that waits. Verbs after which it might be misunderstood (keys, an end) send it too."""
        if call_id not in self._specs:
            raise MisuseError(f"no call {call_id}")
        self._posted.append((call_id, frame))
        return len(self._posted) == 1

    def flush(self) -> None:
        """Send what was posted, all of it at once: a system call costs as much as a packet."""
        if self._posted:
            posted, self._posted = self._posted, []
            self._engine.post(posted)

    # --- past the kernel's IP ---------------------------------------------------------------

    def put_hop(
        self, peer: IPv4Address, source: IPv4Address, device: int, mtu: int, hardware: bytes
    ) -> None:
        """Send to `peer` by `device`, in packets of `mtu` octets at most; `hardware` is the next
        machine's address, then our own."""
        self._engine.put_hop(int(peer), int(source), device, mtu, hardware)

    def drop_hop(self, peer: IPv4Address) -> None:
        self._engine.drop_hop(int(peer))

    def open_link(self, device: int, addresses: Iterable[IPv4Address]) -> None:
        """Take what comes by a device for `addresses` with AF_XDP, and send by it likewise. In the
        device's namespace, and by one thread at a time; raises OSError."""
        self._engine.open_link(device, [int(each) for each in addresses])

    def close_link(self, device: int) -> None:
        self._engine.close_link(device)

    def _flat(self, spec: SessionSpec) -> tuple[Any, ...]:
        return (
            spec.call_id,
            spec.peer_call_id,
            int(spec.peer),
            spec.window,
            spec.receive_window,
            spec.mru,
            spec.pfc,
            spec.acfc,
            spec.mss or 0,
            spec.source is not None,
            int(spec.source or 0),
            [(int(route.network_address), route.prefixlen) for route in spec.routes],
            self._filters.handle(spec.inward),
            self._filters.handle(spec.outward),
            _limit(spec.police_in),
            _limit(spec.police_out),
            spec.require_encryption,
            spec.capture_clear,
            spec.capture_wire,
        )

    def _exchange(self, changed: Filter) -> None:
        """Sessions must not use what was compiled before `changed` changed."""
        for spec in self._specs.values():
            if changed in (spec.inward, spec.outward):
                handle = self._filters.handle
                both = handle(spec.inward), handle(spec.outward)
                self._engine.set_filters(spec.call_id, *both)


def _limit(limit: Limit | None) -> tuple[int, int, int]:
    return (0, 0, 0) if limit is None else (limit.rate, limit.burst, limit.debt)


class _Misuse:
    """A call that is not there is the caller's fault."""

    def __enter__(self) -> None: ...

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, KeyError):
            raise MisuseError(str(error.args[0])) from None


_misuse = _Misuse()
