"""What a packet costs the router: its processor time, over the packets its peer has counted.

Round trips of small packets measure the programs that send them. Here a program hands the kernel
many packets with one system call, into the tunnel from either end, and nobody reads them. The
router's own time is divided by what it carried, whatever else ran on the core meanwhile: the
kernel's work for its sockets and its device is in it, up to the queue of whoever is next.

The PC is the fastest there is whatever the router is, so that all have the same to do; everything
is on one core, and all routers are up at once and take turns, as in `bench.tiers`. MPPE alone in C
is measured in each round too, on the same core. The kernel samples how much of a program's time
is in user mode, so that share is of all rounds together.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench import crypto, flood
from bench.site import Site, site
from bench.through import STATELESS, Effort, serve, transfer
from bench.tiers import CARRIAGES, REFERENCE, one_core
from tests.interop.router import LOOPBACK
from tests.labs.exchange import Exchange
from vpdn.net.carriage import Carriage

FLOOD = Path(flood.__file__)
PORT = 9
SMALL, LARGE = 64, 1396
"""Octets of IP; the larger is what MPPE leaves of an MTU of 1,400."""
FASTEST = Carriage.XDP
SETTLED = 0.1
"""Seconds until the last packets have come through."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """UDP packets of `octets` each, or TCP, which fills them, when there are none."""

    name: str
    octets: int
    to_pc: bool


TRAFFIC = (
    Traffic("64 octets, to the PC", SMALL, to_pc=True),
    Traffic("64 octets, from the PC", SMALL, to_pc=False),
    Traffic("1,396 octets, to the PC", LARGE, to_pc=True),
    Traffic("1,396 octets, from the PC", LARGE, to_pc=False),
    Traffic("TCP, to the PC", 0, to_pc=True),
)
TO_PC, FROM_PC, LARGE_TO_PC, _, TCP_TO_PC = TRAFFIC


@dataclass(frozen=True, slots=True)
class Figures:
    """The router's nanoseconds a packet, and how much of them it spent in user mode; and those of
    MPPE-128 alone in C for one of 1,400 octets, stateless, 32 at a time."""

    packets: Mapping[Carriage, Mapping[Traffic, float]]
    user: Mapping[Carriage, Mapping[Traffic, float]]
    alone: float


@dataclass(frozen=True, slots=True)
class Sample:
    """The router's nanoseconds a packet; its seconds in user mode and in all."""

    nanoseconds: float
    user: float
    seconds: float


class Place:
    """A router, a PC with one call, and who does not read what comes."""

    def __init__(self, router: Site, pc: Exchange) -> None:
        self._site = router
        self._pc = pc
        (call,) = pc.dial(1).calls
        if call.mppe != (128, False):
            raise RuntimeError(call.line or "not enciphered")
        self._address = call.address
        serve(router, LOOPBACK)
        for host in (router.wire, router.pcs):
            host.spawn(sys.executable, str(FLOOD), "sink", str(PORT), log=router.folder / "sink")

    def cost(self, traffic: Traffic, effort: Effort) -> Sample:
        """What the router took for this traffic."""
        packets, user = self._packets(traffic), self._site.router_user_seconds()
        spent = self._site.router_nanoseconds()
        if traffic.octets:
            self._flood(traffic, effort.seconds)
        else:
            transfer(self._site, "get", LOOPBACK, effort)
        time.sleep(SETTLED)
        spent = self._site.router_nanoseconds() - spent
        user = self._site.router_user_seconds() - user
        return Sample(spent / (self._packets(traffic) - packets), user, spent / 1e9)

    def _flood(self, traffic: Traffic, seconds: float) -> None:
        site = self._site
        host, target = (site.wire, self._address) if traffic.to_pc else (site.pcs, LOOPBACK)
        order = ("send", str(traffic.octets), str(seconds), str(PORT), target)
        host.run(sys.executable, str(FLOOD), *order)

    def _packets(self, traffic: Traffic) -> int:
        sent, received = self._pc.packets()[self._address]
        return received if traffic.to_pc else sent


