from __future__ import annotations

import pytest

from tests.ios.callers import PEER, router_with
from tests.ios.sessions import at
from tests.ios.support import typed
from vpdn.ios.commands.line_actions import LONGEST
from vpdn.ios.dialog import CONTROL_Z
from vpdn.ios.lines import CONSOLE, Line
from vpdn.ios.router import Router
from vpdn.ios.shell import Shell

SECOND = Line("vty", 1, PEER, "ssh")


class Room:
    """An operator at the console and a caller on vty 1 who sees what he is told."""

    def __init__(self) -> None:
        self.router: Router = router_with("hostname angela")
        self.operator: Shell = at(self.router, CONSOLE, 15)
        self.caller: Shell = at(self.router, SECOND)
        self.told: list[str] = []
        self.gone = False
        self.caller.session.tell = self.told.append
        self.caller.session.hang_up = self._leave

    def _leave(self) -> None:
        self.gone = True


@pytest.mark.parametrize("line", ["clear line vty 1", "clear line 131"])
async def test_who_is_at_a_line_that_is_cleared_is_gone(line: str) -> None:
    room = Room()
    assert await typed(room.operator, line) == ""
    assert room.operator.prompt == "[confirm]"
    assert not room.gone
    assert await typed(room.operator, "") == " [OK]\n"
    assert room.gone


async def test_a_line_is_not_cleared_by_who_says_no_and_nobody_clears_his_own() -> None:
    room = Room()
    assert await typed(room.operator, "clear line vty 1", "n") == ""
    assert not room.gone
    own = await typed(room.operator, "clear line console 0")
    assert own == "% Not allowed to clear current line\n"
    assert await typed(room.operator, "clear line 0") == own


@pytest.mark.parametrize("to", ["*", "vty 1", "131"])
async def test_a_message_up_to_control_z(to: str) -> None:
    room = Room()
    screen = await typed(room.operator, f"send {to}", "going down", " at noon\x1a", "")
    assert screen == "Enter message, end with CTRL/Z; abort with CTRL/C:\n"
    head = "*** Message from tty0 to tty131:"
    assert room.told == [f"\n\n***\n***\n{head}\n***\ngoing down\n at noon\n\n"]


async def test_a_message_that_is_not_confirmed_is_not_sent() -> None:
    room = Room()
    await typed(room.operator, "send *", "no\x1a")
    assert room.operator.prompt == "Send message? [confirm]"
    await typed(room.operator, "n")
    assert room.told == []


async def test_a_message_without_an_end_is_not_taken_in_for_ever() -> None:
    room = Room()
    await typed(room.operator, "send *", "x" * (LONGEST - 2))
    refused = f"% The message is too long: at most {LONGEST} characters\n"
    assert await typed(room.operator, "yz") == refused
    assert room.operator.session.question is None
    assert await typed(room.operator, "send *", "x" * (LONGEST - 1) + CONTROL_Z, "") != refused
    assert len(room.told) == 1


@pytest.mark.parametrize("line", ["clear line vty 9", "clear line 999", "send 33", "send vty 5"])
async def test_a_line_that_is_not_there_is_no_input(line: str) -> None:
    screen = await typed(Room().operator, line)
    assert screen.endswith("^\n% Invalid input detected at '^' marker.\n\n")
