"""Full load for ten minutes: what the router carries, and what it keeps, minute by minute.

TCP from a PC and to it, turn by turn, by the fastest data path, with MPPE-128. Nothing is left out:
a router that slows down or grows shows it in the last minute.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bench.packets import FASTEST
from bench.site import Site
from bench.through import STATELESS, Effort, connected, serve, transfer
from bench.tiers import one_core

MINUTES = 10
SECONDS = 60.0
OCTETS = 100_000_000
"""A transfer's."""


@dataclass(frozen=True, slots=True)
class Minute:
    """TCP's goodput in Mb/s; at its end the router's memory in KiB and its open descriptors."""

    mbps: float
    memory: int
    descriptors: int


def measure(
    progress: Callable[[str], None],
    minutes: int = MINUTES,
    seconds: float = SECONDS,
    octets: int = OCTETS,
) -> list[Minute]:
    """One figure a minute, which has so many seconds."""
    found = []
    with one_core(), connected(replace(STATELESS, datapath=FASTEST.value)) as (place, address):
        serve(place, address)
        for number in range(1, minutes + 1):
            progress(f"minute {number} of {minutes}")
            found.append(_minute(place, address, seconds, Effort(octets=octets)))
    return found


def report(minutes: Iterable[Minute]) -> str:
    """The figures as two Markdown tables: by minute, and the last against the second."""
    found = list(minutes)
    lines = [
        "| minute | TCP, both ways in turns, Mb/s | router's memory, KiB | open descriptors |",
        "|---|---:|---:|---:|",
        *(
            f"| {number} | {each.mbps:,.0f} | {each.memory:,} | {each.descriptors} |"
            for number, each in enumerate(found, 1)
        ),
    ]
    if len(found) > 1:
        second, last = found[1], found[-1]
        lines += ["", "| last minute : second | |", "|---|---:|"]
        lines.append(f"| Mb/s | {last.mbps / second.mbps:.2f} |")
        lines.append(f"| memory | {last.memory / second.memory:.3f} |")
    return "\n".join(lines)


def _minute(place: Site, address: str, seconds: float, effort: Effort) -> Minute:
    rates, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        rates += [transfer(place, verb, address, effort) for verb in ("put", "get")]
    # Each transfer has the same size: their mean rate is the harmonic one.
    goodput = len(rates) / sum(1 / rate for rate in rates)
    return Minute(goodput, place.router_resident() // 1024, place.router_descriptors())