def measure(
    progress: Callable[[str], None],
    carriages: Sequence[Carriage] = CARRIAGES,
    effort: Effort | None = None,
) -> Figures:
    """Medians over the rounds; MPPE-128 stateless."""
    effort = effort or Effort(octets=30_000_000, seconds=0.4, rounds=3)
    samples: dict[Carriage, dict[Traffic, list[Sample]]] = {
        carriage: {traffic: [] for traffic in TRAFFIC} for carriage in carriages
    }
    alone = []
    with one_core(), ExitStack() as stack:
        cipher = Path(stack.enter_context(TemporaryDirectory())) / "crypto"
        crypto.build(cipher)
        places = {}
        for carriage in carriages:
            progress(f"{carriage.value} comes up")
            places[carriage] = stack.enter_context(_connected(carriage))
        for number in range(1, effort.rounds + 1):
            progress(f"round {number} of {effort.rounds}")
            alone.append(crypto.run(cipher, crypto.MILLISECONDS)[ALONE])
            for carriage, place in places.items():
                for traffic, taken in samples[carriage].items():
                    taken.append(place.cost(traffic, effort))
    return Figures(_of_each(samples, _median), _of_each(samples, _user_share), median(alone))


def report(figures: Figures) -> str:
    """The figures as three Markdown tables: nanoseconds, packets a second, and ratios."""
    titles = " | ".join(traffic.name for traffic in TRAFFIC)
    rule = "|---" + "|---:" * len(TRAFFIC) + "|"
    lines = [f"| router's ns a packet | {titles} |", rule]
    lines += _rows(figures, lambda nanoseconds: f"{nanoseconds:,.0f}")
    lines += ["", f"| thousand packets a second of it | {titles} |", rule]
    lines += _rows(figures, lambda nanoseconds: f"{1e6 / nanoseconds:,.1f}")
    lines += ["", f"MPPE alone, 1,400 octets: {figures.alone:,.0f} ns."]
    return "\n".join([*lines, "", "| ratio within this run | |", "|---|---:|", *_ratios(figures)])


def _rows(figures: Figures, shown: Callable[[float], str]) -> list[str]:
    return [
        f"| {carriage.value} | {' | '.join(shown(costs[traffic]) for traffic in TRAFFIC)} |"
        for carriage, costs in figures.packets.items()
    ]


def _ratios(figures: Figures) -> Iterator[str]:
    reference, fastest = figures.packets[REFERENCE], figures.packets.get(FASTEST)
    if fastest is None:
        return
    name, ratio = FASTEST.value, _small(reference) / _small(fastest)
    yield f"| {name} : {REFERENCE.value}, packets of 64 octets a second, both ways | {ratio:.2f} |"
    for traffic in (TO_PC, FROM_PC):
        ratio = reference[traffic] / fastest[traffic]
        yield f"| {name} : {REFERENCE.value}, {traffic.name} | {ratio:.2f} |"
    for traffic in (LARGE_TO_PC, TCP_TO_PC):
        ratio = fastest[traffic] / figures.alone
        user = ratio * figures.user[FASTEST][traffic]
        yield f"| {name}, {traffic.name} : {_ALONE} | {ratio:.2f} |"
        yield f"| {name}, {traffic.name}, user mode : {_ALONE} | {user:.2f} |"


def _of_each(
    samples: Mapping[Carriage, Mapping[Traffic, Sequence[Sample]]],
    figure: Callable[[Sequence[Sample]], float],
) -> dict[Carriage, dict[Traffic, float]]:
    return {
        carriage: {traffic: figure(taken) for traffic, taken in each.items()}
        for carriage, each in samples.items()
    }


def _median(samples: Sequence[Sample]) -> float:
    return median(sample.nanoseconds for sample in samples)


def _user_share(samples: Sequence[Sample]) -> float:
    return sum(sample.user for sample in samples) / sum(sample.seconds for sample in samples)


def _small(costs: Mapping[Traffic, float]) -> float:
    """Nanoseconds of a small packet there and one back."""
    return costs[TO_PC] + costs[FROM_PC]


@contextmanager
def _connected(carriage: Carriage) -> Iterator[Place]:
    template = f"{STATELESS.template} ppp authentication ms-chap-v2\n"
    with (
        site(template, datapath=carriage.value) as router,
        router.exchange(encryption="maximum", datapath=FASTEST.value) as pc,
    ):
        yield Place(router, pc)


ALONE = "stateless_batch_1400"
_ALONE = "MPPE alone"
