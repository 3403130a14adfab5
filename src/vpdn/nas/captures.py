"""Captures of sessions: what passes a Virtual-Access interface, kept as pcap records.

A capture is bound to an interface, not to a call: one that is active when a call comes has it
from its first LCP packet on. What is kept is bounded; a full capture keeps what came first and
counts the rest. Where a capture is written is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address

from vpdn.datapath.engine import Captured
from vpdn.errors import ConfigError, DecodeError
from vpdn.nas.calls import CallEnd
from vpdn.nas.snapshot import CaptureSnapshot
from vpdn.net.pcap import LinkType, file_header, record
from vpdn.wire import ip, ppp

LIMIT = 10 * 1024 * 1024
"""Octets of one capture's file."""
MOST = 8
"""Captures there may be."""


@dataclass(slots=True)
class Capture:
    """`way` is "in" (from the peer), "out" or "both"; `records` the file without its header."""

    name: str
    interface: int
    way: str
    wire: bool
    limit: int = LIMIT
    active: bool = False
    packets: int = 0
    missed: int = 0
    records: bytearray = field(default_factory=bytearray)

    def wants(self, interface: int, captured: Captured) -> bool:
        return (
            self.active
            and self.interface == interface
            and self.wire == captured.wire
            and self.way in ("both", "out" if captured.outward else "in")
        )

    def keep(self, packet: bytes, when: float) -> None:
        made = record(packet, when)
        if len(self.records) + len(made) > self.limit:
            self.missed += 1
            return
        self.records += made
        self.packets += 1

    def clear(self) -> None:
        self.packets = self.missed = 0
        self.records.clear()

    @property
    def file(self) -> bytes:
        link_type = LinkType.RAW_IP if self.wire else LinkType.PPP_WITH_DIRECTION
        return file_header(link_type) + bytes(self.records)

    @property
    def snapshot(self) -> CaptureSnapshot:
        return CaptureSnapshot(
            self.name,
            self.interface,
            self.way,
            self.wire,
            self.active,
            self.packets,
            len(self.records),
            self.limit,
            self.missed,
        )


class Captures:
    """`calls` are all sessions there are, by Call ID, as they come and go."""

    def __init__(self, calls: Mapping[int, CallEnd], limit: int = LIMIT) -> None:
        self._calls = calls
        self._limit = limit
        self._captures: dict[str, Capture] = {}

    def define(self, name: str, interface: int, way: str, *, wire: bool) -> None:
        """A new capture, not started, in the place of one of that name. Raises ConfigError when
        that is active, or there are too many."""
        known = self._captures.get(name)
        if known is None and len(self._captures) >= MOST:
            raise ConfigError(f"% There are {MOST} captures already")
        if known is not None and known.active:
            raise ConfigError(f"% Capture {name} is active")
        self._captures[name] = Capture(name, interface, way, wire, self._limit)

    def start(self, name: str) -> None:
        """This and the others raise ConfigError when there is no such capture."""
        self._switch(name, on=True)

    def stop(self, name: str) -> None:
        self._switch(name, on=False)

    def remove(self, name: str) -> None:
        self._switch(name, on=False)
        del self._captures[name]

    def clear(self, name: str) -> None:
        """Forget what was kept."""
        self._capture(name).clear()

    def file(self, name: str) -> bytes:
        """The capture as a pcap file."""
        return self._capture(name).file

    def snapshot(self) -> tuple[CaptureSnapshot, ...]:
        return tuple(one.snapshot for one in self._captures.values())

    def wanted(self, interface: int) -> tuple[bool, bool]:
        """Whether an active capture wants the interface's packets in the clear, and as on the
        wire."""
        active = [one for one in self._captures.values() if one.active]
        kinds = {one.wire for one in active if one.interface == interface}
        return False in kinds, True in kinds

    def take(self, captured: Captured, when: float) -> None:
        """A packet passed at `when` (seconds since 1970)."""
        call = self._calls.get(captured.call_id)
        if call is None:
            return
        for one in self._captures.values():
            if one.wants(call.ids.interface, captured):
                packet = _wire if captured.wire else _clear
                one.keep(packet(captured, call.ids.here, call.ids.peer), when)

    def _switch(self, name: str, *, on: bool) -> None:
        self._capture(name).active = on
        for call in self._calls.values():
            clear, wire = self.wanted(call.ids.interface)
            call.expose(clear=clear, wire=wire)

    def _capture(self, name: str) -> Capture:
        if name not in self._captures:
            raise ConfigError(f"% Capture {name} does not exist")
        return self._captures[name]


def _wire(captured: Captured, here: IPv4Address, peer: IPv4Address) -> bytes:
    """With an IP header made anew: raw sockets do not hand over the one that was sent."""
    ends = (here, peer) if captured.outward else (peer, here)
    return ip.build(*ends, ip.IpProtocol.GRE, captured.packet)


def _clear(captured: Captured, _here: IPv4Address, _peer: IPv4Address) -> bytes:
    """With every field uncompressed, whatever the link does."""
    try:
        frame = ppp.decode(captured.packet).encode()
    except DecodeError:
        frame = captured.packet
    return bytes((captured.outward,)) + frame
