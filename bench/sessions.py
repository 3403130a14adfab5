"""What a packet costs when a thousand calls share them, beside one call that has them all.

The whole path: sockets, device and engine. The PCs are one program with the engine in C, whose work
is not counted. At either end a program sends to all calls in turns, so many packets a second
however many calls there are, in bursts: neighbours in a batch are of different calls, or all of
one. What the router's threads that carry packets take is divided by the packets the PCs have
counted; keepalives are Python's, and not in it. Everything is on one core. Both cases are up
at once, with a router each, and take turns.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median

from bench.held import TEMPLATE
from bench.packets import FASTEST, FLOOD, LARGE, PORT
from bench.site import Site, site
from bench.tiers import one_core
from tests.interop.network import Host
from tests.interop.router import LOOPBACK
from tests.labs.exchange import Exchange

RATE = 12_000
"""Packets a second, each way."""
AT_ONCE = 20
MOST = 1000
SECONDS = 1.5
SETTLED = 0.5
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Case:
    """`calls` calls with `rate` packets a second each way, all together."""

    calls: int
    rate: int

    @property
    def name(self) -> str:
        return f"{self.calls:,} calls" if self.calls > 1 else "1 call"


@dataclass(frozen=True, slots=True)
class Figure:
    """Nanoseconds a packet of IP, `packets` of it a second that went through, both ways together,
    and packets of GRE for each: one, and what acknowledges without data to travel on."""

    case: Case
    nanoseconds: float
    packets: float
    gre: float


CASES = (Case(1, RATE), Case(MOST, RATE))


def measure(
    progress: Callable[[str], None],
    cases: Sequence[Case] = CASES,
    seconds: float = SECONDS,
    rounds: int = ROUNDS,
) -> list[Figure]:
    """One figure a case: medians over the rounds."""
    samples: dict[Case, list[Figure]] = {case: [] for case in cases}
    with one_core(), ExitStack() as stack:
        places = {}
        for case in cases:
            progress(f"{case.name} up")
            places[case] = stack.enter_context(_connected(case))
        for number in range(1, rounds + 1):
            progress(f"round {number} of {rounds}")
            for case, connected in places.items():
                samples[case].append(_figure(case, *connected, seconds))
    return [
        Figure(
            case,
            median(each.nanoseconds for each in taken),
            median(each.packets for each in taken),
            median(each.gre for each in taken),
        )
        for case, taken in samples.items()
    ]


def report(figures: Iterable[Figure]) -> str:
    """The figures as two Markdown tables: as they are, and the ratio to the first."""
    first, *others = figures
    lines = [
        "| calls | packets/s, both ways | GRE packets for each | router's ns a packet |",
        "|---|---:|---:|---:|",
    ]
    for each in (first, *others):
        figure = f"{each.packets:,.0f} | {each.gre:.2f} | {each.nanoseconds:,.0f}"
        lines.append(f"| {each.case.name} | {figure} |")
    lines += ["", "| ratio within this run | |", "|---|---:|"]
    for each in others:
        names, ratio = f"{each.case.name} : {first.case.name}", each.nanoseconds / first.nanoseconds
        lines.append(f"| {names}, a packet | {ratio:.2f} |")
        lines.append(f"| {names}, a packet of GRE | {ratio * first.gre / each.gre:.2f} |")
    return "\n".join(lines)


@contextmanager
def _connected(case: Case) -> Iterator[tuple[Site, Exchange, list[str]]]:
    """A site, its PCs, and the inner addresses of the calls that are up."""
    with (
        site(TEMPLATE, datapath=FASTEST.value) as place,
        place.exchange(encryption="maximum") as pcs,
    ):
        addresses = pcs.dial(case.calls, AT_ONCE).addresses
        if len(addresses) < case.calls:
            raise RuntimeError(f"{len(addresses)} of {case.name} are up")
        for host in (place.wire, place.pcs):
            host.spawn(sys.executable, str(FLOOD), "sink", str(PORT), log=place.folder / "sink")
        yield place, pcs, addresses


def _figure(
    case: Case, place: Site, pcs: Exchange, addresses: Sequence[str], seconds: float
) -> Figure:
    """What the PCs have counted went through: the rest was dropped before a full window."""
    gre, packets = place.gre_packets(), _carried(pcs)
    spent = place.router_nanoseconds(carrying=True)
    senders = [
        _send(case, place, place.wire, addresses, seconds),
        _send(case, place, place.pcs, [f"{each},{LOOPBACK}" for each in addresses], seconds),
    ]
    for sender in senders:
        sender.wait()
    time.sleep(SETTLED)
    spent = place.router_nanoseconds(carrying=True) - spent
    packets = _carried(pcs) - packets
    gre = place.gre_packets() - gre
    return Figure(case, spent / packets, packets / seconds, gre / packets)


def _carried(pcs: Exchange) -> int:
    return sum(sent + received for sent, received in pcs.packets().values())


def _send(
    case: Case, place: Site, host: Host, ways: Sequence[str], seconds: float
) -> subprocess.Popen[bytes]:
    order = ("pace", str(LARGE), str(seconds), str(PORT), str(case.rate), *ways)
    return host.spawn(sys.executable, str(FLOOD), *order, log=place.folder / "pace")
