"""The one interface between sessions and their packets: RFC 2637 section 4, RFC 3078.

After a session's NCPs are up, IP packets go TUN ⇄ engine ⇄ GRE and nowhere else. An engine is a
machine too: no sockets, no clock; batches in, batches out. `datapath.reference` is it in Python;
other implementations must give the same outputs for the same inputs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from ipaddress import IPv4Address, IPv4Network
from operator import attrgetter
from typing import Protocol

from vpdn.crypto.mppe_keys import SessionKey
from vpdn.datapath.filters import Filter
from vpdn.datapath.policer import Limit
from vpdn.machine import Trace


@dataclass(frozen=True, slots=True)
class SessionSpec:
    """One call as the data path sees it. Ids are PPTP Call IDs; `window` is the peer's receive
    window in packets, `receive_window` the one the peer was told; `mru` the largest PPP payload
    the peer takes, in octets."""

    call_id: int
    peer_call_id: int
    peer: IPv4Address
    window: int = 64
    receive_window: int = 16
    mru: int = 1500
    pfc: bool = False
    acfc: bool = False
    mss: int | None = None
    """Clamp the MSS of TCP SYNs, both directions, to this; None leaves them alone."""
    routes: tuple[IPv4Network, ...] = ()
    """Inner destinations that go into this session (longest prefix wins over all sessions).
    Without any the session has no network yet: IP it sends is dropped."""
    source: IPv4Address | None = None
    """An inner address of this machine's own: IP from it goes into this session wherever it is
    bound for. For clients with many calls to one server, where destinations tell nothing."""
    inward: Filter | None = None
    """What the peer's packets must pass; `outward`, what packets for the peer must."""
    outward: Filter | None = None
    police_in: Limit | None = None
    """How much the peer may send; `police_out`, how much may be sent to it. A session whose limit
    stays the same keeps its bucket. Behind the access lists: what those refuse takes no tokens."""
    police_out: Limit | None = None
    require_encryption: bool = False
    """Never send or take IP in the clear."""
    capture_clear: bool = False
    """Show every PPP frame before encryption and after decryption."""
    capture_wire: bool = False
    """Show every GRE packet."""


@dataclass(frozen=True, slots=True)
class Mppe:
    """Encryption of one session: `send` and `receive` start keys, `bits` 40, 56 or 128."""

    bits: int
    stateful: bool
    send: SessionKey
    receive: SessionKey


@dataclass(slots=True)
class Counters:
    """What passed, in packets and octets of the inner IP, and what did not."""

    packets_in: int = 0
    packets_out: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    control_in: int = 0
    control_out: int = 0
    frames_in: int = 0
    frames_out: int = 0
    """PPP frames that GRE carried, IP and control, each once, whatever became of them."""
    octets_in: int = 0
    octets_out: int = 0
    """Of those frames, as GRE carried them."""
    acks_in: int = 0
    acks_out: int = 0
    duplicates: int = 0
    """GRE packets seen before, or too late to be used."""
    reordered: int = 0
    """GRE packets that came after a later one, and still in time: RFC 4737 section 3."""
    lost: int = 0
    """Sequence numbers that never came."""
    window_drops: int = 0
    """IP packets dropped because the peer's window stayed full."""
    too_big: int = 0
    clear_drops: int = 0
    """IP packets dropped because the session requires encryption and has none."""
    unrouted: int = 0
    """IP packets dropped because the session has no network."""
    filtered: int = 0
    """IP packets that an access list refused."""
    malformed: int = 0
    mppe_encrypted: int = 0
    mppe_decrypted: int = 0
    mppe_resets_sent: int = 0
    mppe_resets_received: int = 0
    mppe_dropped: int = 0
    mppe_missed: int = 0
    mppe_tx_coherency: int = 0
    mppe_rx_coherency: int = 0
    mppe_tx_key_changes: int = 0
    mppe_rx_key_changes: int = 0
    sequence_in: int = 0
    """The GRE sequence number expected next."""
    sequence_out: int = 0
    """The one sent next."""
    send_window: int = 0
    """Packets that may be unacknowledged at present."""
    conformed_in: int = 0
    """IP packets that a rate limit let pass, and their octets; none while there is no limit."""
    conformed_bytes_in: int = 0
    exceeded_in: int = 0
    """IP packets dropped because they exceeded the rate limit, and their octets."""
    exceeded_bytes_in: int = 0
    burst_in: int = 0
    """Octets of the limit's burst, and its debt, that were in use after its last packet."""
    conformed_out: int = 0
    conformed_bytes_out: int = 0
    exceeded_out: int = 0
    exceeded_bytes_out: int = 0
    burst_out: int = 0
    last_in: float = 0.0
    last_out: float = 0.0
    last_data: float = 0.0
    """When an IP packet last passed, either way: PPP's own frames do not keep a call busy."""
    last_limited_in: float = 0.0
    """When a rate limit last saw a packet."""
    last_limited_out: float = 0.0

    @property
    def policed(self) -> int:
        """IP packets dropped because they exceeded a rate limit, either way."""
        return self.exceeded_in + self.exceeded_out

    def copy(self) -> Counters:
        return Counters(*_VALUES(self))

    def since(self, mark: Counters) -> Counters:
        """What was counted after `mark`; what is no count stays as it is."""
        pairs = zip(_VALUES(self), _VALUES(mark), _COUNTED, strict=True)
        return Counters(*(now - before if counted else now for now, before, counted in pairs))


