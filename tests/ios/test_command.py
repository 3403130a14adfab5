from __future__ import annotations

import pytest

from vpdn.errors import MisuseError
from vpdn.ios.command import Command, command
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
