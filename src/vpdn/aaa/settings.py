"""What AAA is told: users of its own and the method lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vpdn.radius.settings import Endpoint, RadiusServer


@dataclass(frozen=True, slots=True)
class LocalUser:
    """`secret` is the cleartext password where one can be recovered, else None: CHAP and MS-CHAP
    then cannot work for this user. `hashed` is what IOS calls a secret, of type 5, 8 or 9, and
    tells only whether a password is right. `free`: no password is asked. `autocommand` is carried
    out at a login, which `hangs_up` then. `max_calls`: how many calls at a time; None for any
    number."""

    name: str
    secret: str | None = None
    privilege: int = 1
    hashed: str | None = None
    free: bool = False
    autocommand: str = ""
    hangs_up: bool = True
    max_calls: int | None = None


@dataclass(frozen=True, slots=True)
class MethodList:
    """`methods` as typed after the list's name: "group radius", "local", "none", "if-needed" …
    `password_expiry`: a user whose password has expired may give a new one."""

    name: str
    methods: tuple[str, ...]
    password_expiry: bool = False


@dataclass(frozen=True, slots=True)
class ServerGroup:
    """`aaa group server radius NAME`: `endpoints` and `names` of servers, in the order they are
    asked; the former first."""

    name: str
    endpoints: tuple[Endpoint, ...] = ()
    names: tuple[str, ...] = ()

    def members(self, servers: Sequence[RadiusServer]) -> tuple[Endpoint, ...]:
        """Where its servers are; `servers` are all that are configured."""
        known = {one.name: (one.address, one.auth_port) for one in servers if one.name}
        return (*self.endpoints, *(known[name] for name in self.names if name in known))


@dataclass(frozen=True, slots=True)
class AccountingList:
    """`service` is "network", "exec", "connection", "system" or "commands LEVEL"; `record` is
    "start-stop", "stop-only", "wait-start" or "none", which has no methods."""

    name: str
    service: str
    record: str
    methods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountingSettings:
    """`lists` by service and name. `newinfo`: a record when something is new; `periodic`: one every
    so many minutes, 0 for none. `delay_start`: not before the peer has its address.
    `stop_on_failure`: a Stop also for who was not let in."""

    lists: dict[tuple[str, str], AccountingList] = field(default_factory=dict)
    newinfo: bool = False
    periodic: int = 0
    delay_start: bool = False
    suppress_null_username: bool = False
    stop_on_failure: bool = False


@dataclass(frozen=True, slots=True)
class AaaSettings:
    new_model: bool = False
    groups: dict[str, ServerGroup] = field(default_factory=dict)
    authentication_login: dict[str, MethodList] = field(default_factory=dict)
    authentication_enable: MethodList | None = None
    authorization_exec: dict[str, MethodList] = field(default_factory=dict)
    authentication_ppp: dict[str, MethodList] = field(default_factory=dict)
    authorization_network: dict[str, MethodList] = field(default_factory=dict)
    authorization_commands: dict[tuple[int, str], MethodList] = field(default_factory=dict)
    """By the level of the commands and the list's name."""
    authorization_config_commands: bool = False
    """Whether lines of configuration are commands of level 15 in that, or everybody's who may
    configure."""
    authorization_console: bool = False
    """Whether anything has to be authorized at the console."""
    accounting: AccountingSettings = field(default_factory=AccountingSettings)
