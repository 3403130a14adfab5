"""What a configuration will do to those who dial: the faults with their lines, what is insecure,
which passwords can be read; for people, and the same as values for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vpdn.explain.capture_report import finding_lines
from vpdn.explain.configuration import Reading, every
from vpdn.explain.configuration_cautions import caution_findings, insecure
from vpdn.explain.configuration_rules import findings
from vpdn.explain.finding import Finding
from vpdn.explain.layout import folded
from vpdn.ios.plain import Json, plain

_READABLE = re.compile(r"\b(password|key|community)( [07])? (?=\S)")


def all_findings(reading: Reading) -> list[Finding]:
    """Those with an error of the PC's first."""
    found = [*findings(reading), *caution_findings(reading)]
    return sorted(found, key=lambda one: not one.error)


def lines(reading: Reading, name: str, width: int) -> Iterator[str]:
    """`name` is the file's."""
    found, open_secrets = all_findings(reading), list(readable(reading))
    count = len(found)
    said = f"{count or 'no'} fault{'' if count == 1 else 's'}"
    if reading.unknown:
        said += f", {len(reading.unknown)} lines not understood (`vpdn check` shows them)"
    yield from folded(f"{name}: {said}", width)
    for finding in found:
        yield ""
        yield from finding_lines(finding, width)
    weak = [*insecure(reading), *open_secrets]
    if weak:
        yield ""
        yield "  Insecure"
        for one in weak:
            yield from folded(f"    {one}", width, 6)


def facts(reading: Reading, name: str) -> Json:
    """The same as one JSON document."""
    return {
        "file": name,
        "not_understood": [one.number for one in reading.unknown],
        "findings": [plain(one) for one in all_findings(reading)],
        "insecure": plain([*insecure(reading), *readable(reading)]),
    }


def readable(reading: Reading) -> Iterator[str]:
    """Lines whose password anybody can read: in the clear, or of type 7, which is no secret."""
    for entry in every(reading.tree):
        found = _READABLE.search(entry.text)
        if found is not None and entry.number and entry.setting.slot != "description":
            seven = (found[2] or "").strip() == "7"
            how = "of type 7, which anybody turns back" if seven else "in the clear"
            hidden = entry.text[: found.end()].partition("\n")[0]
            yield f"line {entry.number}: {hidden}…: the {found[1]} is {how}"
