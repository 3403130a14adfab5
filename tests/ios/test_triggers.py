from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from tests.ios.support import HER, PC
from vpdn.aaa.trace import UserCreated
from vpdn.ios.conditions import Condition
from vpdn.ios.tokens import InterfaceName
from vpdn.ios.triggers import Triggers
from vpdn.machine import Trace
from vpdn.nas.events import Event
from vpdn.nas.trace import AddressAssigned, InterfaceChanged, VaccessCreated, VaccessReleased

TAC = Condition(1, "tac")
VI1 = Condition(2, InterfaceName("Virtual-Access", "1"))
GIVEN = Condition(3, HER)
ABOUT = {TAC: "username tac", VI1: "interface Vi1", GIVEN: "ip 172.16.10.1"}
CREATED, KNOWN = VaccessCreated(1), UserCreated(b"tac", "Virtual-Access1", 1, "MSCHAP", 1)
ASSIGNED, RELEASED = AddressAssigned(HER), VaccessReleased(by_peer=True)


def event(
    trace: Trace, user: str = "tac", interface: int = 1, assigned: IPv4Address | None = None
) -> Event:
    return Event(0.0, trace, 29, 29, interface, user, PC, assigned)


def line(condition: Condition, what: str, count: int, interface: int = 1) -> str:
    subject = f"Condition {condition.number}, {ABOUT[condition]}"
    return f"Vi{interface} Debug: {subject} {what}, count {count}"


def test_an_interface_meets_conditions_as_its_call_comes_and_none_when_it_goes() -> None:
    triggers, table = Triggers(), (TAC, VI1, GIVEN)
    call = [
        event(CREATED, ""),
        event(KNOWN),
        event(ASSIGNED, assigned=HER),
        event(RELEASED, assigned=HER),
    ]
    assert [list(triggers.happened(one, table)) for one in call] == [
        [line(VI1, "triggered", 1)],
        [line(TAC, "triggered", 2)],
        [line(GIVEN, "triggered", 3)],
        [line(TAC, "cleared", 2), line(VI1, "cleared", 1), line(GIVEN, "cleared", 0)],
    ]


def test_what_was_told_is_told_once() -> None:
    triggers = Triggers()
    assert list(triggers.happened(event(KNOWN), (TAC,))) == [line(TAC, "triggered", 1)]
    assert list(triggers.happened(event(KNOWN), (TAC,))) == []


def test_another_user_on_a_link_that_begins_anew_meets_it_no_more() -> None:
    triggers = Triggers()
    list(triggers.happened(event(KNOWN), (TAC,)))
    assert list(triggers.happened(event(KNOWN, "bob"), (TAC,))) == [line(TAC, "cleared", 0)]
    assert list(triggers.happened(event(RELEASED, "bob"), (TAC,))) == []


@pytest.mark.parametrize(
    "happened",
    [event(InterfaceChanged(up=False)), event(CREATED, interface=0), event(RELEASED)],
    ids=["no news", "no interface", "over"],
)
def test_nothing_else_changes_anything(happened: Event) -> None:
    assert list(Triggers().happened(happened, (TAC, VI1))) == []


def test_each_interface_counts_by_itself() -> None:
    triggers = Triggers()
    assert list(triggers.added(TAC, [1, 2])) == [
        line(TAC, "triggered", 1),
        line(TAC, "triggered", 1, interface=2),
    ]
    assert list(triggers.added(VI1, [1])) == [line(VI1, "triggered", 2)]
    assert list(triggers.happened(event(RELEASED, interface=2), (TAC, VI1))) == [
        line(TAC, "cleared", 0, interface=2)
    ]
    assert list(triggers.removed([TAC])) == [line(TAC, "cleared", 1)]
    assert list(triggers.removed([TAC, VI1])) == [line(VI1, "cleared", 0)]
    assert list(triggers.removed([TAC, VI1])) == []


def test_a_call_that_came_before_a_new_condition_was_told_counts_once() -> None:
    triggers = Triggers()
    assert list(triggers.happened(event(KNOWN), (TAC,))) == [line(TAC, "triggered", 1)]
    assert list(triggers.added(TAC, [1])) == []
    assert list(triggers.happened(event(RELEASED), (TAC,))) == [line(TAC, "cleared", 0)]
