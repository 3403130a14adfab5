"""The drawing of a call: the PC, the router and the RADIUS server as three lines downwards, and an
arrow for each message. 78 columns wide at most."""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.explain.session import Session, Step
from vpdn.explain.vocabulary import Way

_NUMBER = 7
_LEFT, _RIGHT = 36, 30
"""Columns between the PC and the router, the router and the RADIUS server."""


def draw(session: Session) -> Iterator[str]:
    """Its rows; the number before each is the input's line."""
    with_radius = any(step.way in (Way.ASK, Way.ANSWER) for step in session.steps + session.late)
    head = f"{'line':>{_NUMBER}} PC{'router':>{_LEFT + 2}}"
    yield head + (f"{'RADIUS':>{_RIGHT - 2}}" if with_radius else "")
    for step in session.steps:
        yield _rung(step, with_radius)
    if session.left_out:
        yield f"{'…':>{_NUMBER}} │{f' {session.left_out} steps are left out':<{_LEFT}}│"
    for step in session.late:
        yield _rung(step, with_radius)


def _rung(step: Step, with_radius: bool) -> str:
    label = step.label + (f" ×{step.count}" if step.count > 1 else "")
    left, middle, right = " " * _LEFT, "│", " " * _RIGHT
    match step.way:
        case Way.IN:
            left, middle = _arrow(label, _LEFT, forward=True), "│"
        case Way.OUT:
            left = _arrow(label, _LEFT, forward=False)
        case Way.ASK:
            right = _arrow(label, _RIGHT, forward=True)
        case Way.ANSWER:
            right = _arrow(label, _RIGHT, forward=False)
        case _:
            middle, right = "●", f" {_cut(label, _RIGHT - 2)}".ljust(_RIGHT)
    end = "│" if with_radius else ""
    return f"{step.number:>{_NUMBER}} │{left}{middle}{right}{end}".rstrip()


def _arrow(label: str, width: int, *, forward: bool) -> str:
    words = f" {_cut(label, width - 6)} "
    line = f"─{words}".ljust(width - 1, "─")
    return f"{line}▶" if forward else f"◀{line}"


def _cut(label: str, width: int) -> str:
    return label if len(label) <= width else f"{label[: width - 1]}…"
