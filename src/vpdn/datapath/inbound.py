"""What comes from one peer: GRE payloads in order, PPP framing (RFC 1661 section 2), MPPE.

IP goes to the batch's `tun`, everything else up as a PPP frame, understood or not. A number is
accepted only for a packet that proves good, so forged ones leave no trace but a count. Knows no
socket, no other session, and nothing of what is sent.
"""

from __future__ import annotations

from vpdn.crypto.mppe import Decryptor, Failure
from vpdn.datapath.engine import Batch, Captured, Counters, EngineEvent, SessionSpec
from vpdn.datapath.policer import Policer
from vpdn.datapath.sequence import INFINITY, REORDER_LIMIT, Arrival, Arrivals
from vpdn.datapath.trace import frame_passed, mppe_passed, mppe_refused
from vpdn.wire.ip import IpProtocol, clamp_mss
from vpdn.wire.ppp import Protocol

GARBAGE_LIMIT = 64
"""Datagrams of no key in a row after which the two ends are taken to be apart for good: their
keys differ, or 4096 packets and more were lost."""
STRAY_LIMIT = 8
"""The same where a reset may yet help: a flush that nobody waited for was lost, and the peer's
counts passed over more than were missed."""
REPORT_INTERVAL = {EngineEvent.RESET_NEEDED: 0.5, EngineEvent.RENEGOTIATE: 5.0}
"""Seconds before an event nothing came of is reported again."""


