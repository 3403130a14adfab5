"""The data path in Python: `ReferenceEngine`, an `engine.Engine`.

Finds the session of each packet, by Call ID from GRE (RFC 2637 section 4.1) and by inner
source or destination from TUN, and keeps one timer for all of them. Other implementations must
give the same outputs. Knows neither sockets nor PPP's control protocols.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from heapq import heappop, heappush
from ipaddress import IPv4Address

from vpdn.datapath.engine import Batch, Captured, Counters, Mppe, SessionSpec
from vpdn.datapath.routes import RoutingTable
from vpdn.datapath.sequence import INFINITY
from vpdn.datapath.session import Session
from vpdn.errors import MisuseError
from vpdn.wire.gre import PPP_PROTOCOL


class ReferenceEngine:
    """`stray` counts GRE packets that belong to no session or come from somebody else than its
    peer; `unrouted` packets from TUN that no session's routes cover.
    """

    def __init__(self) -> None:
        self.stray = 0
        self.unrouted = 0
        self.recording = False
        self._sessions: dict[int, Session] = {}
        self._routes: RoutingTable[Session] = RoutingTable()
        self._sources: dict[bytes, Session] = {}
        self._timers: list[tuple[float, int]] = []

    # --- sessions -----------------------------------------------------------------------

    def add(self, spec: SessionSpec) -> None:
        """Raises MisuseError for a Call ID in use."""
        if spec.call_id in self._sessions:
            raise MisuseError(f"call {spec.call_id} exists")
        session = Session(spec)
        self._sessions[spec.call_id] = session
        self._route(session)

    def update(self, spec: SessionSpec) -> None:
        session = self._session(spec.call_id)
        known = session.spec
        moved = (spec.routes, spec.source) != (known.routes, known.source)
        if moved:
            self._unroute(session)
        session.update(spec)
        if moved:
            self._route(session)

    def encrypt(self, call_id: int, mppe: Mppe | None) -> None:
        self._session(call_id).encrypt(mppe)

    def reset(self, call_id: int) -> None:
        self._session(call_id).reset()

    def remove(self, call_id: int) -> Counters:
        session = self._session(call_id)
        del self._sessions[call_id]
        self._unroute(session)
        return session.snapshot()

    def counters(self, call_id: int) -> Counters:
        return self._session(call_id).snapshot()

    def _session(self, call_id: int) -> Session:
        session = self._sessions.get(call_id)
        if session is None:
            raise MisuseError(f"no call {call_id}")
        return session

    def _route(self, session: Session) -> None:
        self._routes.add(session.spec.routes, session)
        if session.spec.source is not None:
            self._sources[session.spec.source.packed] = session

    def _unroute(self, session: Session) -> None:
        self._routes.remove(session.spec.routes, session)
        source = session.spec.source
        if source is not None and self._sources.get(source.packed) is session:
            del self._sources[source.packed]

    # --- packets ------------------------------------------------------------------------

    def from_gre(self, packets: Iterable[tuple[IPv4Address, bytes]], now: float) -> Batch:
        batch = self._batch()
        sessions = self._sessions
        touched: dict[Session, None] = {}
        for source, packet in packets:
            session = sessions.get(packet[6] << 8 | packet[7]) if len(packet) >= 8 else None
            if session is None or session.peer != source:
                self.stray += 1
                continue
            _receive(session, packet, now, batch)
            touched[session] = None
        self._settle(touched, now, batch)
        return batch

    def from_tun(self, packets: Iterable[bytes], now: float) -> Batch:
        batch = self._batch()
        lookup, sources = self._routes.lookup, self._sources
        touched: dict[Session, None] = {}
        for packet in packets:
            if len(packet) >= 20 and packet[0] >> 4 == 4:
                session = sources.get(packet[12:16]) if sources else None
                session = session or lookup(int.from_bytes(packet[16:20], "big"))
            else:
                session = None
            if session is None:
                self.unrouted += 1
                continue
            session.outbound.send_ip(packet, now, batch)
            touched[session] = None
        self._settle(touched, now, batch)
        return batch

    def send_frame(self, call_id: int, frame: bytes, now: float) -> Batch:
        batch = self._batch()
        session = self._session(call_id)
        session.outbound.send_frame(frame, now, batch)
        self._schedule(session)
        return batch

    # --- time ---------------------------------------------------------------------------

    @property
    def deadline(self) -> float | None:
        self._put_first_right()
        return self._timers[0][0] if self._timers else None

    def tick(self, now: float) -> Batch:
        batch = self._batch()
        for session in self._due(now):
            session.tick(now, batch)
            self._schedule(session)
        return batch

    def _due(self, now: float) -> list[Session]:
        """Take the sessions out whose time has come."""
        due = []
        self._put_first_right()
        while self._timers and self._timers[0][0] <= now:
            session = self._sessions[heappop(self._timers)[1]]
            session.scheduled = INFINITY
            due.append(session)
            self._put_first_right()
        return due

    def _put_first_right(self) -> None:
        """Have the first of the timers be one whose time it is: the session may have gone, or its
        time be another by now, as when an acknowledgment travelled on data."""
        while self._timers:
            at, call_id = self._timers[0]
            session = self._sessions.get(call_id)
            if session is None or session.scheduled != at:
                heappop(self._timers)
            elif session.deadline > at:
                heappop(self._timers)
                session.scheduled = INFINITY
                self._schedule(session)
            else:
                return

    def _batch(self) -> Batch:
        return Batch(records=[] if self.recording else None)

    def _settle(self, sessions: Iterable[Session], now: float, batch: Batch) -> None:
        for session in sessions:
            session.settle(now, batch)
            self._schedule(session)

    def _schedule(self, session: Session) -> None:
        deadline = session.deadline
        if deadline < session.scheduled:
            session.scheduled = deadline
            heappush(self._timers, (deadline, session.spec.call_id))


def _receive(session: Session, packet: bytes, now: float, batch: Batch) -> None:
    """The GRE header, and what it says given to the session. Read here rather than through
    wire.gre.decode, field by field: this is run for every packet."""
    if session.spec.capture_wire:
        batch.captured.append(Captured(session.spec.call_id, True, False, packet))
    flags, protocol, length, _ = _HEADER.unpack_from(packet)
    offset = 8 + 4 * bool(flags & _SEQUENCE) + 4 * bool(flags & _ACKNOWLEDGMENT)
    if (
        flags & ~(_SEQUENCE | _ACKNOWLEDGMENT) != _KEY_AND_VERSION_1
        or protocol != PPP_PROTOCOL
        or len(packet) < offset + length
        or (length and not flags & _SEQUENCE)
    ):
        session.counters.malformed += 1
        return
    if flags & _ACKNOWLEDGMENT:
        (number,) = _NUMBER.unpack_from(packet, offset - 4)
        session.acknowledged(number, not length, now)
    if flags & _SEQUENCE:
        (number,) = _NUMBER.unpack_from(packet, 8)
        session.inbound.receive(number, packet[offset : offset + length], now, batch)


_HEADER = struct.Struct(">HHHH")
_NUMBER = struct.Struct(">I")
_KEY_AND_VERSION_1 = 0x2001
_SEQUENCE = 0x1000
_ACKNOWLEDGMENT = 0x0080