_NO_COUNTS = frozenset(
    {
        "mppe_tx_coherency",
        "mppe_rx_coherency",
        "sequence_in",
        "sequence_out",
        "send_window",
        "burst_in",
        "burst_out",
        "last_in",
        "last_out",
        "last_data",
        "last_limited_in",
        "last_limited_out",
    }
)
_VALUES = attrgetter(*Counters.__slots__)
_COUNTED = [name not in _NO_COUNTS for name in Counters.__slots__]


class EngineEvent(Enum):
    RESET_NEEDED = "MPPE lost synchronisation: ask the peer for a reset"
    RENEGOTIATE = "MPPE is lost beyond a reset: negotiate CCP again"


@dataclass(frozen=True, slots=True)
class Captured:
    """A packet of a session that is watched: a GRE packet (`wire`) or a PPP frame."""

    call_id: int
    wire: bool
    outward: bool
    packet: bytes


@dataclass(slots=True)
class Batch:
    """What one call of the engine wants done, in order within each list."""

    gre: list[tuple[IPv4Address, bytes]] = field(default_factory=list)
    """GRE packets (without IP header) and where they go."""
    tun: list[bytes] = field(default_factory=list)
    """IP packets for the TUN device."""
    frames: list[tuple[int, bytes]] = field(default_factory=list)
    """(call id, PPP frame): LCP, CCP, IPCP … for the session."""
    events: list[tuple[int, EngineEvent]] = field(default_factory=list)
    records: list[tuple[int, Trace]] | None = None
    """What happened to the packets, None while nobody asks."""
    captured: list[Captured] = field(default_factory=list)


class Sessions(Protocol):
    """What the owner of calls does with an engine, whoever carries its packets. Sessions are named
    by our own Call ID. Unknown ids raise MisuseError."""

    recording: bool
    """Whether batches have `records` of packets; off at first."""

    @property
    def stray(self) -> int:
        """GRE packets dropped: of no session, or not from its peer."""

    @property
    def unrouted(self) -> int:
        """Packets from TUN dropped: no session's routes cover them."""

    def add(self, spec: SessionSpec) -> None: ...

    def update(self, spec: SessionSpec) -> None:
        """Replace a session's settings; its keys, windows and counters stay."""

    def encrypt(self, call_id: int, mppe: Mppe | None) -> None:
        """Start encrypting with fresh keys, or (None) stop."""

    def reset(self, call_id: int) -> None:
        """The peer sent a CCP Reset-Request: the next packet out is flushed."""

    def remove(self, call_id: int) -> Counters: ...

    def counters(self, call_id: int) -> Counters: ...


class Engine(Sessions, Protocol):
    """Batches of packets in, batches out."""

    @property
    def deadline(self) -> float | None:
        """When `tick` wants to be called."""

    def from_gre(self, packets: Iterable[tuple[IPv4Address, bytes]], now: float) -> Batch: ...

    def from_tun(self, packets: Iterable[bytes], now: float) -> Batch: ...

    def send_frame(self, call_id: int, frame: bytes, now: float) -> Batch: ...

    def tick(self, now: float) -> Batch: ...