class Inbound:
    """Results go into the batch each method is given."""

    def __init__(self, spec: SessionSpec, arrivals: Arrivals, counters: Counters) -> None:
        self.spec = spec
        self.policer = Policer(spec.police_in)
        self.decryptor: Decryptor | None = None
        self._arrivals = arrivals
        self._counters = counters
        self._deciphered = -1
        self._lost = 0
        self._undeciphered = 0
        self._garbage = 0
        self._resets_asked = 0
        self._suspended: Batch | None = None
        self._reported: dict[EngineEvent, float] = {}

    def update(self, spec: SessionSpec) -> None:
        """Take over new settings."""
        self.spec = spec
        self.policer.change(spec.police_in)

    def decrypt_with(self, decryptor: Decryptor | None) -> None:
        """Fresh keys, or none. Datagrams that came ahead of their keys were the first of the
        new stream, so they stay among those that may be missing."""
        self.decryptor = decryptor
        if not self._undeciphered:
            self._deciphered = self._arrivals.expected - 1
            self._lost = self._counters.lost
        self._garbage = 0
        self._reported.clear()

    def receive(self, wire_number: int, payload: bytes, now: float, batch: Batch) -> None:
        """A GRE packet with a payload."""
        arrivals = self._arrivals
        number = arrivals.number(wire_number)
        place = arrivals.place(number)
        if place is Arrival.NEXT and self._suspended is not batch:
            self._counters.reordered += arrivals.overtaken(number)
            self._take(number, payload, now, batch)
        elif place is Arrival.LATE:
            self._counters.duplicates += 1
        elif place is Arrival.FAR:
            self._counters.malformed += 1
        else:
            self._counters.reordered += arrivals.overtaken(number)
            arrivals.hold(number, payload, now)
        if arrivals.holds:
            self.release(now, batch)

    def release(self, now: float, batch: Batch) -> None:
        """Take the packets held whose turn or time has come."""
        while self._suspended is not batch:
            held = self._arrivals.release(now)
            if held is None:
                return
            self._take(*held, now, batch)

    def _take(self, number: int, payload: bytes, now: float, batch: Batch) -> None:
        if self._deliver(number, payload, now, batch):
            counters = self._counters
            counters.last_in = now
            counters.frames_in += 1
            counters.octets_in += len(payload)
            counters.lost += self._arrivals.accept(number, now)

    def _deliver(self, number: int, payload: bytes, now: float, batch: Batch) -> bool:
        """False for what cannot be the peer's. Clear frames have no proof to give."""
        start = 2 if payload[:2] == b"\xff\x03" else 0
        if len(payload) < start + 2:
            self._counters.malformed += 1
            return True
        if batch.records is not None:
            batch.records.append((self.spec.call_id, frame_passed(False, payload)))
        protocol = payload[start]
        start += 1
        if not protocol & 1:
            protocol = protocol << 8 | payload[start]
            start += 1
        if protocol == _COMPRESSED:
            return self._decipher(number, payload[start:], now, batch)
        if self.spec.capture_clear:
            batch.captured.append(Captured(self.spec.call_id, False, False, payload))
        if protocol != _IP:
            self._deliver_frame(protocol, payload, batch)
        elif self.decryptor is not None or self.spec.require_encryption:
            self._counters.clear_drops += 1
        else:
            self._deliver_ip(payload[start:], now, batch)
        return True

    def _decipher(self, number: int, datagram: bytes, now: float, batch: Batch) -> bool:
        if self.decryptor is None:
            self._undeciphered += 1
            self._counters.mppe_dropped += 1
            self._record_refused(datagram, "no keys", batch)
            return True
        # Each datagram took one sequence number: no more can be missing than numbers are.
        limit = number - self._deciphered
        lost = self._counters.lost + number - self._arrivals.expected
        missed = self.decryptor.missed
        clear = self.decryptor.decrypt(datagram, limit, self._resets_asked, lost - self._lost)
        if isinstance(clear, Failure):
            self._record_refused(datagram, clear.value, batch)
            self._failed(clear, now, batch)
            # Nothing proves a datagram after a loss: it may move the numbers on only a little.
            return clear is Failure.LOST and number - self._arrivals.expected <= REORDER_LIMIT
        if self.spec.capture_clear:
            batch.captured.append(Captured(self.spec.call_id, False, False, clear))
        self._counters.mppe_decrypted += 1
        if batch.records is not None:
            record = mppe_passed(False, datagram, self.decryptor.key_changes)
            batch.records.append((self.spec.call_id, record))
        self._deciphered, self._lost = number, lost
        flushed, gap = datagram[0] & _FLUSHED, self.decryptor.missed > missed
        if self._undeciphered or (self._resets_asked and flushed):
            self._undeciphered = self._garbage = 0
            if flushed or not gap:
                self._resets_asked = 0
                self._reported.clear()
        if gap and not flushed:
            # It was made out all the same, but section 8.2 wants a request for every loss.
            self._ask_for_reset(now, batch)
        if clear[0] == _IP:
            self._deliver_ip(clear[1:], now, batch)
        elif clear[0] == 0 and clear[1] == _IP:
            self._deliver_ip(clear[2:], now, batch)
        else:
            self._deliver_frame(clear[0] << 8 | clear[1], clear, batch)
        return True

    def _record_refused(self, datagram: bytes, reason: str, batch: Batch) -> None:
        if batch.records is not None:
            batch.records.append((self.spec.call_id, mppe_refused(datagram, reason)))

    def _failed(self, failure: Failure, now: float, batch: Batch) -> None:
        self._undeciphered += 1
        self._counters.mppe_dropped += 1
        if failure is Failure.GARBAGE:
            self._garbage += 1
            if self._garbage >= GARBAGE_LIMIT:
                self._report(EngineEvent.RENEGOTIATE, now, batch)
        stateful = self.decryptor is not None and self.decryptor.stateful
        if failure is Failure.LOST or (stateful and self._garbage >= STRAY_LIMIT):
            self._ask_for_reset(now, batch)

    def _ask_for_reset(self, now: float, batch: Batch) -> None:
        if self._report(EngineEvent.RESET_NEEDED, now, batch):
            self._resets_asked += 1
            self._counters.mppe_resets_sent += 1

    def _report(self, event: EngineEvent, now: float, batch: Batch) -> bool:
        if now - self._reported.get(event, -INFINITY) < REPORT_INTERVAL[event]:
            return False
        self._reported[event] = now
        batch.events.append((self.spec.call_id, event))
        return True

    def _deliver_ip(self, packet: bytes, now: float, batch: Batch) -> None:
        counters = self._counters
        if not self.spec.routes:
            counters.unrouted += 1
        elif len(packet) < 20 or packet[0] >> 4 != 4:
            counters.malformed += 1
        elif self.spec.inward is not None and not self.spec.inward.permits(packet):
            counters.filtered += 1
        elif self.policer.limit is None or self.policer.admits(len(packet), now):
            counters.packets_in += 1
            counters.bytes_in += len(packet)
            counters.last_data = now
            if self.spec.mss is not None and packet[9] == _TCP:
                packet = clamp_mss(packet, self.spec.mss)
            batch.tun.append(packet)

    def _deliver_frame(self, protocol: int, frame: bytes, batch: Batch) -> None:
        """After a frame that may bring keys or a network about, the session's packets wait
        until the owner has seen this batch."""
        self._counters.control_in += 1
        batch.frames.append((self.spec.call_id, frame))
        if protocol in _DECISIVE:
            self._suspended = batch


_FLUSHED = 0x80
_IP = int(Protocol.IP)
_COMPRESSED = int(Protocol.COMPRESSED)
_DECISIVE = frozenset((Protocol.CCP, Protocol.IPCP))
_TCP = int(IpProtocol.TCP)
