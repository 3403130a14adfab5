from __future__ import annotations

import pytest

from tests.ios.screens import Paper
from tests.ios.support import angela, typed
from vpdn.ios.display import Display
from vpdn.ios.pager import ERASE


class Stand:
    """A display, and what is on it."""

    def __init__(self) -> None:
        self.paper = Paper()
        self.shell = angela()[2]
        self.display = Display(self.paper, self.shell.session, lambda: "angela#sho")

    @property
    def text(self) -> str:
        return self.paper.text


@pytest.fixture
def stand() -> Stand:
    return Stand()


def test_line_ends_are_those_of_a_terminal(stand: Stand) -> None:
    stand.display.say("one\ntwo\n")
    stand.display.show("three\n")
    assert stand.text == "one\r\ntwo\r\nthree\n"


@pytest.mark.parametrize(("before", "after"), [("", ""), ("a\r\n", ""), (ERASE, ""), ("a", "\r\n")])
def test_a_line_is_begun_where_something_stands_in_this_one(
    stand: Stand, before: str, after: str
) -> None:
    stand.display.show(before)
    stand.display.fresh_line()
    assert stand.text == before + after


def test_a_log_line_interrupts_and_is_not_ended(stand: Stand) -> None:
    stand.display.say("angela#sho")
    assert stand.display.log("%SYS-5-X: y")
    assert stand.text == "angela#sho\r\n%SYS-5-X: y"
    stand.display.after_log()
    stand.display.after_log()
    assert stand.text == "angela#sho\r\n%SYS-5-X: y\r\n"


def test_what_is_no_log_line_is_gone_on_behind(stand: Stand) -> None:
    stand.display.say("angela#sho")
    stand.display.after_log()
    assert stand.text == "angela#sho"


def test_a_full_screen_takes_no_log_line(stand: Stand) -> None:
    stand.paper.full = True
    assert not stand.display.log("%SYS-5-X: y")
    assert stand.text == ""


@pytest.mark.parametrize(("prompted", "again"), [(True, "\r\nangela#sho"), (False, "")])
async def test_with_logging_synchronous_what_is_typed_is_shown_again(
    stand: Stand, prompted: bool, again: str
) -> None:
    await typed(stand.shell, "configure terminal", "line con 0", "logging synchronous", "end")
    stand.display.prompted = prompted
    stand.display.log("%SYS-5-X: y")
    assert stand.text == f"%SYS-5-X: y{again}"


@pytest.mark.parametrize(("prompted", "again"), [(True, "angela#sho"), (False, "")])
def test_a_message_is_followed_by_what_is_typed(stand: Stand, prompted: bool, again: str) -> None:
    stand.display.say("angela#sho")
    stand.display.prompted = prompted
    stand.display.tell("hello\n")
    assert stand.text == f"angela#sho\r\nhello\r\n{again}"
