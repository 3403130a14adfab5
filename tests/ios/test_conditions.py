from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from tests.ios.support import HER, PC, server_snapshot, session, tunnel
from vpdn.ios.conditions import Conditions, Value, show_conditions
from vpdn.ios.tokens import InterfaceName
from vpdn.nas.events import Event
from vpdn.nas.trace import VaccessRequested

VI1 = InterfaceName("Virtual-Access", "1")
OTHER = IPv4Address("192.0.2.66")


def event(
    user: str = "tac",
    interface: int = 1,
    address: IPv4Address | None = PC,
    assigned: IPv4Address | None = HER,
    session: int = 29,
    tunnel: int = 29,
) -> Event:
    return Event(
        0.0,
        VaccessRequested(),
        tunnel=tunnel,
        session=session,
        interface=interface,
        user=user,
        address=address,
        assigned=assigned,
    )


OF_A_TUNNEL = event("", 0, assigned=None, session=0)
OF_THE_SERVER = event("", 0, None, None, session=0, tunnel=0)


def shows(happened: Event, *values: Value) -> bool:
    conditions = Conditions()
    for value in values:
        conditions.add(value)
    return conditions.shows(happened)


def test_without_conditions_everything_is_shown() -> None:
    assert all(shows(one) for one in (event(), OF_A_TUNNEL, OF_THE_SERVER))


@pytest.mark.parametrize("value", ["tac", VI1, PC, HER], ids=str)
def test_a_session_is_shown_that_meets_the_condition(value: Value) -> None:
    assert shows(event(), value)
    assert not shows(event("other", 11, OTHER, None), value)


def test_a_session_whose_user_is_not_known_yet_meets_no_user() -> None:
    assert not shows(event(""), "tac")


def test_one_condition_of_several_is_enough() -> None:
    assert shows(event("other", 11), "tac", VI1, PC)
    assert not shows(event("other", 11, OTHER, OTHER), "tac", VI1, PC)


def test_another_kind_of_interface_is_nobodys() -> None:
    assert not shows(event(), InterfaceName("Serial", "1"))


def test_a_tunnel_is_held_against_addresses_only() -> None:
    assert shows(OF_A_TUNNEL, "tac", VI1)
    assert shows(OF_A_TUNNEL, PC)
    assert not shows(OF_A_TUNNEL, OTHER)
    assert not shows(OF_A_TUNNEL, "tac", OTHER)


def test_what_concerns_nobody_is_always_shown() -> None:
    assert shows(OF_THE_SERVER, "tac", VI1, OTHER)


def test_conditions_have_the_lowest_free_numbers() -> None:
    conditions = Conditions()
    first, second = conditions.add("tac"), conditions.add(VI1)
    assert (first.number, second.number) == (1, 2)
    assert conditions.find(VI1) is conditions.find(2) is second
    assert conditions.find("nobody") is conditions.find(3) is None
    conditions.remove(first)
    assert conditions.add(PC).number == 1
    assert conditions.find("tac") is None


def test_whoever_wants_to_know_is_told_of_one_more_or_less() -> None:
    conditions, told = Conditions(), []
    conditions.changed = lambda: told.append(len(conditions.table))
    conditions.remove(conditions.add("tac"))
    assert told == [1, 0]


def test_a_condition_tells_which_interfaces_meet_it() -> None:
    conditions = Conditions()
    snapshot = server_snapshot(tunnel(session(), session("other", interface=2)))
    assert show_conditions(conditions, snapshot) == ""
    for value in ("tac", InterfaceName("Virtual-Access", "2"), OTHER, PC):
        conditions.add(value)
    assert show_conditions(conditions, snapshot).splitlines() == [
        "Condition 1: username tac (1 flags triggered)",
        "        Flags: Vi1",
        "Condition 2: interface Vi2 (1 flags triggered)",
        "        Flags: Vi2",
        "Condition 3: ip 192.0.2.66 (0 flags triggered)",
        "Condition 4: ip 192.168.1.47 (2 flags triggered)",
        "        Flags: Vi1 Vi2",
    ]
