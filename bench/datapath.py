"""The Python data path alone: two engines back to back, no sockets, one thread.

Each case is measured several times, the cases taking turns, and the median counts: what slows
the machine for a moment then slows all cases alike. Encryption is MPPE-128.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv4Network
from statistics import median

from vpdn.crypto.mppe_keys import SessionKey
from vpdn.datapath.engine import Mppe, SessionSpec
from vpdn.datapath.reference import ReferenceEngine

CLIENT, SERVER = IPv4Address("192.0.2.1"), IPv4Address("192.0.2.2")
BATCH = 64
WINDOW = 1024
PACKETS = 6400
ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Case:
    """What is sent: IP packets of `size` octets, spread over `sessions` calls. `mppe` is
    `stateless`, `stateful` or None."""

    size: int
    mppe: str | None
    sessions: int = 1

    @property
    def name(self) -> str:
        cipher = f"MPPE-128 {self.mppe}" if self.mppe else "in the clear"
        calls = "" if self.sessions == 1 else f", {self.sessions} sessions"
        return f"{self.size} octets, {cipher}{calls}"


@dataclass(frozen=True, slots=True)
class Figure:
    """Seconds of processor time a packet takes going `out` (TUN to GRE) and `back` (GRE to TUN)."""

    case: Case
    out: float
    back: float

    @property
    def both(self) -> float:
        return self.out + self.back


CASES = (
    Case(64, None),
    Case(64, "stateless"),
    Case(64, "stateful"),
    Case(1400, None),
    Case(1400, "stateless"),
    Case(1400, "stateful"),
    Case(1400, "stateless", sessions=1000),
)


def measure(
    progress: Callable[[str], None],
    cases: Sequence[Case] = CASES,
    rounds: int = ROUNDS,
    packets: int = PACKETS,
) -> list[Figure]:
    """One figure a case."""
    samples: dict[Case, list[tuple[float, float]]] = {case: [] for case in cases}
    for number in range(1, rounds + 1):
        progress(f"round {number} of {rounds}")
        for case in cases:
            samples[case].append(run(case, packets))
    return [
        Figure(case, median(out for out, _ in taken), median(back for _, back in taken))
        for case, taken in samples.items()
    ]


def report(figures: Iterable[Figure]) -> str:
    """The figures as two Markdown tables: per direction, and as ratios."""
    by_case = {figure.case: figure for figure in figures}
    lines = [
        "| IP packets | TUN to GRE, packets/s | Mb/s | GRE to TUN, packets/s | Mb/s |",
        "|---|---:|---:|---:|---:|",
        *(_row(figure) for figure in by_case.values()),
        "",
        "| ratio within this run | |",
        "|---|---:|",
    ]
    for name, slow, fast in RATIOS:
        if slow in by_case and fast in by_case:
            lines.append(f"| {name} | {by_case[slow].both / by_case[fast].both:.2f} |")
    return "\n".join(lines)


def _row(figure: Figure) -> str:
    bits = figure.case.size * 8
    cells = [
        f"{1 / seconds:,.0f} | {bits / seconds / 1e6:,.0f}" for seconds in (figure.out, figure.back)
    ]
    return f"| {figure.case.name} | {' | '.join(cells)} |"


def run(case: Case, count: int) -> tuple[float, float]:
    """Seconds a packet takes out, and back."""
    client, server = _connected(case)
    packets = [_packet(case.size, number % case.sessions) for number in range(count)]
    now = out = back = 0.0
    for start in range(0, count, BATCH):
        now += 1.0
        batch = packets[start : start + BATCH]
        began = time.process_time()
        sent = client.from_tun(batch, now)
        halfway = time.process_time()
        arrived = server.from_gre([(CLIENT, octets) for _, octets in sent.gre], now)
        back += time.process_time() - halfway
        out += halfway - began
        if arrived.tun != batch:
            raise RuntimeError(f"{case.name}: what arrived is not what was sent")
        client.from_gre([(SERVER, octets) for _, octets in arrived.gre], now)
        client.tick(now)
    return out / count, back / count


def _connected(case: Case) -> tuple[ReferenceEngine, ReferenceEngine]:
    client, server = ReferenceEngine(), ReferenceEngine()
    for number in range(case.sessions):
        routes = (IPv4Network((_destination(number), 32)),)
        for engine, peer in ((client, SERVER), (server, CLIENT)):
            spec = SessionSpec(number, number, peer, WINDOW, WINDOW, pfc=True, acfc=True)
            engine.add(replace(spec, routes=routes))
        if case.mppe:
            one, other = SessionKey(bytes(range(16))), SessionKey(bytes(range(16, 32)))
            stateful = case.mppe == "stateful"
            client.encrypt(number, Mppe(128, stateful, one, other))
            server.encrypt(number, Mppe(128, stateful, other, one))
    return client, server


def _packet(size: int, session: int) -> bytes:
    front = b"\x45\x00" + size.to_bytes(2, "big") + bytes(5) + b"\x11" + bytes(6)
    return front + _destination(session) + bytes(size - 20)


def _destination(session: int) -> bytes:
    return (0x0A000000 + session).to_bytes(4, "big")


RATIOS = (
    ("stateless MPPE : clear, 1400 octets", Case(1400, "stateless"), Case(1400, None)),
    ("stateful MPPE : clear, 1400 octets", Case(1400, "stateful"), Case(1400, None)),
    ("stateless MPPE : clear, 64 octets", Case(64, "stateless"), Case(64, None)),
    ("1400 octets : 64 octets, stateless MPPE", Case(1400, "stateless"), Case(64, "stateless")),
    (
        "1000 sessions : 1, 1400 octets, stateless MPPE",
        Case(1400, "stateless", sessions=1000),
        Case(1400, "stateless"),
    ),
)
"""Time of the first over time of the second, both directions together."""
