"""Ten thousand calls on one router: what the last thousand costs beside the first, what all of them
cost while they do nothing, and what a packet costs beside them.

A `vpdn load` a thousand, each from an address of its own since a router bounds the connections of
one address. They come up at a pace the machine can hold; then the router is looked at while there
is nothing but keepalives, and at last while a thousand of the calls are at work.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import Any

from bench.cable import CARD
from bench.held import TEMPLATE
from bench.site import Site, site

GROUPS = 10
CALLS = 1000
"""In a group."""
RATE = 40
KEEPALIVE = " keepalive 60\n"
"""Seconds; with ten, as IOS has it, the PCs' answers take most of a core of a small machine."""
IDLE_SECONDS = 30.0
"""Of all; a sixth of it after each group."""
TRAFFIC = ("--traffic", "echo:64@5/s")
"""Of each call in the group that is at work."""
POOL = "ip local pool default 172.20.0.1 172.20.{}.254"
FIRST_HOST = 100


@dataclass(frozen=True, slots=True)
class Group:
    """The router's milliseconds of processor time a set-up, without what those cost that were up
    before; KiB a session; its idle processor time in percent of a core once these were up; and what
    `vpdn load` said."""

    setup: float
    memory: float
    idle: float
    report: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Figures:
    """Groups of `calls` calls. `idle` is the router's processor time in percent of a core with all
    up, over a longer time; `active` that while one more group has `packets` packets a second;
    `failures` counts calls that failed or were lost up to the end, by Windows' error and phase."""

    groups: Sequence[Group]
    calls: int
    idle: float
    active: float
    packets: float
    failures: Mapping[str, int]


def measure(
    progress: Callable[[str], None],
    groups: int = GROUPS,
    calls: int = CALLS,
    rate: int = RATE,
    seconds: float = IDLE_SECONDS,
) -> Figures:
    """Groups that come up one after the other, and one more that is at work."""
    found: list[Group] = []
    with site(TEMPLATE + KEEPALIVE, pool=POOL.format((groups + 1) * calls // 256 + 1)) as place:
        for number in range(groups + 1):
            place.pcs.ip("address", "add", f"{_address(number)}/24", "dev", CARD)
        with ExitStack() as stack:
            for number in range(groups):
                progress(f"calls {number * calls + 1:,} to {(number + 1) * calls:,}")
                before = found[-1].idle if found else 0.0
                found.append(_group(place, stack, _Plan(number, calls, rate), before, seconds / 6))
            progress("all are idle")
            idle = _share(place, seconds)
            progress(f"{calls:,} more are at work")
            active = stack.enter_context(_Plan(groups, calls, rate).hold(place, *TRAFFIC))
            taken = place.tunnel_packets()
            share = _share(place, seconds)
            packets = (place.tunnel_packets() - taken) / seconds
            progress("they hang up")
    reports = [active, *(group.report for group in found)]
    failures: Counter[str] = Counter()
    for each in (each for one in reports for each in one["failures"]):
        failures[f"{each['error']} in {each['phase']}"] += each["count"]
    return Figures(found, calls, idle, share, packets, failures)


def report(figures: Figures) -> str:
    """The figures as two Markdown tables: by thousand, and as ratios."""
    head = (
        "| calls | p50, ms | p99, ms | router's ms a set-up | KiB a session | idle, % of a core |"
    )
    lines = [head, "|---|---:|---:|---:|---:|---:|"]
    for number, group in enumerate(figures.groups):
        whole = group.report["phases"]["whole"]
        times = f"{whole['p50_ms']:.0f} | {whole['p99_ms']:.0f} | {group.setup:.2f}"
        first, last = number * figures.calls + 1, (number + 1) * figures.calls
        lines.append(f"| {first:,} to {last:,} | {times} | {group.memory:.1f} | {group.idle:.1f} |")
    one, ten = figures.groups[0], figures.groups[-1]
    up, more = len(figures.groups) * figures.calls, figures.calls
    packets = (figures.active - figures.idle) * 1e7 / figures.packets
    lost = sum(figures.failures.values())
    return "\n".join(
        [
            *lines,
            "",
            "| with all of them | |",
            "|---|---:|",
            f"| router's processor time, {up:,} idle, % of a core | {figures.idle:.1f} |",
            f"| {more:,} more at work, packets/s both ways | {figures.packets:,.0f} |",
            f"| router's processor time then, % of a core | {figures.active:.1f} |",
            f"| router's ns a packet and for {more:,} more keepalives | {packets:,.0f} |",
            f"| calls that failed or were lost{_kinds(figures)} | {lost} |",
            f"| last : first, router's ms a set-up | {ten.setup / one.setup:.2f} |",
            f"| last : first, KiB a session | {ten.memory / one.memory:.2f} |",
        ]
    )


def _kinds(figures: Figures) -> str:
    kinds = (f"{count} by error {kind}" for kind, count in figures.failures.items())
    return "".join(f", {kind}" for kind in kinds)


@dataclass(frozen=True, slots=True)
class _Plan:
    number: int
    calls: int
    rate: int

    def hold(self, place: Site, *options: str) -> AbstractContextManager[dict[str, Any]]:
        pace = ("--rate", f"{self.rate}/s", "--local", _address(self.number))
        return place.hold(self.calls, *pace, *options, name=f"load{self.number}")


def _group(place: Site, stack: ExitStack, plan: _Plan, before: float, seconds: float) -> Group:
    """`before`: what the router took idle, in percent of a core."""
    spent, memory, began = place.router_nanoseconds(), place.router_resident(), time.monotonic()
    found = stack.enter_context(plan.hold(place))
    up, more = place.router_nanoseconds(), place.router_resident()
    idle = before * 1e7 * (time.monotonic() - began)
    return Group(
        (up - spent - idle) / 1e6 / plan.calls,
        (more - memory) / 1024 / plan.calls,
        _share(place, seconds),
        found,
    )


def _share(place: Site, seconds: float) -> float:
    """The router's processor time in percent of a core."""
    spent = place.router_nanoseconds()
    time.sleep(seconds)
    return (place.router_nanoseconds() - spent) / seconds / 1e7


def _address(number: int) -> str:
    return f"10.200.20.{FIRST_HOST + number}"
