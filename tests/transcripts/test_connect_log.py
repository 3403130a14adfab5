"""The document's success log, line by line, against what our lab's router prints."""

from __future__ import annotations

import os
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from tests.transcripts.masking import mask, stamped

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "fidelity.md"
LAST = "Install route"

REASONS: dict[str, str] = {}
"""Why a masked line of the document is not printed by our router."""


def _until_route(lines: list[str]) -> list[str]:
    log = [line for line in lines if stamped(line)]
    end = next(number for number, line in enumerate(log) if LAST in line)
    return log[: end + 1]


def _document() -> list[str]:
    return _until_route((HERE / "connect.log").read_text().splitlines())


def _missing(theirs: list[str], ours: list[str]) -> list[str]:
    """Lines of the document that ours lacks at their place."""
    masked = [mask(line) for line in theirs]
    matcher = SequenceMatcher(None, masked, [mask(line) for line in ours], autojunk=False)
    kept = {
        block.a + offset for block in matcher.get_matching_blocks() for offset in range(block.size)
    }
    return [line for number, line in enumerate(theirs) if number not in kept]


def _page(theirs: list[str], missing: list[str]) -> str:
    parts = [
        "# Fidelity",
        "",
        "Written by `make docs` from a run of the lab (`tests/transcripts/test_connect_log.py`).",
        "",
        "The lab's PC, with the habits of Windows 2000, dials the document's router; what the",
        "router prints from the TCP connection to the route is laid beside the document's log,",
        "in the same order, with only what differs from call to call masked: times, ids, magic",
        "numbers, ports, addresses of memory and random octets (`tests/transcripts/masking.py`).",
        "",
        f"**{len(theirs) - len(missing)} of {len(theirs)} lines match.**",
        "",
    ]
    if not missing:
        parts.append("There is no line of the document that our router does not print.")
    for line in missing:
        reason = REASONS.get(mask(line), "no reason is known: this is a defect")
        parts += [f"- `{mask(line)}`: {reason}"]
    return "\n".join(parts) + "\n"


def test_the_router_prints_the_documents_log_line_for_line(played: str) -> None:
    ours = _until_route(played.splitlines())
    assert [mask(line) for line in ours] == [mask(line) for line in _document()]


def test_the_fidelity_page_says_what_this_run_shows(played: str) -> None:
    theirs, ours = _document(), _until_route(played.splitlines())
    page = _page(theirs, _missing(theirs, ours))
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(page)
    assert PAGE.read_text() == page, "run `make docs`"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("*Mar  7 04:21:07.719: Vi1 LCP: State is Open", "*Mar  7 04:21:07.719: Vi1 LCP: State is"),
        ("Attribute 61 6 00000005", "Attribute 61 6 00000000"),
        (
            "Vi1 CCP:    MS-PPC supported bits 0x01000020",
            "Vi1 CCP: MS-PPC supported bits 0x01000040",
        ),
        ("Vi1 LCP: O CONFREQ [Listen] id 7 len 15", "Vi1 LCP: O CONFREQ [REQsent] id 7 len 15"),
        ("Vi1 LCP: O CONFREQ [Listen] id 7 len 15", "Vi1 LCP: O CONFREQ [Listen] id 7 len 16"),
        ("Vi1 IPCP: Pool returned 172.16.10.1", "Vi1 IPCP: Pool returned 172.16.10.2"),
    ],
)
def test_masking_hides_no_difference_that_matters(one: str, other: str) -> None:
    assert mask(one) != mask(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "*Mar  7 04:21:07.719: Vi1 LCP: State is Open",
            "*Nov 22 16:55:33.151: Vi1 LCP: State is Open",
        ),
        ("Tnl 29 PPTP: Destroy tunnel", "Tnl 1 PPTP: Destroy tunnel"),
        ("MagicNumber 0x3050EB1F (0x05063050EB1F)", "MagicNumber 0x00000001 (0x050600000001)"),
        ("AAA/AUTHEN (2474402925): status = PASS", "AAA/AUTHEN (1474402925): status = PASS"),
    ],
)
def test_masking_hides_what_differs_from_call_to_call(one: str, other: str) -> None:
    assert mask(one) == mask(other)
