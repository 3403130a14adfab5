from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.ios.support import angela
from vpdn.errors import ConfigError, MisuseError
from vpdn.ios.command import Command, Data, command, pieces
from vpdn.ios.modes import Mode
from vpdn.ios.router import Session


def test_the_parameters_of_the_function_are_the_names_of_the_pattern() -> None:
    with pytest.raises(MisuseError, match="function takes"):

        @command(Mode(">", ""), "show it WORD$name", "it  x\nname  x")
        def show_it(session: Session, what: str) -> str:
            return what


def test_a_command_joins_its_mode() -> None:
    mode: Mode[Command] = Mode(">", "")

    @command(mode, "[no] it", "it  x")
    def it(session: Session, no: bool) -> str:
        return ""

    assert mode.declarations[0].target.run is it
    assert mode.declarations[0].target.takes_no


def declared(data: Data | None) -> Command:
    mode: Mode[Command] = Mode(">", "")

    @command(mode, "show it [WORD$name]", "it  x\nname  x", data=data)
    def show_it(session: Session, name: str = "") -> str:
        return name

    return mode.declarations[0].target


def test_the_data_of_a_command_takes_those_of_the_arguments_it_needs() -> None:
    session = angela()[2].session
    plain = declared(lambda session: 1)
    assert plain.answer(session, {"name": "x"}) == 1
    named = declared(lambda session, name="all", other=None: [name, other])
    assert named.answer(session, {"name": "x"}) == ["x", None]
    assert named.answer(session, {}) == ["all", None]


def test_data_that_cannot_do_without_an_unknown_argument_is_a_misuse() -> None:
    with pytest.raises(MisuseError, match=r"its data wants \['other'\]"):
        declared(lambda session, other: 1)


def test_a_command_without_data_says_so() -> None:
    with pytest.raises(ConfigError, match="it has no form in JSON"):
        declared(None).answer(angela()[2].session, {})


async def test_output_comes_in_pieces_whether_or_not_it_came_at_once() -> None:
    async def slow() -> AsyncIterator[str]:
        yield "a"
        yield "b"

    assert [piece async for piece in pieces("ab")] == ["ab"]
    assert [piece async for piece in pieces(slow())] == ["a", "b"]
