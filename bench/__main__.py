"""`python -m bench`: measure, print, and write docs/performance.md."""

from __future__ import annotations

import platform
from collections.abc import Callable
from pathlib import Path

from bench import datapath

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"

SUBJECT = """\
Two engines back to back in one process, without sockets: what GRE, PPP framing, MPPE, windows and
routing cost. One direction at a time, one core."""
SECTIONS: tuple[tuple[str, str, Callable[[], str]], ...] = (
    ("The Python data path", SUBJECT, lambda: datapath.report(datapath.measure())),
)
"""Title, what is measured, and the function that measures it and gives Markdown. A new subject is
a module of its own and a line here."""
INTRODUCTION = """\
# Performance

Written by `make bench`. Absolute figures hold for this machine and this hour; compare ratios, and
those only within one run."""


def main() -> None:
    parts = [INTRODUCTION, f"Machine: {machine()}."]
    for title, subject, measure in SECTIONS:
        print(f"measuring: {title} ...", flush=True)
        parts += [f"## {title}", subject, measure()]
    page = "\n\n".join(parts) + "\n"
    print(page)
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page)


def machine() -> str:
    """Processor, kernel and interpreter in one line."""
    described = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.partition(":")[2].strip() for line in described if line.startswith("model name")]
    model = models[0] if models else platform.machine()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{len(models) or 1} x {model}, Linux {platform.release()}, {python}"


if __name__ == "__main__":
    main()
