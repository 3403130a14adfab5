"""`python -m bench`: measure, print, and write docs/performance.md.

With `--long` what takes many minutes is measured, and nothing else; with words, only the sections
whose titles have one of them. What is not measured stays in the page as it is.
"""

from __future__ import annotations

import argparse
import platform
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown

from bench import (
    calls,
    configuration,
    crowd,
    crypto,
    datapath,
    engine,
    held,
    lasting,
    packets,
    sessions,
    through,
    tiers,
    workers,
)
from bench import page as pages
from bench.site import can_run

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Section:
    """What is measured, in words, and the function that measures it and gives Markdown. A new
    subject is a module of its own and one of these."""

    title: str
    subject: str
    measure: Callable[[Progress], str]
    needs_root: bool = True
    needs_compiler: bool = False
    long: bool = False

    @property
    def lacks(self) -> str | None:
        """What of its needs is not here."""
        if self.needs_root and not can_run():
            return "root"
        return "gcc" if self.needs_compiler and not shutil.which("gcc") else None


SECTIONS = (
    Section(
        "The Python data path",
        """\
Two engines back to back in one process, without sockets: what GRE, PPP framing, MPPE, windows and
routing cost. One direction at a time, one core.""",
        lambda progress: datapath.report(datapath.measure(progress)),
        needs_root=False,
    ),
    Section(
        "MPPE in C",
        """\
MPPE-128 alone, by the code any processor runs and by that for this one: the best of many short
stretches, in memory. Packets are enciphered one by one, 32 at a time, or with key schedules that
were made while there was nothing to do.""",
        lambda progress: crypto.report(crypto.measure(progress)),
        needs_root=False,
        needs_compiler=True,
    ),
    Section(
        "The data path in C",
        """\
The same two engines in C. Packets go to the calls in turns; one direction at a time, one core.""",
        lambda progress: engine.report(engine.measure(progress)),
        needs_root=False,
        needs_compiler=True,
    ),
    Section(
        "Two workers",
        """\
Two threads of the data path in C beside one, MPPE-128 stateless: engines and their locks, packets
from and to memory. A call's packets are deciphered by one and enciphered by the other.""",
        lambda progress: workers.report(workers.measure(progress)),
        needs_root=False,
        needs_compiler=True,
    ),
    Section(
        "The data paths",
        """\
TCP of 40 MB and small UDP packets, 32 on their way, from a PC through our client and our router,
MPPE-128, with every program on one core. `python` is the reference, the others are native/.""",
        lambda progress: tiers.report(tiers.measure(progress)),
    ),
    Section(
        "What a packet costs the router",
        """\
The processor time of the router's process, the kernel's work for it included, over the packets it
carried: not what a core carries of both ends, as above. A program gives the kernel UDP packets
faster than they can be carried, and the PC is the fastest there is whatever the router is; the
largest packet MPPE leaves of an MTU of 1,400 has 1,396 octets. Sending ends in the queue of the
other host, whose card works in the sender's time. MPPE alone is the enciphering of 32 packets in
memory.""",
        lambda progress: packets.report(packets.measure(progress)),
        needs_compiler=True,
    ),
    Section(
        "A thousand calls at work",
        """\
Packets of 1,396 octets both ways over the whole path, sockets and device included, by the fastest
data path: as many a second in one call as in a thousand that take turns. The processor time is that
of the router's threads that carry packets. What acknowledges without data to travel on is a packet
of GRE too.""",
        lambda progress: sessions.report(sessions.measure(progress)),
    ),
    Section(
        "From a PC through the tunnel",
        """\
The whole of it: a program on the PC, our client, our router, and the program that answers, each a
process in a network namespace, all on this machine. TCP is 20 MB with MTU 1400; round trips are
small UDP packets with 32 on their way.""",
        lambda progress: through.report(through.measure(progress)),
    ),
    Section(
        "Setting up calls",
        """\
From TCP to addresses, MS-CHAPv2 and MPPE-128, with N calls being set up at any time, each up for a
second. The PCs are one process (`vpdn load`) that takes as much of the machine as the router does;
processor time is of a call's whole life.""",
        lambda progress: calls.report(calls.measure(progress)),
    ),
    Section(
        "Calls that stay",
        """\
MS-CHAPv2 and MPPE-128 as above, at a rate below what the machine can do: the processor time of a
set-up and of a hang-up apart, and the memory of a session that is up and idle, Python's and that
of the data path together.""",
        lambda progress: held.report(held.measure(progress)),
    ),
    Section(
        "Configurations",
        """\
A running-config read from a file, printed, and one line typed into it on a router that is up. It is
made up of users, routes, access lists, pools, groups and templates.""",
        lambda progress: configuration.report(configuration.measure(progress)),
        needs_root=False,
    ),
    Section(
        "Ten thousand calls",
        """\
Calls that `vpdn load` holds, a thousand from each of ten addresses, begun at 40 a second; they do
nothing but keep alive, by an LCP echo a minute each (IOS' ten seconds cost six times as much, of
the router and of the PCs). Percentiles are of a whole set-up, with router and PCs on the two cores
of the machine. At last a thousand more send 5 pings a second each.""",
        lambda progress: crowd.report(crowd.measure(progress)),
        long=True,
    ),
    Section(
        "Ten minutes",
        """\
TCP from the PC and to it, in turns, without a pause, by the fastest data path and with MPPE-128,
every program on one core.""",
        lambda progress: lasting.report(lasting.measure(progress)),
        long=True,
    ),
)

INTRODUCTION = """\
# Performance

Written by `make bench`, the last two sections by `make bench ARGS=--long`. Absolute figures hold
for this machine and the hour of a section; compare ratios, and those only within one section."""


def main() -> None:
    console, began, asked = Console(), time.monotonic(), _arguments()
    texts = pages.sections(PAGE.read_text())
    console.print(f"Machine: {machine()}.")
    lacking = False
    for section in SECTIONS:
        if not _wanted(section, asked):
            continue
        if section.lacks:
            console.print(f"not measured without {section.lacks}: {section.title}")
            lacking = True
        else:
            texts[section.title] = _measured(section, console)
    console.print(f"{time.monotonic() - began:.0f} s in all")
    if not lacking:
        head = f"{INTRODUCTION}\n\nMachine: {machine()}."
        PAGE.write_text(pages.compose(head, (section.title for section in SECTIONS), texts))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--long", action="store_true", help="what takes many minutes")
    parser.add_argument("words", nargs="*", help="of titles of sections")
    return parser.parse_args()


def _wanted(section: Section, asked: argparse.Namespace) -> bool:
    if asked.words:
        return any(word.lower() in section.title.lower() for word in asked.words)
    return section.long is asked.long


def _measured(section: Section, console: Console) -> str:
    """What the section says, shown as well."""
    with console.status(section.title) as status:

        def progress(text: str) -> None:
            status.update(f"{section.title}: {text}")
            if not console.is_terminal:
                console.print(f"{section.title}: {text} ...")

        text = f"{section.subject}\n\n{section.measure(progress)}"
    console.print(Markdown(f"## {section.title}\n\n{text}"))
    return text


def machine() -> str:
    """Processor, kernel and interpreter in one line."""
    described = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.partition(":")[2].strip() for line in described if line.startswith("model name")]
    model = models[0] if models else platform.machine()
    kernel = re.match(r"[\d.]*\d", platform.release())
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{len(models) or 1} x {model}, Linux {kernel[0] if kernel else ''}, {python}"


if __name__ == "__main__":
    main()
