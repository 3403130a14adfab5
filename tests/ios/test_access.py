"""Who may sit down at a line, and who may have a higher level there."""

from __future__ import annotations

import asyncio

import pytest

from tests.ios.callers import CALLER, NEW_MODEL, USERS, router_with, timed
from vpdn.aaa.trace import AuthenFinished, AuthenStarted, UserCreated, UserFreed
from vpdn.aaa.types import Service
from vpdn.ios.access import PENALTY, Admission, Door, Elevation, admit
from vpdn.ios.line_buffer import LONGEST
from vpdn.ios.lines import CONSOLE, Line
from vpdn.ios.router import HIGHEST, Session
from vpdn.machine import Trace
from vpdn.nas.events import Event

LOCAL = f"{USERS}line vty 0 4\n login local\n"
PASSWORD = "line vty 0 4\n password sesame\n login\n"


def entering(
    text: str, user: str, password: str, line: Line = CALLER
) -> tuple[Admission | None, float]:
    return timed(lambda: Door(router_with(text), line).enter(user, password))


@pytest.mark.parametrize(
    ("text", "line", "asks_name", "is_open", "is_shut"),
    [
        ("", CONSOLE, False, True, False),
        ("", CALLER, False, False, True),
        ("line vty 0 4\n no login", CALLER, False, True, False),
        (PASSWORD, CALLER, False, False, False),
        (LOCAL, CALLER, True, False, False),
        ("aaa new-model", CONSOLE, False, True, False),
        ("aaa new-model", CALLER, True, False, False),
        (NEW_MODEL, CALLER, True, False, False),
        (NEW_MODEL, CONSOLE, True, False, False),
        ("aaa new-model\naaa authentication login default none", CALLER, False, True, False),
        ("aaa new-model\naaa authentication login default enable", CALLER, False, False, False),
        ("line con 0\n password a\n login", CONSOLE, False, False, False),
    ],
)
def test_what_is_asked_at_a_line(
    text: str, line: Line, asks_name: bool, is_open: bool, is_shut: bool
) -> None:
    door = timed_door(text, line)
    assert (door.asks_name, door.is_open, door.is_shut) == (asks_name, is_open, is_shut)


def timed_door(text: str, line: Line) -> Door:
    async def make() -> Door:
        return Door(router_with(text), line)

    return timed(make)[0]


def test_who_is_not_asked_has_the_level_of_the_line_and_at_the_console_the_highest() -> None:
    unasked = "line vty 0 4\n no login\n privilege level 7"
    assert timed_door(unasked, CALLER).unguarded == Admission("", 7, authenticated=False)
    assert timed_door(unasked, CONSOLE).unguarded == Admission("", HIGHEST, authenticated=False)


EXEC = "aaa new-model\naaa authentication login default none\naaa authorization exec default {}\n"
OPS = "aaa authorization exec ops local\nline vty 0 4\n authorization exec ops\n"
CONSOLE_TOO = "aaa authorization console\n"


@pytest.mark.parametrize(
    ("text", "line", "privilege"),
    [
        (EXEC.format("local"), CALLER, None),
        (EXEC.format("if-authenticated"), CALLER, None),
        (EXEC.format("none"), CALLER, 1),
        (EXEC.format("local"), CONSOLE, HIGHEST),
        (EXEC.format("local") + CONSOLE_TOO, CONSOLE, None),
        (EXEC.format("none") + CONSOLE_TOO, CONSOLE, 1),
        (f"aaa new-model\n{CONSOLE_TOO}", CONSOLE, HIGHEST),
        (f"{EXEC.format('local')}{CONSOLE_TOO}no aaa new-model", CONSOLE, HIGHEST),
        (EXEC.format("none") + OPS, CALLER, None),
    ],
)
def test_aaa_says_what_who_was_not_asked_may_do_and_at_the_console_only_when_it_shall(
    text: str, line: Line, privilege: int | None
) -> None:
    assert timed_door(text, line).unguarded == Admission("", privilege, authenticated=False)


@pytest.mark.parametrize(
    ("more", "privilege"),
    [
        ("", 15),
        ("aaa authorization exec default none\n", 15),
        (f"aaa authorization exec default none\n{CONSOLE_TOO}", 1),
        (f"aaa authorization exec default local\n{CONSOLE_TOO}", 15),
        (f"aaa authorization exec default group radius\n{CONSOLE_TOO}", None),
        (CONSOLE_TOO, 15),
    ],
)
def test_who_logs_in_at_the_console_has_his_level_unless_it_is_authorized(
    more: str, privilege: int | None
) -> None:
    admission, _ = entering(f"{NEW_MODEL}{more}", "boss", "king", CONSOLE)
    assert admission == Admission("boss", privilege)


def test_who_is_let_in_by_none_has_shown_nothing() -> None:
    text = f"{USERS}aaa new-model\naaa authentication login default line none\n"
    assert entering(text, "tac", "", CALLER)[0] == Admission("tac", 1, authenticated=False)


def test_the_session_is_whoever_was_let_in() -> None:
    session = Session(router_with(""), CALLER)
    admit(session, Admission("tac", None))
    assert (session.user, session.privilege, session.authenticated) == ("tac", 0, True)
    admit(session, Admission("", 7, authenticated=False))
    assert (session.user, session.privilege, session.authenticated) == ("", 7, False)


