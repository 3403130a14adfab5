"""What tests of benches share: who may run them, and how a report is read."""

from __future__ import annotations

import re

import pytest

from bench.site import can_run

needs_root = pytest.mark.skipif(not can_run(), reason="namespaces and devices need root")


def ignore(_text: str) -> None:
    pass


def rows(report: str) -> dict[str, list[float]]:
    """The figures of every row of a report's tables, by its first cell."""
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in report.splitlines()]
    return {
        first: [float(cell.replace(",", "")) for cell in others]
        for first, *others in cells
        if others and re.fullmatch(r"[\d,.]+", others[-1])
    }
