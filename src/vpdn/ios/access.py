"""Who may sit down at a line, and who may have a higher level there.

What is asked follows from `line …`, `aaa authentication login|enable` and the passwords of the
configuration. Every refusal takes the same time, whatever the reason: it tells nobody whether the
name or the password was wrong, and makes guessing slow. Screens are not known here.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass

from vpdn.aaa.login import DEFAULT, OnePassword, asks_name, exec_level, exec_list
from vpdn.aaa.settings import MethodList
from vpdn.aaa.types import Accept, AuthRequest, Emit, Reject, Service
from vpdn.errors import Unavailable
from vpdn.ios.line_buffer import LONGEST
from vpdn.ios.lines import Line, line_methods, settings_of
from vpdn.ios.router import HIGHEST, Router, Session
from vpdn.machine import Trace
from vpdn.nas.events import Event
from vpdn.ppp.outputs import PapCredentials

PENALTY = 2.0
"""Seconds after which a refusal is told."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Somebody is in. `privilege` None: he is who he says, but may have no exec. `authenticated`:
    he had to say who he is, or to know a password."""

    user: str
    privilege: int | None
    authenticated: bool = True


def admit(session: Session, admission: Admission) -> None:
    """From now on the session is who was let in."""
    session.user, session.privilege = admission.user, admission.privilege or 0
    session.authenticated = admission.authenticated


class Door:
    """One line, and how one gets in there now."""

    def __init__(self, router: Router, line: Line) -> None:
        self._router = router
        self._line = line
        config = router.running.config
        self._settings = settings_of(config, line)
        self.new_model = config.aaa.new_model
        self._list = line_methods(config, line)

    @property
    def asks_name(self) -> bool:
        return asks_name(self._list.methods)

    @property
    def is_open(self) -> bool:
        """Nobody is asked anything."""
        return self._list.methods[0] == "none"

    @property
    def is_shut(self) -> bool:
        """A password is wanted, and there is none."""
        return self._list.methods == ("line",) and self._settings.password is None

    @property
    def unguarded(self) -> Admission:
        """What comes of not being asked: the line's level. Whoever has opened the console runs the
        router, and has the highest."""
        level = HIGHEST if self._line.is_console else self._settings.privilege
        if self._authorizes:
            return Admission("", self._level_of("", Accept("none"), level), authenticated=False)
        return Admission("", level, authenticated=False)

    def with_names(self) -> Door:
        """The same door for a protocol that always has a name: local users instead of a password
        that everybody shares, or of none."""
        if not self.asks_name:
            self._list = MethodList(DEFAULT, ("local",))
        return self

    async def enter(self, user: str, password: str) -> Admission | None:
        """None: no. Also when nobody can tell."""
        router, line = self._router, self._line
        credentials = PapCredentials(0, user.encode(), password.encode())
        request = _request(router, line, credentials, Service.LOGIN)
        shared = (OnePassword("line", self._settings.password), enable_method(router, HIGHEST))
        outcome = await _told_late(router, request, self._list, shared)
        if not isinstance(outcome, Accept):
            return None
        return Admission(user, self._level(user, outcome), outcome.method != "none")

    def _level(self, user: str, accept: Accept) -> int | None:
        own = self._settings.privilege
        if not self.new_model or (self._line.is_console and not self._authorizes):
            return max(own, accept.privilege or 0)
        return self._level_of(user, accept, own)

    @property
    def _authorizes(self) -> bool:
        """Whether AAA is asked what somebody may do here. The console has to be told so."""
        aaa = self._router.running.config.aaa
        if not aaa.new_model or (self._line.is_console and not aaa.authorization_console):
            return False
        return exec_list(aaa, self._settings.exec_list) is not None

    def _level_of(self, user: str, accept: Accept, own: int) -> int | None:
        config, name = self._router.running.config, self._settings.exec_list
        return exec_level(config.aaa, config.users, user, accept, own, name)


class Elevation:
    """`enable LEVEL` at a line."""

    def __init__(self, router: Router, line: Line, level: int) -> None:
        self._router = router
        self._line = line
        self._level = level
        aaa = router.running.config.aaa
        self.new_model = aaa.new_model
        self._list = (aaa.authentication_enable if aaa.new_model else None) or MethodList(
            DEFAULT, ("enable",)
        )
        self._method = enable_method(router, level)

    @property
    def has_password(self) -> bool:
        """Whether one is configured for the level."""
        return self._method.configured

    @property
    def is_secret(self) -> bool:
        return self._method.is_hashed

    @property
    def is_open(self) -> bool:
        """The console needs none where there is none."""
        asks_router = self._list.methods[0] == "enable"
        return self._list.methods[0] == "none" or (
            self._line.is_console and asks_router and not self.has_password
        )

    async def enter(self, password: str) -> bool | None:
        """None: nobody can tell."""
        user = f"$enab{self._level}$"
        credentials = PapCredentials(0, user.encode(), password.encode())
        request = _request(self._router, self._line, credentials, Service.ENABLE)
        settings = settings_of(self._router.running.config, self._line)
        shared = (self._method, OnePassword("line", settings.password))
        outcome = await _told_late(self._router, request, self._list, shared)
        return None if outcome is None else isinstance(outcome, Accept)


def enable_method(router: Router, level: int) -> OnePassword:
    """A level's secret goes before its password."""
    config = router.running.config
    secret = config.enable_secrets.get(level)
    return OnePassword("enable", config.enable_passwords.get(level), secret)


async def _told_late(
    router: Router, request: AuthRequest, chosen: MethodList, shared: tuple[OnePassword, ...]
) -> Accept | Reject | None:
    """What AAA says; whatever is not a yes comes `PENALTY` seconds after the question. Its record
    of the user ends also for who is gone before the answer."""
    clock = asyncio.get_running_loop().time
    told = clock() + PENALTY
    outcome: Accept | Reject | None = None
    aaa = router.server.aaa
    try:
        with suppress(Unavailable):
            if _could_be_typed(request):
                outcome = await aaa.authenticate_login(request, chosen, shared)
            else:
                outcome = Reject(chosen.methods[0])
    finally:
        aaa.free(request.port, request.emit)
    if not isinstance(outcome, Accept):
        await asyncio.sleep(max(0.0, told - clock()))
    return outcome


def _could_be_typed(request: AuthRequest) -> bool:
    """SSH takes a password of any length, and to hash a long one takes a user who has a hash longer
    than `PENALTY`."""
    given = request.credentials
    return isinstance(given, PapCredentials) and len(given.password.decode()) <= LONGEST


def _request(
    router: Router, line: Line, credentials: PapCredentials, service: Service
) -> AuthRequest:
    """The records are shown only under `aaa new-model`, as in IOS."""

    publish = publisher(router)

    def emit(trace: Trace) -> None:
        if router.running.config.aaa.new_model:
            publish(trace)

    return AuthRequest(credentials, line.port, line.absolute, emit, service, line.peer)


def publisher(router: Router) -> Emit:
    """Where records of what happens at a line go."""

    def publish(trace: Trace) -> None:
        events = router.server.events
        if type(trace) in events.wanted:
            events.publish(Event(time.time(), trace))

    return publish
