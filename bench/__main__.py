"""`python -m bench`: measure, print, and write docs/performance.md."""

from __future__ import annotations

import platform
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown

from bench import calls, configuration, crypto, datapath, engine, held, through, tiers, workers
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
)

INTRODUCTION = """\
# Performance

Written by `make bench`. Absolute figures hold for this machine and this hour; compare ratios, and
those only within one run."""


def main() -> None:
    console, began = Console(), time.monotonic()
    page = [INTRODUCTION, f"Machine: {machine()}."]
    console.print(page[-1])
    for section in SECTIONS:
        if section.lacks:
            console.print(f"not measured without {section.lacks}: {section.title}")
        else:
            page += _measured(section, console)
    console.print(f"{time.monotonic() - began:.0f} s in all")
    if not any(section.lacks for section in SECTIONS):
        PAGE.write_text("\n\n".join(page) + "\n")


def _measured(section: Section, console: Console) -> list[str]:
    """The section's paragraphs, shown as well."""
    with console.status(section.title) as status:

        def progress(text: str) -> None:
            status.update(f"{section.title}: {text}")
            if not console.is_terminal:
                console.print(f"{section.title}: {text} ...")

        parts = [f"## {section.title}", section.subject, section.measure(progress)]
    console.print(Markdown("\n\n".join(parts)))
    return parts


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
