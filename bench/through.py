"""Whole programs, end to end: TCP and small packets from a PC through our client's tunnel to our
router, each in a namespace.

Everything shares the machine: the program that sends, the client, the router and the program
that receives. The wire between them alone is measured beside it.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import echo
from bench.site import Site, site
from tests.interop.pppd import TRANSFER
from tests.interop.router import ADDRESS, LOOPBACK

TCP_PORT, ECHO_PORT = 5001, 5002
SMALL = 64
START_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Case:
    """`template` is what the router's virtual template says of encryption; None: no tunnel."""

    name: str
    template: str | None
    stateful: bool = False
    datapath: str = "auto"


@dataclass(frozen=True, slots=True)
class Figure:
    """TCP's goodput in Mb/s from and to the PC, and round trips of small packets a second."""

    case: Case
    sent: float
    received: float
    echoes: float

    @property
    def tcp(self) -> float:
        """Both directions together."""
        return self.sent + self.received


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is sent: octets of a TCP transfer, seconds of small packets, and how often."""

    octets: int = 20_000_000
    seconds: float = 1.5
    rounds: int = 3


WIRE = Case("no tunnel", None)
CLEAR = Case("in the clear", "")
STATELESS = Case("MPPE-128 stateless", " ppp encrypt mppe 128 required\n")
STATEFUL = Case("MPPE-128 stateful", " ppp encrypt mppe 128 required stateful\n", stateful=True)
CASES = (WIRE, CLEAR, STATELESS, STATEFUL)


def measure(
    progress: Callable[[str], None], cases: Sequence[Case] = CASES, effort: Effort | None = None
) -> list[Figure]:
    """One figure a case, each with a router of its own; medians over the rounds."""
    figures = []
    for case in cases:
        progress(case.name)
        with connected(case) as (place, address):
            serve(place, address)
            figures.append(_figure(case, place, address, effort or Effort()))
    return figures


def report(figures: Iterable[Figure]) -> str:
    """The figures as two Markdown tables: as they are, and as ratios."""
    by_case = {figure.case: figure for figure in figures}
    lines = [
        f"| tunnel | TCP from the PC, Mb/s | TCP to the PC, Mb/s | {SMALL}-octet round trips/s |",
        "|---|---:|---:|---:|",
        *(
            f"| {each.case.name} | {each.sent:,.0f} | {each.received:,.0f} | {each.echoes:,.0f} |"
            for each in by_case.values()
        ),
    ]
    ratios = [
        f"| clear : {case.name}, TCP | {by_case[CLEAR].tcp / by_case[case].tcp:.2f} |"
        for case in (STATELESS, STATEFUL)
        if {CLEAR, case} <= by_case.keys()
    ]
    if ratios:
        lines += ["", "| ratio within this run | |", "|---|---:|", *ratios]
    return "\n".join(lines)


@contextmanager
def connected(case: Case) -> Iterator[tuple[Site, str]]:
    """A site, and the address at which its router is reached in this case."""
    template = (case.template or "") + " ppp authentication ms-chap-v2\n"
    with site(template, datapath=case.datapath) as place:
        if case.template is None:
            yield place, ADDRESS
            return
        encryption = "maximum" if case.template else "none"
        with place.exchange(encryption=encryption, stateful=case.stateful) as pc:
            (call,) = pc.dial(1).calls
            if call.mppe != ((128, case.stateful) if case.template else None):
                raise RuntimeError(f"{case.name}: {call.line or call.mppe}")
            yield place, LOOPBACK


def serve(place: Site, address: str) -> None:
    """Start the programs that answer behind the tunnel."""
    for name, program, port in (("tcp", TRANSFER, TCP_PORT), ("echo", ECHO, ECHO_PORT)):
        log = place.folder / f"{name}.log"
        place.wire.spawn(sys.executable, str(program), "serve", address, str(port), log=log)
    _wait_for_listeners(place)


def _figure(case: Case, place: Site, address: str, effort: Effort) -> Figure:
    return Figure(
        case,
        median(transfer(place, "put", address, effort) for _ in range(effort.rounds)),
        median(transfer(place, "get", address, effort) for _ in range(effort.rounds)),
        median(echoes(place, address, effort) for _ in range(effort.rounds)),
    )


def _wait_for_listeners(place: Site) -> None:
    deadline = time.monotonic() + START_SECONDS
    for ask in (("-Hltn", f"sport = {TCP_PORT}"), ("-Hlun", f"sport = {ECHO_PORT}")):
        while not place.wire.run("ss", *ask):
            if time.monotonic() > deadline:
                raise RuntimeError("the programs to talk to do not start")
            time.sleep(0.05)


def transfer(place: Site, verb: str, address: str, effort: Effort) -> float:
    """Mb/s of TCP, `put` from the PC or `get` to it."""
    order = (str(TRANSFER), verb, address, str(TCP_PORT), str(effort.octets))
    printed = place.pcs.run(sys.executable, *order, timeout=120)
    found = re.search(r"([\d.]+) Mb/s", printed)
    if found is None:
        raise RuntimeError(printed)
    return float(found[1])


def echoes(place: Site, address: str, effort: Effort) -> float:
    """Round trips of small packets a second."""
    order = (str(ECHO), "send", address, str(ECHO_PORT), str(SMALL), str(effort.seconds))
    back, seconds = place.pcs.run(sys.executable, *order).split()
    return int(back) / float(seconds)


ECHO = Path(echo.__file__)
