"""What the configuration lets in."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address
from typing import Any

import pytest

from tests.nas.world import PC, SERVER, World, config
from tests.virtual_loop import run
from vpdn.nas.admission import admit, control_settings, group_for_pptp
from vpdn.nas.calls import Calls
from vpdn.nas.config import RouterConfig, VpdnGroup
from vpdn.nas.limits import CALLS_IN_ALL, CALLS_WHILE_HALF_OPEN

GROUP = VpdnGroup("g", protocol="pptp", virtual_template=1)


class Crowd(Calls):
    """So many calls."""

    def __init__(self, count: int) -> None:
        super().__init__(float)
        self._count = count

    def __len__(self) -> int:
        return self._count


def judged(
    router: RouterConfig, *, active: int = 0, everywhere: int = 0, **asked: Any
) -> tuple[object, ...] | str:
    """The group and the template, or the limit, for one more call."""

    async def story() -> tuple[object, ...] | str:
        services = World(router).services
        services.active["g"] = active
        services.calls = Crowd(everywhere)
        return admit(
            services,
            SERVER,
            asked.get("host_name", ""),
            asked.get("calls", 0),
            half_open=asked.get("half_open", False),
        )

    return run(story())


def test_a_call_gets_the_first_group_that_takes_pptp_and_its_template() -> None:
    router = config()
    assert judged(router) == (GROUP, router.templates[1])


@pytest.mark.parametrize(
    ("changes", "limit"),
    [
        ({"vpdn_enable": False}, "no calls: no vpdn-group takes PPTP"),
        ({"vpdn_softshut": True}, "no new calls: vpdn softshut"),
        ({"groups": {}}, "no calls: no vpdn-group takes PPTP"),
        ({"groups": {"g": replace(GROUP, protocol="l2tp")}}, "no calls: no vpdn-group takes PPTP"),
        ({"templates": {}}, "no calls: there is no Virtual-Template1"),
        ({"vpdn_session_limit": 3}, "sessions"),
        ({"groups": {"g": replace(GROUP, session_limit=3)}}, "sessions of vpdn-group g"),
    ],
)
def test_a_call_is_turned_away_for_a_reason(changes: dict[str, Any], limit: str) -> None:
    assert judged(config(**changes), active=3) == limit


def test_call_ids_never_run_out() -> None:
    assert judged(config(), everywhere=CALLS_IN_ALL) == "sessions"
    assert isinstance(judged(config(), everywhere=CALLS_IN_ALL - 1), tuple)


def test_who_has_not_logged_in_gets_few_calls() -> None:
    few = CALLS_WHILE_HALF_OPEN
    assert judged(config(), calls=few, half_open=True) == "calls before the first is up"
    assert isinstance(judged(config(), calls=few), tuple)
    assert isinstance(judged(config(), calls=few - 1, half_open=True), tuple)


@pytest.mark.parametrize(("protocol", "takes"), [("pptp", True), ("any", True), ("l2f", False)])
def test_a_group_takes_pptp_by_its_protocol(protocol: str, takes: bool) -> None:
    group = replace(GROUP, protocol=protocol)
    assert (group_for_pptp(config(groups={"g": group}), SERVER) is group) is takes


@pytest.mark.parametrize(("source", "takes"), [(None, True), (SERVER, True), (PC, False)])
def test_a_group_takes_calls_at_its_source_ip_alone(source: IPv4Address, takes: bool) -> None:
    group = replace(GROUP, source_ip=source)
    assert (group_for_pptp(config(groups={"g": group}), SERVER) is group) is takes


def test_a_group_that_names_the_host_goes_before_one_that_names_none() -> None:
    named = replace(GROUP, name="n", terminate_from="branch")
    router = config(groups={"g": GROUP, "n": named})
    assert group_for_pptp(router, SERVER, "branch") is named
    assert group_for_pptp(router, SERVER, "other") is GROUP
    assert group_for_pptp(router, SERVER, "") is GROUP
    assert group_for_pptp(config(groups={"n": named}), SERVER, "other") is None


def test_a_caller_that_no_group_names_is_turned_away() -> None:
    router = config(groups={"g": replace(GROUP, terminate_from="branch")})
    assert isinstance(judged(router, host_name="branch"), tuple)
    assert judged(router, host_name="other") == "no calls: no vpdn-group takes PPTP"


def test_a_connection_is_told_the_groups_name_window_and_echo() -> None:
    group = replace(GROUP, local_name="front", window=32, echo=7)
    told = control_settings(config(), group)
    assert (told.host_name, told.window, told.echo) == (b"front", 32, 7)
    assert control_settings(config(), None).host_name == b"angela"


def test_connections_share_the_settings_of_their_group() -> None:
    router = config()
    group = next(iter(router.groups.values()))
    assert control_settings(router, group) is control_settings(router, group)
    assert control_settings(router, group) is not control_settings(router, None)
    other = replace(group, window=group.window + 1)
    assert control_settings(router, other).window == group.window + 1
