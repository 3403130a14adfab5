"""What goes to one peer: PPP framing, MPPE and GRE (RFC 2637 section 4) around IP packets.

IP waits in a bounded queue for the peer's window; control frames do not wait. Acknowledgments
travel on data where they can. Knows no socket and nothing of what a received packet contains.
"""

from __future__ import annotations

import struct
from collections import deque

from vpdn.crypto.mppe import Encryptor
from vpdn.datapath.engine import Batch, Captured, Counters, SessionSpec
from vpdn.datapath.mtu import fragmentation_needed
from vpdn.datapath.policer import Policer
from vpdn.datapath.sequence import Arrivals
from vpdn.datapath.trace import frame_passed, mppe_passed
from vpdn.datapath.window import SendWindow
from vpdn.wire.gre import PPP_PROTOCOL
from vpdn.wire.ip import IpProtocol, clamp_mss

QUEUE_LIMIT = 128
"""IP packets that may wait for the peer's window."""
MPPE_OVERHEAD = 4
"""Octets MPPE adds to the PPP payload: its header, and the protocol under the cipher."""

LARGEST = 0xFFFF - 20 - 16 - 4
"""Octets of a PPP payload that one IP packet can carry, whatever MRU a peer has: behind IP's and
GRE's headers, address, control and protocol."""


class Outbound:
    """Results go into the batch each method is given."""

    def __init__(self, spec: SessionSpec, arrivals: Arrivals, counters: Counters) -> None:
        self.encryptor: Encryptor | None = None
        self.window = SendWindow(spec.window)
        self.policer = Policer()
        self._arrivals = arrivals
        self._counters = counters
        self._queue: deque[bytes] = deque()
        self.update(spec)

    def update(self, spec: SessionSpec) -> None:
        """Take over new settings."""
        self._spec = spec
        self._mru = min(spec.mru, LARGEST)
        self.window.resize(spec.window)
        self.policer.change(spec.police_out)
        address = b"" if spec.acfc else b"\xff\x03"
        self._ip_prefix = address + (b"\x21" if spec.pfc else b"\x00\x21")
        self._mppe_prefix = address + (b"\xfd" if spec.pfc else b"\x00\xfd")

    def send_ip(self, packet: bytes, now: float, batch: Batch) -> None:
        """An IP packet for the peer: sent, queued behind the window, or dropped and counted."""
        spec = self._spec
        if spec.outward is not None and not spec.outward.permits(packet):
            self._counters.filtered += 1
            return
        largest = self._mru if self.encryptor is None else self._mru - MPPE_OVERHEAD
        if len(packet) > largest:
            self._too_big(packet, largest, batch)
            return
        if self.policer.limit is not None and not self.policer.admits(len(packet), now):
            return
        if spec.mss is not None and packet[9] == _TCP:
            packet = clamp_mss(packet, spec.mss)
        if not self._queue and self.window.open:
            self._transmit(packet, now, batch)
        elif len(self._queue) < QUEUE_LIMIT:
            self._queue.append(packet)
        else:
            self._counters.window_drops += 1

    def send_frame(self, frame: bytes, now: float, batch: Batch) -> None:
        """A PPP control frame: in the clear, and past the queue."""
        self._counters.control_out += 1
        if self._spec.capture_clear:
            batch.captured.append(Captured(self._spec.call_id, False, True, frame))
        self._send(frame, now, batch)

    def drain(self, now: float, batch: Batch) -> None:
        """Send what the window lets go by now."""
        while self._queue and self.window.open:
            self._transmit(self._queue.popleft(), now, batch)

    def send_acknowledgment(self, batch: Batch) -> None:
        """Acknowledge without data."""
        self._counters.acks_out += 1
        header = _WITH_NUMBER.pack(
            _ACK_ONLY, PPP_PROTOCOL, 0, self._spec.peer_call_id, self._arrivals.acknowledgment()
        )
        if self._spec.capture_wire:
            batch.captured.append(Captured(self._spec.call_id, True, True, header))
        batch.gre.append((self._spec.peer, header))

    def _transmit(self, packet: bytes, now: float, batch: Batch) -> None:
        """Enciphered only here, behind the queue, so that MPPE and GRE count in one order."""
        counters = self._counters
        if self.encryptor is not None:
            datagram = self.encryptor.encrypt(b"\x00\x21" + packet)
            counters.mppe_encrypted += 1
            if batch.records is not None:
                record = mppe_passed(True, datagram, self.encryptor.key_changes)
                batch.records.append((self._spec.call_id, record))
            self._send(self._mppe_prefix + datagram, now, batch)
        elif self._spec.require_encryption:
            counters.clear_drops += 1
            return
        else:
            self._send(self._ip_prefix + packet, now, batch)
        if self._spec.capture_clear:
            frame = b"\x00\x21" + packet
            batch.captured.append(Captured(self._spec.call_id, False, True, frame))
        counters.packets_out += 1
        counters.bytes_out += len(packet)
        counters.last_data = now

    def _send(self, payload: bytes, now: float, batch: Batch) -> None:
        spec = self._spec
        number = self.window.sent(now) & 0xFFFF_FFFF
        size, call_id = len(payload), spec.peer_call_id
        if self._arrivals.owed:
            acknowledgment = self._arrivals.acknowledgment()
            header = _WITH_BOTH.pack(
                _DATA_AND_ACK, PPP_PROTOCOL, size, call_id, number, acknowledgment
            )
        else:
            header = _WITH_NUMBER.pack(_DATA_ONLY, PPP_PROTOCOL, size, call_id, number)
        counters = self._counters
        counters.last_out = now
        counters.frames_out += 1
        counters.octets_out += size
        if batch.records is not None:
            batch.records.append((spec.call_id, frame_passed(True, payload)))
        packet = header + payload
        if spec.capture_wire:
            batch.captured.append(Captured(spec.call_id, True, True, packet))
        batch.gre.append((spec.peer, packet))

    def _too_big(self, packet: bytes, largest: int, batch: Batch) -> None:
        self._counters.too_big += 1
        answer = fragmentation_needed(packet, largest)
        if answer is not None:
            batch.tun.append(answer)


# Written out rather than through wire.gre.Packet: this is run for every packet.
_WITH_NUMBER = struct.Struct(">HHHHI")
_WITH_BOTH = struct.Struct(">HHHHII")
_DATA_ONLY = 0x3001
_DATA_AND_ACK = 0x3081
_ACK_ONLY = 0x2081
_TCP = int(IpProtocol.TCP)
