"""A call and its verdict, for people: ladder, cause, evidence, the PC's error, cure, weaknesses."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from vpdn.explain.ladder import draw
from vpdn.explain.session import Evidence, Session
from vpdn.explain.verdict import Finding, Verdict

_COLUMN = 12
"""Where the text begins behind its heading."""


def report(number: int, session: Session, verdict: Verdict, width: int) -> Iterator[str]:
    """Its lines, none wider than `width` columns but those that quote and the drawing."""
    yield _title(number, session)
    yield ""
    yield from draw(session)
    yield ""
    yield from _finding("Diagnosis", verdict.diagnosis, width)
    for remark in verdict.remarks:
        yield from _finding("Beside", remark, width)
    for heading, weakness in zip(["Insecure", *[""] * 20], verdict.weaknesses, strict=False):
        yield from _wrapped(heading, f"{weakness.cause}. {weakness.cure}", width)
        yield from _configuration(weakness)


def _title(number: int, session: Session) -> str:
    user = f", user {session.values['user']}" if "user" in session.values else ""
    return f"── Call {number}: {session.name}{user}, lines {session.first} to {session.last} ──"


def _finding(heading: str, finding: Finding, width: int) -> Iterator[str]:
    yield from _wrapped(heading, f"{finding.cause}.", width)
    for evidence in finding.evidence:
        yield _quoted(evidence, width)
    for words in finding.derived:
        yield from _wrapped("", f"({words})", width)
    if finding.error:
        yield from _wrapped(
            "On the PC", f"Error {finding.error.number}: {finding.error.text}", width
        )
    if finding.cure:
        yield from _wrapped("Cure", finding.cure, width)
    yield from _configuration(finding)


def _configuration(finding: Finding) -> Iterator[str]:
    return (f"{'':{_COLUMN}}  {line}" for line in finding.lines)


def _quoted(evidence: Evidence, width: int) -> str:
    """A line that is too long without what stands before its message, since its number is here."""
    more = f" (×{evidence.count})" if evidence.count > 1 else ""
    head = f"{'':{_COLUMN}}{evidence.last.number}: "
    whole = f"{head}{evidence.last.text.strip()}{more}"
    if len(whole) > width:
        whole = f"{head}{evidence.last.words}{more}"
    return whole if len(whole) <= width else f"{whole[: width - 1]}…"


def _wrapped(heading: str, words: str, width: int) -> list[str]:
    whole = words[:1].upper() + words[1:]
    return textwrap.wrap(
        whole.strip(),
        max(width, 40),
        initial_indent=f"{heading:{_COLUMN}}",
        subsequent_indent=" " * _COLUMN,
        break_long_words=False,
        break_on_hyphens=False,
    )
