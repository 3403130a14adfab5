"""What a call costs that stays: its set-up alone, its memory while it is idle, and its end.

`vpdn load` places calls at a pace that leaves the router time to spare, so that percentiles are of
the router and not of a queue before it; the router is looked at before the first, while all are up
and after the last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bench.site import site

TEMPLATE = " ppp encrypt mppe 128 required\n ppp authentication ms-chap-v2\n"


@dataclass(frozen=True, slots=True)
class Case:
    """`calls` calls, begun at `rate` a second."""

    radius: bool
    rate: int
    calls: int

    @property
    def name(self) -> str:
        return f"{'RADIUS' if self.radius else 'local users'}, {self.rate} a second"


@dataclass(frozen=True, slots=True)
class Figure:
    """Percentiles of one set-up and the router's processor time for a set-up and for a hang-up, in
    milliseconds; the memory of a session in KiB."""

    case: Case
    p50: float
    p99: float
    setup: float
    hang_up: float
    memory: float


CASES = (Case(radius=False, rate=40, calls=500), Case(radius=True, rate=40, calls=500))


def measure(progress: Callable[[str], None], cases: Sequence[Case] = CASES) -> list[Figure]:
    """Each case has a router of its own: memory that others gave back would be used again."""
    figures = []
    for case in cases:
        progress(case.name)
        with site(TEMPLATE, radius=case.radius) as place:
            place.load("--sessions", "10", "--hold", "0.1")
            spent, memory = place.router_seconds(), place.router_memory()
            with place.hold(case.calls, "--rate", f"{case.rate}/s") as held:
                up, more = place.router_seconds(), place.router_memory()
            whole, a_call = held["phases"]["whole"], 1000 / case.calls
            figures.append(
                Figure(
                    case,
                    whole["p50_ms"],
                    whole["p99_ms"],
                    (up - spent) * a_call,
                    (place.router_seconds() - up) * a_call,
                    (more - memory) / case.calls / 1024,
                )
            )
    return figures


def report(figures: Iterable[Figure]) -> str:
    """The figures as a Markdown table."""
    head = (
        "| passwords from | p50, ms | p99, ms | router's ms a set-up | router's ms a hang-up"
        " | KiB a session |"
    )
    return "\n".join([head, "|---|---:|---:|---:|---:|---:|", *map(_row, figures)])


def _row(figure: Figure) -> str:
    times = f"{figure.p50:.0f} | {figure.p99:.0f} | {figure.setup:.2f} | {figure.hang_up:.2f}"
    return f"| {figure.case.name} | {times} | {figure.memory:.1f} |"
