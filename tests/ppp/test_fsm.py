"""The automaton's table against the table RFC 1661 section 4.1 prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vpdn.errors import MisuseError
from vpdn.ppp.fsm import TABLE, Action, Event, State, Transition, step

PRINTED = Path(__file__).parent / "data" / "rfc1661_4_1.txt"

ROW = re.compile(r"^ *([A-Z][A-Za-z]+[+-]?) *\|(.*)$")
CELL = re.compile(r"^(?:([a-z,]+)/)?(\d)[prx]?$")


def printed_cell(text: str) -> Transition | None:
    if text == "-":
        return None
    match = CELL.match(text)
    assert match, text
    names = match[1].split(",") if match[1] else []
    return tuple(Action(name) for name in names), State(int(match[2]))


def printed_table() -> dict[Event, tuple[Transition | None, ...]]:
    rows: dict[Event, list[Transition | None]] = {}
    for line in PRINTED.read_text().splitlines():
        match = ROW.match(line)
        if match and match[1] != "Events":
            cells = [printed_cell(text) for text in match[2].split()]
            rows.setdefault(Event(match[1]), []).extend(cells)
    return {event: tuple(cells) for event, cells in rows.items()}


def test_the_printed_table_was_read_whole() -> None:
    printed = printed_table()
    assert set(printed) == set(Event)
    assert all(len(cells) == len(State) for cells in printed.values())
    assert sum(len(cells) for cells in printed.values()) == 160


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("state", State)
def test_every_cell_is_the_printed_one(state: State, event: Event) -> None:
    assert TABLE[event][state.value] == printed_table()[event][state.value]


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("state", State)
def test_step_takes_the_cell_and_refuses_a_dash(state: State, event: Event) -> None:
    cell = TABLE[event][state.value]
    if cell is None:
        with pytest.raises(MisuseError):
            step(state, event)
    else:
        assert step(state, event) == cell
