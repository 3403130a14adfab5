"""How fast calls are set up: real PCs dial a real router, from TCP to addresses and keys.

A set-up is all of it: TCP, PPTP, LCP, MS-CHAPv2, MPPE-128, IPCP, the router's route and the PC's
own address and route. PCs and router share the machine, so the router's processor time a call
says more about the router than the rate does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

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
    """`latencies` in milliseconds, sorted; `rate` calls a second; `router` milliseconds of its
    processor time a call."""

    case: Case
    rate: float
    latencies: tuple[float, ...]
    router: float

    def percentile(self, percent: int) -> float:
        """The latency that `percent` of the calls did not exceed."""
        return self.latencies[max(0, -(-len(self.latencies) * percent // 100) - 1)]


CASES = tuple(
    Case(radius, at_once, calls)
    for radius in (False, True)
    for at_once, calls in ((1, 100), (10, 300), (50, 500))
)


def measure(progress: Callable[[str], None], cases: Sequence[Case] = CASES) -> list[Figure]:
    """One figure a case; the cases of one way to authenticate share a router."""
    figures = []
    for radius in dict.fromkeys(case.radius for case in cases):
        with site(TEMPLATE, radius=radius) as place, place.exchange() as pcs:
            pcs.dial(1)
            pcs.hang_up()
            for case in (case for case in cases if case.radius == radius):
                progress(case.name)
                before = place.router_seconds()
                made = pcs.dial(case.calls, case.at_once)
                spent = place.router_seconds() - before
                figures.append(_figure(case, made.seconds, made.latencies, spent))
                pcs.hang_up()
    return figures


def report(figures: Iterable[Figure]) -> str:
    """The figures as two Markdown tables: as they are, and as ratios."""
    figures = list(figures)
    lines = [
        "| passwords from | calls/s | p50, ms | p99, ms | router's processor time a call, ms |",
        "|---|---:|---:|---:|---:|",
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


def _figure(case: Case, seconds: float, latencies: Sequence[float], router: float) -> Figure:
    if len(latencies) < case.calls:
        raise RuntimeError(f"{case.name}: {case.calls - len(latencies)} calls failed")
    rate, milliseconds = case.calls / seconds, router * 1000 / case.calls
    return Figure(case, rate, tuple(sorted(latencies)), milliseconds)


def _row(figure: Figure) -> str:
    cells = (
        f"{figure.rate:.0f}",
        *(f"{figure.percentile(percent):.0f}" for percent in (50, 99)),
        f"{figure.router:.1f}",
    )
    return f"| {figure.case.name} | {' | '.join(cells)} |"
