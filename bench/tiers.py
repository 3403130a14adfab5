"""The data paths against each other: TCP and small packets through the tunnel, everything on one
core.

One core is what tells them apart: there is nothing else that could be waited for. Both ends of
the tunnel have the same data path. All sites are up at once and take turns, so that what slows
the machine for a moment slows all alike.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from statistics import median

from bench.through import SMALL, STATELESS, Case, Effort, connected, echoes, serve, transfer
from vpdn.net.carriage import Carriage

REFERENCE = Carriage.PYTHON
TRIPS = f"{SMALL}-octet round trips"
CARRIAGES = tuple(each for each in Carriage if each is not Carriage.AUTO)


@dataclass(frozen=True, slots=True)
class Figure:
    """TCP's goodput in Mb/s, from and to the PC, and round trips of small packets a second."""

    carriage: Carriage
    sent: float
    received: float
    echoes: float

    @property
    def tcp(self) -> float:
        return self.sent + self.received


def measure(
    progress: Callable[[str], None],
    carriages: Sequence[Carriage] = CARRIAGES,
    effort: Effort | None = None,
) -> list[Figure]:
    """One figure a data path: medians over the rounds, MPPE-128 stateless."""
    effort = effort or Effort(octets=40_000_000, seconds=1.0, rounds=5)
    samples: dict[Carriage, list[tuple[float, float, float]]] = {each: [] for each in carriages}
    with one_core(), ExitStack() as stack:
        places = {}
        for carriage in carriages:
            progress(f"{carriage.value} comes up")
            place, address = stack.enter_context(connected(_case(carriage)))
            serve(place, address)
            places[carriage] = place, address
        for number in range(1, effort.rounds + 1):
            progress(f"round {number} of {effort.rounds}")
            for carriage, (place, address) in places.items():
                samples[carriage].append(
                    (
                        transfer(place, "put", address, effort),
                        transfer(place, "get", address, effort),
                        echoes(place, address, effort),
                    )
                )
    return [
        Figure(carriage, *(median(each) for each in zip(*taken, strict=True)))
        for carriage, taken in samples.items()
    ]


def report(figures: Iterable[Figure]) -> str:
    """The figures as two Markdown tables: as they are, and against Python."""
    by_carriage = {figure.carriage: figure for figure in figures}
    reference = by_carriage[REFERENCE]
    lines = [
        f"| data path | TCP from the PC, Mb/s | TCP to the PC, Mb/s | {TRIPS}/s |",
        "|---|---:|---:|---:|",
        *(
            f"| {carriage.value} | {each.sent:,.0f} | {each.received:,.0f} | {each.echoes:,.0f} |"
            for carriage, each in by_carriage.items()
        ),
        "",
        "| ratio within this run | TCP | round trips |",
        "|---|---:|---:|",
    ]
    for carriage, each in by_carriage.items():
        if each is not reference:
            tcp, trips = each.tcp / reference.tcp, each.echoes / reference.echoes
            lines.append(f"| {carriage.value} : {REFERENCE.value} | {tcp:.2f} | {trips:.2f} |")
    return "\n".join(lines)


def _case(carriage: Carriage) -> Case:
    return replace(STATELESS, datapath=carriage.value)


@contextmanager
def one_core() -> Iterator[None]:
    """Programs started meanwhile run on the last of our cores."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)
