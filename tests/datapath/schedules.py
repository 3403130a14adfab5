"""Packet schedules: the same inputs for two engines, drawn from a seed.

A server under test has sessions of every kind with peers that answer; between them packets are
lost, repeated, held up, changed and forged, keys change, settings change, sessions come and go.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from ipaddress import IPv4Address, IPv4Network
from itertools import zip_longest

from tests.datapath.ends import CCP_RESET, LCP_ECHO, ip_packet, keys
from vpdn.datapath.engine import Batch, Counters, Engine, SessionSpec
from vpdn.datapath.filters import Filter, Place, Rule
from vpdn.datapath.policer import Limit
from vpdn.wire import ip

SERVER = IPv4Address("192.0.2.1")
STRANGER = IPv4Address("192.0.2.66")
FRAMES = (
    LCP_ECHO,
    CCP_RESET,
    b"\x80\x21\x01\x01\x00\x04",
    b"\x57" + bytes(40),
    b"\xff\x03\xc0\x21\x05\x02\x00\x04",
    b"\xfd",
)
MODES = ((0, False), (40, False), (56, False), (128, False), (40, True), (128, True))


class Twins:
    """Two engines that must answer alike. What the first one answers is what counts further on."""

    def __init__(self, one: Engine, other: Engine) -> None:
        self.one, self.other = one, other

    def both(self, verb: str, *arguments: object) -> Batch:
        mine = getattr(self.one, verb)(*arguments)
        others = getattr(self.other, verb)(*arguments)
        if mine != others:
            raise AssertionError(f"{verb} at {arguments[-1]}: {_difference(mine, others)}")
        return mine or Batch()

    def counters(self, call_id: int) -> Counters:
        mine, others = self.one.counters(call_id), self.other.counters(call_id)
        for field in fields(Counters):
            this, that = getattr(mine, field.name), getattr(others, field.name)
            assert this == that, f"call {call_id}, {field.name}"
        return mine


class Schedule:
    """`run` plays `packets` packets. Every session's peer is a session of `peers`, an engine of its
    own, whose Call IDs are ours plus 20,000."""

    SESSIONS = 12
    DISTANCE = 20_000

    def __init__(self, twins: Twins, peers: Engine, seed: int, trouble: float = 0.1) -> None:
        self.now = 0.0
        self.twins, self.peers = twins, peers
        self.trouble = trouble
        self._random = random.Random(seed)
        self._filters = [Filter(self._rules()) for _ in range(3)]
        self._specs: dict[int, SessionSpec] = {}
        self._up: list[tuple[IPv4Address, bytes]] = []
        self._down: list[tuple[IPv4Address, bytes]] = []
        self.carried = 0
        self._numbers = 0
        for call_id in range(1, self.SESSIONS + 1):
            self._connect(call_id)

    def run(self, packets: int) -> None:
        while self.carried < packets:
            self._turn()
            if self._chance(0.05):
                for call_id in self._specs:
                    self.twins.counters(call_id)
        for call_id in list(self._specs):
            self.twins.both("remove", call_id)

    def _turn(self) -> None:
        self.now += self._random.choice((0.0, 0.0002, 0.002, 0.01, 0.03, 0.2))
        self._peers_send()
        self._server_gets()
        self._server_sends()
        self._peers_get()
        deadline = self.twins.one.deadline
        if deadline is not None and (deadline <= self.now or self._chance(0.1)):
            self._answer(self.twins.both("tick", max(self.now, deadline)))
            self.now = max(self.now, deadline)
        if self._chance(0.02):
            self._change()

    # --- packets ------------------------------------------------------------------------

    def _peers_send(self) -> None:
        """What the peers' networks, and the peers themselves, have to say."""
        packets = list(self._packets(self._random.choice((1, 3, 8, 40)), up=True))
        self._up += self._from_peers(self.peers.from_tun(packets, self.now))
        if self._chance(0.1):
            call_id = self._random.choice(list(self._specs)) + self.DISTANCE
            frame = self._random.choice(FRAMES)
            self._up += self._from_peers(self.peers.send_frame(call_id, frame, self.now))
        self._up += self._from_peers(self.peers.tick(self.now))

    def _server_gets(self) -> None:
        arriving, self._up = self._troubled(self._up)
        self.carried += len(arriving)
        while arriving:
            size = self._random.choice((1, 2, 16, 64))
            batch, arriving = arriving[:size], arriving[size:]
            self._answer(self.twins.both("from_gre", batch, self.now))

    def _server_sends(self) -> None:
        packets = list(self._packets(self._random.choice((0, 1, 5, 64)), up=False))
        self.carried += len(packets)
        self._answer(self.twins.both("from_tun", packets, self.now))
        if self._chance(0.1):
            call_id, frame = self._random.choice(list(self._specs)), self._random.choice(FRAMES[:4])
            self._answer(self.twins.both("send_frame", call_id, frame, self.now))

    def _peers_get(self) -> None:
        arriving, self._down = self._troubled(self._down)
        self._up += self._from_peers(
            self.peers.from_gre([(SERVER, octets) for _, octets in arriving], self.now)
        )

    def _answer(self, batch: Batch) -> None:
        self._down += batch.gre

    def _from_peers(self, batch: Batch) -> list[tuple[IPv4Address, bytes]]:
        """With who sent it: every peer has an address of its own."""
        return [(self._sender(octets), octets) for _, octets in batch.gre]

    def _sender(self, packet: bytes) -> IPv4Address:
        return _peer(int.from_bytes(packet[6:8], "big"))

    def _packets(self, count: int, up: bool) -> Iterator[bytes]:
        """IP packets, a few of them strange. They come in runs, as those of connections do."""
        call_id = self._random.choice(list(self._specs))
        for _ in range(count):
            if self._chance(0.3):
                call_id = self._random.choice(list(self._specs))
            yield self._packet(call_id, up)

    def _packet(self, call_id: int, up: bool) -> bytes:
        self._numbers += 1
        if self._chance(0.02):
            return self._random.randbytes(self._random.randrange(64))
        size = self._random.choice((40, 60, 60, 200, 600, 1400, 1496, 1500, 1600))
        inner = _inner(call_id).packed
        packet = bytearray(ip_packet(self._numbers, size))
        packet[12:16], packet[16:20] = (inner, b"\x0a\x02\0\1") if up else (b"\x0a\x02\0\1", inner)
        packet[6] = self._random.choice((0, 0, 0x40, 0x20))
        packet[9] = self._random.choice((1, 6, 6, 17, 47))
        if packet[9] == 6:
            packet[32:34] = self._random.choice(
                (b"\x60\x02", b"\x50\x10", b"\xf0\x02", b"\x60\x12")
            )
            packet[20:24] = self._random.randbytes(4)
            packet[40:44] = b"\x02\x04\x05\xb4"[: max(0, size - 40)]
        packet[10:12] = b"\0\0"
        packet[10:12] = ip.checksum(bytes(packet[:20])).to_bytes(2, "big")
        return bytes(packet)

    def _troubled(
        self, packets: list[tuple[IPv4Address, bytes]]
    ) -> tuple[list[tuple[IPv4Address, bytes]], list[tuple[IPv4Address, bytes]]]:
        """What arrives now, and what later."""
        arriving, later = [], []
        for sender, packet in packets:
            if not self._chance(self.trouble):
                arriving.append((sender, packet))
                continue
            match self._random.randrange(6):
                case 0:
                    later.append((sender, packet))
                case 1:
                    arriving += [(sender, packet), (sender, packet)]
                case 2:
                    arriving.append((STRANGER, packet))
                case 3:
                    arriving += [(sender, self._damaged(packet)), (sender, packet)]
                case 4:
                    arriving.insert(self._random.randrange(len(arriving) + 1), (sender, packet))
        return arriving, later

    def _damaged(self, packet: bytes) -> bytes:
        """Forged, more often than not where it does harm: flags, numbers, PPP and MPPE headers."""
        octets = bytearray(packet)
        for _ in range(self._random.randrange(1, 4)):
            if octets:
                octets[min(self._random.randrange(len(octets)), 26)] = self._random.randrange(256)
        return bytes(octets[: self._random.choice((len(octets), len(octets), 12, 20))])

    # --- what operators and control protocols do ----------------------------------------------

    def _change(self) -> None:
        call_id = self._random.choice(list(self._specs))
        match self._random.randrange(7):
            case 0:
                self._encrypt(call_id)
            case 1:
                self.twins.both("reset", call_id)
            case 2:
                self.peers.reset(call_id + self.DISTANCE)
            case 3:
                self._specs[call_id] = self._spec(call_id)
                self.twins.both("update", self._specs[call_id])
            case 4:
                self.twins.both("remove", call_id)
                self.peers.remove(call_id + self.DISTANCE)
                self._connect(call_id)
            case 5:
                self._random.choice(self._filters).replace(self._rules())
            case 6:
                recording = self._chance(0.3)
                self.twins.one.recording = self.twins.other.recording = recording

    def _connect(self, call_id: int) -> None:
        self._specs[call_id] = self._spec(call_id)
        self.twins.both("add", self._specs[call_id])
        peer = SessionSpec(
            call_id + self.DISTANCE,
            call_id,
            SERVER,
            window=self._random.choice((1, 16, 64)),
            receive_window=self._random.choice((1, 16, 64)),
            mru=1700,
            source=_inner(call_id),
            routes=(IPv4Network("10.2.0.0/16"),),
        )
        self.peers.add(peer)
        self._encrypt(call_id)

    def _encrypt(self, call_id: int) -> None:
        """Both ends; now and then one of them has other keys, or none."""
        bits, stateful = self._random.choice(MODES)
        ours, theirs = keys(bits, stateful) if bits else (None, None)
        if self._chance(0.1):
            ours = self._random.choice((None, keys(40, True)[1]))
        self.twins.both("encrypt", call_id, ours)
        self.peers.encrypt(call_id + self.DISTANCE, theirs)

    def _spec(self, call_id: int) -> SessionSpec:
        inward, outward = (self._random.choice((None, None, *self._filters)) for _ in range(2))
        routes: tuple[IPv4Network, ...] = (IPv4Network(_inner(call_id)),)
        if self._chance(0.2):
            routes += (IPv4Network((int(_inner(call_id)) & ~0xFF, 24)),)
        return SessionSpec(
            call_id,
            call_id + self.DISTANCE,
            _peer(call_id),
            window=self._random.choice((1, 2, 16, 64, 1024)),
            receive_window=self._random.choice((1, 2, 16, 64)),
            mru=self._random.choice((576, 1400, 1500, 1700)),
            pfc=self._chance(0.5),
            acfc=self._chance(0.5),
            mss=self._random.choice((None, 536, 1300)),
            routes=routes if self._chance(0.95) else (),
            inward=inward,
            outward=outward,
            police_in=self._limit(),
            police_out=self._limit(),
            require_encryption=self._chance(0.2),
            capture_clear=self._chance(0.1),
            capture_wire=self._chance(0.1),
        )

    def _limit(self) -> Limit | None:
        """One of few, so that some sessions keep theirs when their settings change."""
        rate, burst = self._random.choice(((64_000, 4000), (333_333, 20_000), (2_000_000, 1500)))
        limit = Limit(rate, burst, self._random.choice((0, burst, 3 * burst)))
        return limit if self._chance(0.3) else None

    def _rules(self) -> tuple[Rule, ...]:
        rules = [
            Rule(self._chance(0.5), protocol=self._random.choice((None, 1, 6, 17)))
            for _ in range(self._random.randrange(3))
        ]
        web = Place(ports=((80, 90), (443, 443), (1024, 30000)))
        rules.append(Rule(self._chance(0.7), destination=web, protocol=6))
        rules.append(Rule(self._chance(0.5), protocol=6, established=True))
        return (*rules, Rule(self._chance(0.8)))

    def matches(self) -> list[list[int]]:
        return [each.matches for each in self._filters]

    def _chance(self, share: float) -> bool:
        return self._random.random() < share


def _difference(one: Batch, other: Batch) -> str:
    """The first thing the two have not in common, short enough to be read."""
    for field in fields(Batch):
        mine, others = getattr(one, field.name) or [], getattr(other, field.name) or []
        for place, (this, that) in enumerate(zip_longest(mine, others)):
            if this != that:
                return f"{field.name}[{place}]: {this!r:.400} and {that!r:.400}"
    return "records"


@cache
def _inner(call_id: int) -> IPv4Address:
    return IPv4Address("172.16.10.0") + call_id


@cache
def _peer(call_id: int) -> IPv4Address:
    return IPv4Address("198.51.100.0") + call_id % 256
