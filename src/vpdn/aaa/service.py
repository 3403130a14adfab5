"""AAA as the access server uses it: lists by name, methods by their words.

`Aaa` finds the list, makes its methods, keeps the records of users while they live and owns the
RADIUS socket. What a method list means is `method_list`'s and `authorization`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from ipaddress import IPv4Address

from vpdn.aaa.authorization import SERVICE, Subject, authorize
from vpdn.aaa.commands import CommandRequest, authorize_command
from vpdn.aaa.local import Local, NoAuthentication
from vpdn.aaa.method_list import Backend, authenticate
from vpdn.aaa.radius import Radius, RadiusGroup
from vpdn.aaa.settings import AaaSettings, LocalUser, MethodList
from vpdn.aaa.trace import UserCreated, UserFreed
from vpdn.aaa.types import AV, Accept, AuthRequest, Emit, Reject, Service
from vpdn.errors import ConfigError, Unavailable
from vpdn.machine import Entropy, Trace
from vpdn.ppp.outputs import (
    ChapCredentials,
    Credentials,
    MsChapCredentials,
    MsChapV2Credentials,
    PapCredentials,
    PasswordChange,
    Stage,
)
from vpdn.radius.settings import RadiusServer, RadiusSettings
from vpdn.radius.statistics import Statistics

DEFAULT = "default"
KINDS: dict[type[Credentials], str] = {
    PapCredentials: "PAP",
    ChapCredentials: "CHAP",
    MsChapCredentials: "MSCHAP",
    MsChapV2Credentials: "MSCHAPV2",
}
PASSWORD_ERRORS = (648, 709)
"""MS-CHAP's: the password has expired, and the new one was not taken (RFC 2759 section 6)."""


