"""Logins at terminal lines as AAA sees them: which list, which methods, which level.

A line's list is one of `aaa authentication login`, that of `enable` there is only one of. The
methods `line` and `enable` ask for one password that everybody shares; the caller, who knows it,
makes them with `OnePassword`. What is asked on the screen is not known here.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Container, Mapping, Sequence

from vpdn.aaa.settings import AaaSettings, LocalUser, MethodList
from vpdn.aaa.types import Accept, AuthRequest, Reject
from vpdn.crypto.password_hash import verify
from vpdn.errors import Unavailable
from vpdn.ppp.outputs import PapCredentials

DEFAULT = "default"
SHARED = ("line", "enable")
"""Methods that ask for no name."""
NO_LEVEL = 1


class OnePassword:
    """The methods `line` and `enable`: is it the password (or does it have the hash) that is
    configured? Without one the method cannot answer."""

    def __init__(self, name: str, password: str | None, hashed: str | None = None) -> None:
        self.name = name
        self._password = password
        self._hashed = hashed

    @property
    def configured(self) -> bool:
        return self._hashed is not None or self._password is not None

    @property
    def is_hashed(self) -> bool:
        return self._hashed is not None

    async def authenticate(self, request: AuthRequest) -> Accept | Reject:
        """Raises Unavailable when nothing is configured. A hash is made beside the event loop."""
        assert isinstance(request.credentials, PapCredentials)
        given = request.credentials.password
        if self._hashed is not None:
            typed = given.decode("utf-8", "replace")
            right = await asyncio.to_thread(verify, self._hashed, typed)
        elif self._password is not None:
            right = hmac.compare_digest(given, self._password.encode())
        else:
            raise Unavailable(f"there is no {self.name} password")
        return Accept(self.name) if right else Reject(self.name)


def login_list(settings: AaaSettings, name: str, *, console: bool) -> MethodList:
    """The list that a line asks. One that is not configured is `default`; without that, as in IOS,
    the console lets everybody in and other lines ask the local users."""
    lists = settings.authentication_login
    chosen = lists.get(name) or lists.get(DEFAULT)
    return chosen or MethodList(DEFAULT, ("none",) if console else ("local",))


def asks_name(methods: Sequence[str]) -> bool:
    """Whether somebody who logs in is asked who he is."""
    return methods[0] not in (*SHARED, "none")


def exec_list(settings: AaaSettings, name: str) -> MethodList | None:
    """The list that says what somebody who has logged in may do; one that is not configured is
    `default`."""
    lists = settings.authorization_exec
    return lists.get(name) or lists.get(DEFAULT)


def exec_level(
    settings: AaaSettings,
    users: Mapping[str, LocalUser],
    user: str,
    accept: Accept,
    line_level: int,
    name: str = DEFAULT,
) -> int | None:
    """The level that the list `name` of `aaa authorization exec`, or the default one, gives the
    user, None for none at all. Without such a list it is the line's."""
    chosen = exec_list(settings, name)
    if chosen is None:
        return line_level
    servers = {f"group {name}" for name in ("radius", *settings.groups)}
    for word in chosen.methods:
        level = _level_by(word, servers, users, user, accept)
        if level is not None:
            return level
    return None


def _level_by(
    method: str, servers: Container[str], users: Mapping[str, LocalUser], user: str, accept: Accept
) -> int | None:
    """What a server says came with its accept: one that did not answer then says nothing now, nor
    does a group that is none of `servers`."""
    match method:
        case "none":
            return NO_LEVEL
        case "if-authenticated":
            return None if accept.method == "none" else NO_LEVEL
        case "local":
            found = local_user(users, user)
            return None if found is None else found.privilege
        case _ if method in servers and accept.method == "radius":
            return NO_LEVEL if accept.privilege is None else accept.privilege
    return None


def local_user(users: Mapping[str, LocalUser], name: str) -> LocalUser | None:
    """The user with that name, or with one that differs only in case: so does `local` take it."""
    alike = (one for one in users.values() if one.name.casefold() == name.casefold())
    return users.get(name) or next(alike, None)
