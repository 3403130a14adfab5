from __future__ import annotations

import asyncio

import pytest

from tests.ios.support import PC
from tests.nas.world import World, config
from tests.virtual_loop import run
from vpdn.aaa.settings import AaaSettings, MethodList
from vpdn.aaa.trace import AuthenFinished, AuthorAnswered, AuthorFinished
from vpdn.ios.vpdn_messages import KINDS, LOCAL, USER, vpdn_message
from vpdn.machine import Trace
from vpdn.nas.events import Event
from vpdn.nas.trace import (
    LimitReached,
    PoolExhausted,
    RouteInstalled,
    SessionDestroyed,
    UserLimitReached,
    VaccessRequested,
)
from vpdn.ppp.outputs import Stage

ALL, USERS = frozenset({LOCAL}), frozenset({USER})
HERE = "PPTP PNS angela"
OF_USERS: list[tuple[Trace, str]] = [
    (RouteInstalled(PC), "UP: PPTP PNS angela opened Vi1 user tac; address 192.168.1.47"),
    (
        SessionDestroyed(29, 29, True, 3, 1, "cleared by peer"),
        "CLOSED: PPTP PNS angela closed Vi1 user tac; Result 3, Error 1, cleared by peer",
    ),
    (
        AuthenFinished(1, "ERROR"),
        f"AUTHENERR: {HERE} cannot locate a AAA server for Vi1 user tac; Authentication failure",
    ),
    (
        AuthenFinished(1, "FAIL"),
        "AUTHENFAIL: PPTP PNS angela, authentication failure for Vi1 user tac",
    ),
    (
        AuthorAnswered(Stage.LCP, False, ()),
        "AUTHORFAIL: PPTP PNS angela, AAA authorization failure for Vi1 user tac; LCP",
    ),
    (
        UserLimitReached("2 calls"),
        f"AUTHORFAIL: {HERE}, AAA authorization failure for Vi1 user tac; limit of 2 calls",
    ),
]
OF_THE_ROUTER: list[tuple[Trace, str]] = [
    (
        LimitReached("sessions", PC),
        "RESERR: PPTP PNS angela refused 192.168.1.47; limit of sessions",
    ),
    (
        PoolExhausted("default"),
        f"RESERR: {HERE} has no resources for Vi1 user tac; no address left in pool default",
    ),
]
SILENT = [
    AuthenFinished(1, "PASS"),
    AuthenFinished(1, "ERROR", last=False),
    AuthorFinished(Stage.LCP, 1, "ERROR"),
    AuthorAnswered(Stage.LCP, True, ()),
    UserLimitReached("1 call", replaced=3),
    VaccessRequested(),
]


def message(
    trace: Trace, logged: frozenset[str], tunnel: int = 29, user: str = "tac"
) -> str | None:
    event = Event(0.0, trace, tunnel, tunnel, 1, user, PC)
    return vpdn_message(event, config(vpdn_logging=logged))


@pytest.mark.parametrize(("trace", "text"), OF_USERS)
@pytest.mark.parametrize("logged", [ALL, USERS, ALL | USERS])
def test_what_is_about_a_user_is_logged_with_either_word(
    trace: Trace, text: str, logged: frozenset[str]
) -> None:
    assert message(trace, logged) == f"%VPDN-6-{text}"


@pytest.mark.parametrize(("trace", "text"), OF_THE_ROUTER)
def test_what_is_about_the_router_is_logged_with_everything(trace: Trace, text: str) -> None:
    assert message(trace, ALL) == f"%VPDN-6-{text}"
    assert message(trace, USERS) is None


@pytest.mark.parametrize("trace", [trace for trace, _ in OF_USERS + OF_THE_ROUTER])
def test_nothing_is_logged_unless_that_was_said(trace: Trace) -> None:
    assert message(trace, frozenset()) is None


@pytest.mark.parametrize("trace", SILENT)
def test_what_goes_well_or_is_told_elsewhere_is_not_logged(trace: Trace) -> None:
    assert message(trace, ALL | USERS) is None


def test_a_login_at_a_line_is_no_call() -> None:
    assert message(AuthenFinished(1, "FAIL"), ALL, tunnel=0) is None


def test_a_connection_that_was_turned_away_has_no_tunnel() -> None:
    assert message(LimitReached("connections", PC), ALL, tunnel=0) is not None


def test_a_call_whose_user_is_not_known_has_its_interface() -> None:
    assert message(SessionDestroyed(29, 29, False, reason="idle timeout"), USERS, user="") == (
        "%VPDN-6-CLOSED: PPTP PNS angela closed Vi1; Result 0, Error 0, idle timeout"
    )


def told(password: str = "admin", **settings: object) -> list[str]:
    """What is logged of one call, from its beginning to its end."""
    heard: list[Event] = []
    router = config(vpdn_logging=ALL, **settings)

    async def story() -> None:
        world = World(router)
        world.services.events.subscribe(heard.append, KINDS)
        pc = world.call(password=password)
        await asyncio.sleep(20)
        pc.hang_up()
        await asyncio.sleep(5)

    run(story())
    messages = (vpdn_message(one, router) for one in heard)
    return [one.removeprefix("%VPDN-6-").partition(";")[0] for one in messages if one]


def test_a_call_that_goes_well_is_opened_and_closed() -> None:
    assert told() == [f"UP: {HERE} opened Vi1 user tac", f"CLOSED: {HERE} closed Vi1 user tac"]


def test_a_method_that_cannot_tell_is_no_refusal_while_another_can() -> None:
    methods = {"default": MethodList("default", ("group radius", "local"))}
    aaa = AaaSettings(True, authentication_ppp=methods, authorization_network=methods)
    assert told(aaa=aaa) == [
        f"UP: {HERE} opened Vi1 user tac",
        f"CLOSED: {HERE} closed Vi1 user tac",
    ]


def test_a_call_that_no_method_can_judge_is_told() -> None:
    methods = {"default": MethodList("default", ("group radius",))}
    first, last = told(aaa=AaaSettings(True, authentication_ppp=methods))
    assert first == f"AUTHENERR: {HERE} cannot locate a AAA server for Vi1 user tac"
    assert last.startswith("CLOSED: ")


@pytest.mark.parametrize("settings", [{}, {"aaa": AaaSettings()}], ids=["new model", "old"])
def test_a_wrong_password_is_told_once_each_time(settings: dict[str, object]) -> None:
    first, *_, last = told(password="wrong", **settings)
    assert first == "AUTHENFAIL: PPTP PNS angela, authentication failure for Vi1 user tac"
    assert last.startswith("CLOSED: ")


def test_a_call_over_the_limit_has_no_session() -> None:
    [only] = told(vpdn_softshut=True)
    assert only.startswith("RESERR: PPTP PNS angela refused 192.168.1.47")
