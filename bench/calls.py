"""How fast calls are set up: `vpdn load` calls a real router, from TCP to addresses and keys.

A set-up is all of it: TCP, PPTP, LCP, MS-CHAPv2, MPPE-128, IPCP and the router's route. Each call
is up for a second and hung up while others are set up. PCs and router share the machine, so the
processor time a call takes of each says more about them than the rate does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bench.site import site

TEMPLATE = " ppp encrypt mppe 128 required\n ppp authentication ms-chap-v2\n"


@dataclass(frozen=True, slots=True)
class Case:
    """`calls` calls, `at_once` of them being set up at any time."""

    radius: bool
    at_once: int
    calls: int

    @property
    def name(self) -> str:
        return f"{'RADIUS' if self.radius else 'local users'}, {self.at_once} at once"


@dataclass(frozen=True, slots=True)
class Figure:
    """`rate` calls a second; percentiles of one set-up, and the processor time that router and
    PCs took for a call, in milliseconds."""

    case: Case
    rate: float
    p50: float
    p99: float
    router: float
    pcs: float


CASES = tuple(
    Case(radius, at_once, calls)
    for radius in (False, True)
    for at_once, calls in ((1, 100), (10, 300), (50, 500))
)


def measure(progress: Callable[[str], None], cases: Sequence[Case] = CASES) -> list[Figure]:
    """One figure a case; the cases of one way to authenticate share a router."""
    figures = []
    for radius in dict.fromkeys(case.radius for case in cases):
        with site(TEMPLATE, radius=radius) as place:
            place.load("--sessions", "1", "--hold", "0.1")
            for case in (case for case in cases if case.radius == radius):
                progress(case.name)
                plan = ("--sessions", str(case.calls), "--dialling", str(case.at_once))
                before = place.router_seconds()
                found = place.load(*plan, "--rate", AS_FAST_AS_IT_GOES, "--hold", "1")
                spent = place.router_seconds() - before
                figures.append(_figure(case, found, spent))
    return figures


def report(figures: Iterable[Figure]) -> str:
    """The figures as two Markdown tables: as they are, and as ratios."""
    figures = list(figures)
    lines = [
        "| passwords from | calls/s | p50, ms | p99, ms | router's ms a call | PCs' ms a call |",
        "|---|---:|---:|---:|---:|---:|",
        *(_row(figure) for figure in figures),
    ]
    rates = {figure.case: figure.rate for figure in figures}
    ratios = [
        f"| {case.name} : {first.name} | {rates[case] / rates[first]:.2f} |"
        for case in rates
        for first in rates
        if case.radius == first.radius and case.at_once > first.at_once == 1
    ]
    if ratios:
        lines += ["", "| ratio of rates within this run | |", "|---|---:|", *ratios]
    return "\n".join(lines)


def _figure(case: Case, found: Any, router: float) -> Figure:
    whole, a_call = found["phases"]["whole"], 1000 / case.calls
    pcs = found["processor_seconds"]
    rate = found["calls"]["rate"]
    return Figure(case, rate, whole["p50_ms"], whole["p99_ms"], router * a_call, pcs * a_call)


def _row(figure: Figure) -> str:
    whole = f"{figure.rate:.0f} | {figure.p50:.0f} | {figure.p99:.0f}"
    return f"| {figure.case.name} | {whole} | {figure.router:.1f} | {figure.pcs:.1f} |"


AS_FAST_AS_IT_GOES = "10000/s"