@pytest.mark.parametrize(
    ("text", "user", "password", "admission"),
    [
        (PASSWORD, "", "sesame", Admission("", 1)),
        (LOCAL, "tac", "admin", Admission("tac", 1)),
        (LOCAL, "boss", "king", Admission("boss", 15)),
        (f"{LOCAL} privilege level 5", "tac", "admin", Admission("tac", 5)),
        (NEW_MODEL, "boss", "king", Admission("boss", 1)),
        (f"{NEW_MODEL}aaa authorization exec default local", "boss", "king", Admission("boss", 15)),
        (f"{NEW_MODEL}aaa authorization exec default none", "boss", "king", Admission("boss", 1)),
        (f"{NEW_MODEL}line vty 0 4\n privilege level 3", "tac", "admin", Admission("tac", 3)),
        (
            f"{NEW_MODEL}aaa authorization exec default group radius",
            "tac",
            "admin",
            Admission("tac", None),
        ),
    ],
)
def test_the_right_password_lets_in_at_once(
    text: str, user: str, password: str, admission: Admission
) -> None:
    assert entering(text, user, password) == (admission, 0.0)


@pytest.mark.parametrize(
    ("text", "user"),
    [(PASSWORD, ""), (LOCAL, "tac"), (LOCAL, "nobody"), (NEW_MODEL, "tac"), (NEW_MODEL, "nobody")],
)
def test_a_refusal_takes_the_same_time_whatever_the_reason(text: str, user: str) -> None:
    assert entering(text, user, "wrong") == (None, PENALTY)


def test_when_nobody_can_tell_nobody_is_let_in() -> None:
    assert entering("aaa new-model\naaa authentication login default line", "", "") == (
        None,
        PENALTY,
    )


def test_a_protocol_that_has_a_name_asks_the_local_users_where_a_line_has_one_password() -> None:
    async def work() -> Admission | None:
        return (
            await Door(router_with(f"{USERS}{PASSWORD}"), CALLER).with_names().enter("tac", "admin")
        )

    assert timed(work)[0] == Admission("tac", 1)


def heard(text: str, password: str) -> list[Trace]:
    traces: list[Trace] = []

    async def work() -> None:
        router = router_with(text)
        router.server.events.subscribe(lambda event: traces.append(event.trace))
        await Door(router, CALLER).enter("tac", password)

    timed(work)
    return traces


def test_aaa_tells_of_a_login_from_the_user_to_his_end() -> None:
    created, started, _, finished, freed = heard(NEW_MODEL, "admin")
    assert isinstance(created, UserCreated)
    assert (created.port, created.kind, created.service) == ("tty130", "ASCII", Service.LOGIN)
    assert created.caller == CALLER.peer
    assert isinstance(started, AuthenStarted)
    assert isinstance(finished, AuthenFinished)
    assert finished.status == "PASS"
    assert isinstance(freed, UserFreed)


async def test_who_is_gone_before_the_answer_is_freed_too() -> None:
    traces: list[Trace] = []
    begun = asyncio.Event()
    router = router_with(f"{NEW_MODEL}username slow secret hidden")

    def listen(event: Event) -> None:
        traces.append(event.trace)
        begun.set()

    router.server.events.subscribe(listen)
    asking = asyncio.create_task(Door(router, CALLER).enter("slow", "hidden"))
    await begun.wait()
    asking.cancel()
    await asyncio.wait({asking})
    assert isinstance(traces[0], UserCreated)
    assert isinstance(traces[-1], UserFreed)


def test_without_the_new_model_aaa_says_nothing() -> None:
    assert heard(LOCAL, "admin") == []


def elevated(
    text: str, password: str, line: Line = CALLER, level: int = HIGHEST
) -> tuple[bool | None, float]:
    return timed(lambda: Elevation(router_with(text), line, level).enter(password))


@pytest.mark.parametrize(
    ("text", "password", "level", "right"),
    [
        ("enable password cisco", "cisco", 15, True),
        ("enable password cisco", "Cisco", 15, False),
        ("enable password level 5 five", "five", 5, True),
        ("enable password level 5 five", "five", 15, None),
        ("aaa new-model\nenable password cisco", "cisco", 15, True),
        ("aaa new-model\naaa authentication enable default none", "", 15, True),
        ("aaa new-model\naaa authentication enable default group radius", "cisco", 15, None),
        (
            (
                "aaa new-model\nenable password cisco\n"
                "aaa authentication enable default group radius enable"
            ),
            "cisco",
            15,
            True,
        ),
    ],
)
def test_enable_asks_for_the_password_of_the_level(
    text: str, password: str, level: int, right: bool | None
) -> None:
    outcome, seconds = elevated(text, password, level=level)
    assert outcome is right
    assert seconds == (0.0 if right else PENALTY)


async def test_a_secret_goes_before_the_password() -> None:
    router = router_with("enable password cisco\nenable secret sesame")
    elevation = Elevation(router, CALLER, HIGHEST)
    assert elevation.is_secret
    assert await elevation.enter("sesame") is True


@pytest.mark.parametrize(
    ("text", "line", "is_open"),
    [
        ("", CONSOLE, True),
        ("", CALLER, False),
        ("enable password cisco", CONSOLE, False),
        ("aaa new-model", CONSOLE, True),
        ("aaa new-model\naaa authentication enable default none", CALLER, True),
    ],
)
def test_the_console_needs_no_password_where_there_is_none(
    text: str, line: Line, is_open: bool
) -> None:
    async def work() -> bool:
        return Elevation(router_with(text), line, HIGHEST).is_open

    assert timed(work)[0] is is_open


@pytest.mark.parametrize(("length", "right"), [(LONGEST, True), (LONGEST + 1, False)])
def test_a_password_that_nobody_can_type_is_wrong_and_not_looked_at(
    length: int, right: bool
) -> None:
    """To hash 250,000 characters takes so long that it tells who has a hash."""
    password = "x" * length
    text = f"{LOCAL} exit\nusername long password {password}"
    admission, seconds = entering(text, "long", password)
    assert (admission is not None, seconds) == (right, 0.0 if right else PENALTY)