class Aaa:
    """`users` are the local ones by name; `source` is the address RADIUS requests come from
    (None: the routing table's choice); `emit` takes records that concern no user."""

    def __init__(
        self,
        aaa: AaaSettings,
        radius: RadiusSettings,
        users: Mapping[str, LocalUser],
        entropy: Entropy,
        *,
        source: IPv4Address | None = None,
        emit: Emit | None = None,
    ) -> None:
        self._entropy = entropy
        self._radius = Radius(radius, entropy, emit or _unheard, source)
        self._records: dict[str, UserCreated] = {}
        self._configure(aaa, radius, users)

    async def start(self) -> None:
        """Open the RADIUS socket. Raises ConfigError when that cannot be."""
        await self._radius.start()

    async def close(self) -> None:
        """Close it; users that wait are given up."""
        self._radius.close()

    def apply(
        self,
        aaa: AaaSettings,
        radius: RadiusSettings,
        users: Mapping[str, LocalUser],
        source: IPv4Address | None = None,
    ) -> None:
        """Use other settings from the next user on. Raises ConfigError and changes nothing when
        RADIUS requests cannot come from `source`."""
        self._radius.configure(radius, source)
        self._configure(aaa, radius, users)

    async def authenticate_ppp(self, request: AuthRequest, list_name: str) -> Accept | Reject:
        """Who is it? Raises Unavailable when no method of the list can tell.

        The user's record lives until `free`. A list that is not configured is `default`, and
        that is `local` when it is not configured either."""
        self.free(request.port, request.emit)
        self._create(request)
        chosen = _find(self._settings.authentication_ppp, list_name)
        chosen = chosen or MethodList(DEFAULT, ("local",))
        methods = [self._method(word) for word in chosen.methods if word != "if-needed"]
        if not self._settings.new_model:
            return await self._local.authenticate(request)
        outcome = await authenticate(request, methods, chosen.name, self._entropy)
        if isinstance(outcome, Reject) and outcome.error in PASSWORD_ERRORS:
            return replace(outcome, may_change_password=chosen.password_expiry)
        return outcome

    async def authenticate_login(
        self, request: AuthRequest, chosen: MethodList, shared: Sequence[Backend]
    ) -> Accept | Reject:
        """May somebody log in at a line, or have a higher level? Raises Unavailable when no method
        of `chosen` can tell. `shared` are the methods whose passwords are none of AAA's settings:
        `line` and `enable`. The user's record lives until `free`."""
        self.free(request.port, request.emit)
        self._create(request)
        given = {one.name: one for one in shared}
        methods = [given.get(word) or self._method(word) for word in chosen.methods]
        return await authenticate(request, methods, chosen.name, self._entropy)

    async def authorize_command(self, level: int, list_name: str, request: CommandRequest) -> bool:
        """May a command of `level` be given? Without a list for its level every one may. A list
        that is not configured is `default`."""
        lists = self._settings.authorization_commands
        chosen = lists.get((level, list_name)) or lists.get((level, DEFAULT))
        if chosen is None:
            return True
        users = self._users
        return authorize_command(request, chosen.methods, chosen.name, users, self._entropy)

    async def ask_group(self, name: str, request: AuthRequest) -> Accept | Reject:
        """Ask the servers of one group, whatever lists there are; nothing is remembered of it.
        Raises ConfigError for a group that is not there, Unavailable when no server answers."""
        group = self._methods.get(short_name(f"group {name}"))
        if group is None:
            raise ConfigError(f"% Server-group {name} is not defined")
        return await group.authenticate(request)

    def authorize(
        self,
        stage: Stage,
        accept: Accept | None,
        *,
        port: str,
        user: bytes,
        list_name: str,
        address: IPv4Address | None,
        emit: Emit,
    ) -> tuple[AV, ...] | None:
        """May `stage` start? Its pairs, or None for no. Without an authorization list every
        stage may, and no record is made."""
        chosen = _find(self._settings.authorization_network, list_name)
        if chosen is None or not self._settings.new_model:
            return (SERVICE,)
        methods = [
            "radius" if word.removeprefix("group ") in self._settings.groups else short_name(word)
            for word in chosen.methods
        ]
        subject = Subject(stage, accept, port, user, address)
        return authorize(subject, methods, chosen.name, emit, self._entropy)

    @property
    def radius_statistics(self) -> tuple[tuple[RadiusServer, Statistics], ...]:
        """The RADIUS servers in the order they are asked, and what was counted about each."""
        return self._radius.statistics

    def clear_statistics(self, address: IPv4Address | None = None) -> bool:
        """Count anew for every RADIUS server, or those at `address`; False when none is there."""
        return self._radius.clear_statistics(address)

    def free(self, port: str, emit: Emit) -> None:
        """The user on `port` is gone. Nothing happens when there is none."""
        record = self._records.pop(port, None)
        if record is not None:
            freed = UserFreed(
                record.user,
                record.port,
                record.kind,
                record.reference,
                record.service,
                record.caller,
            )
            emit(freed)

    def _configure(
        self, aaa: AaaSettings, radius: RadiusSettings, users: Mapping[str, LocalUser]
    ) -> None:
        self._settings, self._users = aaa, users
        self._local = Local(users)
        self._methods: dict[str, Backend] = {
            "radius": self._radius,
            "local": self._local,
            "local-case": Local(users, case_sensitive=True),
            "none": NoAuthentication(),
        }
        self._methods |= {
            f"group {one.name}": RadiusGroup(one.name, self._radius, one.members(radius.servers))
            for one in aaa.groups.values()
        }

    def _method(self, word: str) -> Backend:
        return self._methods.get(short_name(word)) or Unknown(word)

    def _create(self, request: AuthRequest) -> None:
        record = UserCreated(
            request.user,
            request.port,
            request.port_number,
            _kind(request.credentials) if request.service is Service.PPP else "ASCII",
            int.from_bytes(self._entropy(4), "big"),
            request.service,
            request.caller,
        )
        self._records[request.port] = record
        request.emit(record)


class Unknown:
    """A method this system does not have: nobody answers."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def authenticate(self, request: AuthRequest) -> Accept | Reject:
        raise Unavailable(f"there is no method {self.name}")


def _kind(given: Credentials) -> str:
    return KINDS[type(given.response if isinstance(given, PasswordChange) else given)]


def short_name(word: str) -> str:
    """ "group radius" is the method "radius": all its servers."""
    return "radius" if word == "group radius" else word


def _find(lists: Mapping[str, MethodList], name: str) -> MethodList | None:
    return lists.get(name) or lists.get(DEFAULT)


def _unheard(_: Trace) -> None:
    """Where records go that nobody wants."""
