"""Two engines back to back over a channel that loses, repeats, reorders and forges, on a virtual
clock; CCP's part in MPPE (a Reset-Request that takes a while) is played by the channel too."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from heapq import heappop, heappush
from ipaddress import IPv4Address, IPv4Network

from tests.datapath.twins import MakeEngine
from vpdn.crypto.mppe_keys import SessionKey
from vpdn.datapath.engine import Batch, Counters, Engine, EngineEvent, Mppe, SessionSpec
from vpdn.wire.ip import checksum

ALICE, BOB = IPv4Address("192.0.2.1"), IPv4Address("192.0.2.2")
ALICE_CALL, BOB_CALL = 0x1234, 0xFEDC
EVERYWHERE = (IPv4Network("0.0.0.0/0"),)
LCP_ECHO = b"\xff\x03\xc0\x21\x09\x01\x00\x08\x00\x00\x00\x00"
SYN_MSS_1460 = bytes.fromhex(
    "4500002c000040004006000001010101020202020050c00000000000000000006002000000000000020405b4"
)
CCP_RESET = b"\x80\xfd\x0e\x01\x00\x04"


def ip_packet(number: int, size: int = 60) -> bytes:
    """An IPv4 packet (protocol 253, for experiments) with a number in it."""
    front = b"\x45\x00" + size.to_bytes(2, "big") + number.to_bytes(4, "big") + b"\x40\xfd"
    addresses = bytes(4) + b"\x0a\x00\x00\x01"
    total = checksum(front + addresses).to_bytes(2, "big")
    return front + total + addresses + bytes(size - 20)


def number_of(packet: bytes) -> int:
    return int.from_bytes(packet[4:8], "big")


def keys(bits: int, stateful: bool) -> tuple[Mppe, Mppe]:
    """Both ends' keys of one session."""
    size = 16 if bits == 128 else 8
    one, other = SessionKey(bytes(range(size))), SessionKey(bytes(range(size, 2 * size)))
    return Mppe(bits, stateful, one, other), Mppe(bits, stateful, other, one)


def specs(window: int = 64, encrypted: bool = False) -> tuple[SessionSpec, SessionSpec]:
    def spec(call_id: int, peer_call_id: int, peer: IPv4Address) -> SessionSpec:
        return SessionSpec(
            call_id,
            peer_call_id,
            peer,
            window=window,
            receive_window=window,
            routes=EVERYWHERE,
            require_encryption=encrypted,
        )

    return spec(ALICE_CALL, BOB_CALL, BOB), spec(BOB_CALL, ALICE_CALL, ALICE)


@dataclass
class Faults:
    """Shares of packets lost, repeated and delayed, and how many forged ones come for each."""

    loss: float = 0.0
    repeat: float = 0.0
    delay: float = 0.0
    jitter: float = 0.02
    forge: int = 0


@dataclass
class End:
    """One engine and what came out of it."""

    engine: Engine
    call_id: int
    address: IPv4Address
    got: list[bytes] = field(default_factory=list)
    frames: list[bytes] = field(default_factory=list)
    events: list[EngineEvent] = field(default_factory=list)

    def counters(self) -> Counters:
        return self.engine.counters(self.call_id)


class Channel:
    """`run` moves time; `mppe` None is a session in the clear."""

    LATENCY = 0.01
    RESET_LATENCY = 0.03

    def __init__(
        self,
        make: MakeEngine,
        faults: Faults,
        seed: int,
        mppe: tuple[Mppe, Mppe] | None,
        window: int = 64,
    ) -> None:
        self.now = 0.0
        self.faults = faults
        self._random = random.Random(seed)
        self._agenda: list[tuple[float, int, End, bytes | None]] = []
        self._count = 0
        alice, bob = specs(window, mppe is not None)
        self.alice = End(make(), ALICE_CALL, ALICE)
        self.bob = End(make(), BOB_CALL, BOB)
        self.alice.engine.add(alice)
        self.bob.engine.add(bob)
        if mppe is not None:
            self.alice.engine.encrypt(ALICE_CALL, mppe[0])
            self.bob.engine.encrypt(BOB_CALL, mppe[1])

    def send(self, end: End, *packets: bytes) -> None:
        """IP packets from the network behind `end`."""
        self._perform(end, end.engine.from_tun(packets, self.now))

    def send_frame(self, end: End, frame: bytes) -> None:
        self._perform(end, end.engine.send_frame(end.call_id, frame, self.now))

    def run(self, until: float) -> None:
        """Everything that happens until then, in the order of time."""
        while True:
            timers = [end.engine.deadline for end in (self.alice, self.bob)]
            upcoming = [at for at in timers if at is not None]
            if self._agenda:
                upcoming.append(self._agenda[0][0])
            if not upcoming or min(upcoming) > until:
                break
            self.now = max(self.now, min(upcoming))
            self._step()
        self.now = until

    def _step(self) -> None:
        for end in (self.alice, self.bob):
            if end.engine.deadline is not None and end.engine.deadline <= self.now:
                self._perform(end, end.engine.tick(self.now))
        while self._agenda and self._agenda[0][0] <= self.now:
            _, _, end, packet = heappop(self._agenda)
            if packet is None:
                end.engine.reset(end.call_id)
            else:
                source = self._other(end).address
                self._perform(end, end.engine.from_gre([(source, packet)], self.now))

    def _perform(self, end: End, batch: Batch) -> None:
        for destination, packet in batch.gre:
            assert destination == self._other(end).address
            self._carry(self._other(end), packet)
        end.got += batch.tun
        end.frames += [frame for _, frame in batch.frames]
        for call_id, event in batch.events:
            assert call_id == end.call_id
            end.events.append(event)
            if event is EngineEvent.RESET_NEEDED and not self._chance(self.faults.loss):
                self._at(self.RESET_LATENCY, self._other(end), None)

    def _carry(self, to: End, packet: bytes) -> None:
        for _ in range(self.faults.forge):
            self._at(self.LATENCY, to, self._forged(packet))
        copies = 1 + self._chance(self.faults.repeat)
        for _ in range(copies):
            if not self._chance(self.faults.loss):
                late = self._chance(self.faults.delay)
                self._at(
                    self.LATENCY + late * self._random.random() * self.faults.jitter, to, packet
                )

    def _forged(self, packet: bytes) -> bytes:
        """What somebody sends who knows addresses, Call ID and about where the numbers are."""
        call_id = packet[6:8]
        number = int.from_bytes(packet[8:12], "big") + self._random.choice((0, 1, 5, 900, 10**6))
        header = self._random.choice((0x9000, 0x1000)) | self._random.randrange(4096)
        body = b"\xfd" + header.to_bytes(2, "big") + b"\x02" + self._random.randbytes(60)
        size = len(body).to_bytes(2, "big")
        wire_number = (number & 0xFFFF_FFFF).to_bytes(4, "big")
        return b"\x30\x01\x88\x0b" + size + call_id + wire_number + body

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _at(self, delay: float, end: End, packet: bytes | None) -> None:
        self._count += 1
        heappush(self._agenda, (self.now + delay, self._count, end, packet))

    def _other(self, end: End) -> End:
        return self.bob if end is self.alice else self.alice
