"""What a router prints of its configuration, it reads as the same configuration."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ios.lines import configurations, line
from vpdn.errors import ConfigError
from vpdn.ios import modes
from vpdn.ios.config import load
from vpdn.ios.grammar import match
from vpdn.ios.modes import GLOBAL, Mode
from vpdn.ios.multiline import waits_for
from vpdn.ios.setting import Setting
from vpdn.ios.tree import Block

COMMANDS = (modes.ANYBODY, modes.USER, modes.PRIVILEGED, modes.ACTIONS)
MODES: list[Mode[Any]] = [
    one for one in vars(modes).values() if isinstance(one, Mode) and one not in COMMANDS
]
# Tests get the place of a declaration: hypothesis prints what a test that fails was given, and a
# declaration holds on to every other.
DECLARATIONS = [(mode, one) for mode in MODES for one in mode.declarations]


@pytest.mark.timeout(600)
@given(configurations)
def test_what_is_rendered_loads_as_the_same(lines: list[str]) -> None:
    first = load("\n".join(lines)).running
    again = load(first.text())
    assert again.problems == ()
    assert again.running.text() == first.text()
    assert again.config == first.config


def commands(text: str) -> list[str]:
    """A text over several lines is one command if its first line waits for more."""
    lines = text.split("\n")
    return lines if waits_for(lines[0]) is None else [text]


@settings(max_examples=15)
@pytest.mark.parametrize(
    "place",
    range(len(DECLARATIONS)),
    ids=[f"{mode.prompt} {one.pattern.head}" for mode, one in DECLARATIONS],
)
@given(data=st.data())
def test_what_a_declaration_says_is_read_and_its_line_is_read_again(
    place: int, data: st.DataObject
) -> None:
    """No two declarations of a mode are in each other's way."""
    mode, declaration = DECLARATIONS[place]
    typed = data.draw(line(declaration))
    found = match(mode.declarations, typed)
    try:
        entry = Block().enter(found, 0)
    except ConfigError:
        return
    if entry is not None:
        block = Block()
        for one in commands(entry.text):
            again = block.enter(match(mode.declarations, one), 0)
        assert again is not None
        assert (again.text, again.setting.slot) == (entry.text, entry.setting.slot)


# IOS has both, and the group's is the one that a group reads.
SHARED = {"ip radius source-interface"}


@settings(max_examples=5)
@pytest.mark.parametrize(
    "place", range(len(GLOBAL.declarations)), ids=[one.pattern.head for one in GLOBAL.declarations]
)
@given(data=st.data())
def test_no_mode_takes_a_line_of_global_mode_for_its_own(place: int, data: st.DataObject) -> None:
    """Else what follows a section in a file would end up inside it."""
    declaration = GLOBAL.declarations[place]
    typed = data.draw(line(declaration))
    for mode in MODES:
        if mode is not GLOBAL and declaration.pattern.head not in SHARED:
            assert not takes(mode, typed), mode.prompt


def takes(mode: Mode[Setting], typed: str) -> bool:
    try:
        return match(mode.declarations, typed).exact
    except ConfigError:
        return False
