"""One call's two directions joined: keys, settings, counters and the session's one timer.

Knows no other session, and not how packets found it.
"""

from __future__ import annotations

from vpdn.crypto.mppe import Decryptor, Encryptor
from vpdn.datapath.engine import Batch, Counters, Mppe, SessionSpec
from vpdn.datapath.inbound import Inbound
from vpdn.datapath.outbound import Outbound
from vpdn.datapath.sequence import ACK_SHARE, INFINITY, Arrivals


class Session:
    """Packets go straight to `inbound` and `outbound`; after each batch comes `settle`.
    `scheduled` belongs to the engine: the time it will call `tick` next."""

    def __init__(self, spec: SessionSpec) -> None:
        self.spec = spec
        self.peer = spec.peer
        self.counters = Counters()
        self.scheduled = INFINITY
        self._arrivals = Arrivals()
        self.inbound = Inbound(spec, self._arrivals, self.counters)
        self.outbound = Outbound(spec, self._arrivals, self.counters)

    def update(self, spec: SessionSpec) -> None:
        """Take over new settings; keys, numbers and counters stay."""
        self.spec = spec
        self.peer = spec.peer
        self.inbound.update(spec)
        self.outbound.update(spec)

    def encrypt(self, mppe: Mppe | None) -> None:
        """Begin with fresh keys, or stop encrypting."""
        self._fold(self.counters)
        encryptor = decryptor = None
        if mppe is not None:
            encryptor = Encryptor(mppe.send, mppe.bits, mppe.stateful)
            decryptor = Decryptor(mppe.receive, mppe.bits, mppe.stateful)
        self.outbound.encryptor = encryptor
        self.inbound.decrypt_with(decryptor)

    def reset(self) -> None:
        """The peer sent a CCP Reset-Request."""
        self.counters.mppe_resets_received += 1
        if self.outbound.encryptor is not None:
            self.outbound.encryptor.reset()

    def acknowledged(self, number: int, alone: bool, now: float) -> None:
        """A GRE packet acknowledged ours up to `number`, `alone` if it carried nothing else."""
        self.counters.acks_in += alone
        self.outbound.window.acknowledge(number, alone, now)

    @property
    def deadline(self) -> float:
        """When `tick` wants to be called, or infinity."""
        return min(self._arrivals.deadline, self.outbound.window.deadline)

    def tick(self, now: float, batch: Batch) -> None:
        self.outbound.window.expire(now)
        self.inbound.release(now, batch)
        self.settle(now, batch)

    def settle(self, now: float, batch: Batch) -> None:
        """Send what the window lets go, and acknowledge what no data did in time."""
        self.outbound.drain(now, batch)
        arrivals = self._arrivals
        most = max(1, self.spec.receive_window // ACK_SHARE)
        if arrivals.owed >= most or arrivals.acknowledgment_due(now):
            self.outbound.send_acknowledgment(batch)

    def snapshot(self) -> Counters:
        counters = self.counters.copy()
        counters.sequence_in = self._arrivals.expected & 0xFFFF_FFFF
        counters.sequence_out = self.outbound.window.next & 0xFFFF_FFFF
        counters.send_window = self.outbound.window.size
        self._fold_limits(counters)
        self._fold(counters)
        return counters

    def _fold_limits(self, counters: Counters) -> None:
        """Set what the policers counted."""
        inward, outward = self.inbound.policer, self.outbound.policer
        counters.conformed_in = inward.conformed
        counters.conformed_bytes_in = inward.conformed_octets
        counters.exceeded_in = inward.exceeded
        counters.exceeded_bytes_in = inward.exceeded_octets
        counters.burst_in = inward.burst
        counters.last_limited_in = inward.last
        counters.conformed_out = outward.conformed
        counters.conformed_bytes_out = outward.conformed_octets
        counters.exceeded_out = outward.exceeded
        counters.exceeded_bytes_out = outward.exceeded_octets
        counters.burst_out = outward.burst
        counters.last_limited_out = outward.last

    def _fold(self, counters: Counters) -> None:
        """Add what the present MPPE streams counted themselves."""
        encryptor, decryptor = self.outbound.encryptor, self.inbound.decryptor
        if encryptor is not None:
            counters.mppe_tx_coherency = encryptor.coherency
            counters.mppe_tx_key_changes += encryptor.key_changes
        if decryptor is not None:
            counters.mppe_rx_coherency = decryptor.coherency
            counters.mppe_rx_key_changes += decryptor.key_changes
            counters.mppe_missed += decryptor.missed
