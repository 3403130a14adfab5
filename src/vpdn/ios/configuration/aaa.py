"""`aaa new-model`, `aaa group server radius NAME` and what concerns AAA as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address

from vpdn.aaa.settings import AaaSettings, ServerGroup
from vpdn.ios.modes import GLOBAL, SERVER_GROUP
from vpdn.ios.sections import Section
from vpdn.ios.setting import accepted, setting


@setting(
    GLOBAL,
    "[no] aaa new-model",
    "new-model  Enable NEW access control commands and functions.(Disables OLD commands.)",
    section=Section.AAA,
    part="aaa",
)
def new_model(aaa: AaaSettings) -> AaaSettings:
    return replace(aaa, new_model=True)


@setting(
    GLOBAL,
    "[no] aaa group server radius WORD$name",
    """
    group   AAA group definitions
    server  AAA server group definitions
    name    Server-group name
    """,
    key=("name",),
    section=Section.AAA,
    child=SERVER_GROUP,
    part="aaa",
)
def group(aaa: AaaSettings, fold: Callable[[ServerGroup], ServerGroup], name: str) -> AaaSettings:
    return replace(aaa, groups={**aaa.groups, name: fold(ServerGroup(name))})


@setting(
    SERVER_GROUP,
    "[no] server A.B.C.D$address / {auth-port (0-65535)$auth_port|acct-port (0-65535)$acct_port}",
    """
    server     Specify a RADIUS server
    address    IP address of the server
    auth-port  UDP port for RADIUS authentication server (default is 1645)
    auth_port  Port number
    acct-port  UDP port for RADIUS accounting server (default is 1646)
    acct_port  Port number
    """,
    key=("address", "auth_port", "acct_port"),
)
def server(
    group: ServerGroup, address: IPv4Address, auth_port: int = 1645, acct_port: int = 1646
) -> ServerGroup:
    return replace(group, endpoints=(*group.endpoints, (address, auth_port)))


@server.writer
def _server(address: IPv4Address, auth_port: int, acct_port: int) -> str:
    return f"server {address} auth-port {auth_port} acct-port {acct_port}"


@setting(
    SERVER_GROUP,
    "[no] server name WORD$name",
    "server  Specify a RADIUS server\nname  Name of a radius server",
    key=("name",),
)
def named_server(group: ServerGroup, name: str) -> ServerGroup:
    return replace(group, names=(*group.names, name))


accepted(
    SERVER_GROUP,
    "[no] <deadtime$what|ip radius source-interface$what> / LINE$rest",
    "the group has no setting of its own for that",
    """
    deadtime          Time to stop using a server that doesn't respond
    source-interface  Specify interface for source address in RADIUS packets
    """,
    key=("what",),
)
accepted(
    GLOBAL,
    "[no] aaa local authentication attempts max-fail / (1-65535)$number",
    "failed logins are counted by source address instead",
    """
    local           AAA local authentication
    authentication  Local authentication
    attempts        Local authentication attempts
    max-fail        Failures before a user is locked out
    number          Number of failures
    """,
    section=Section.AAA_ACCOUNTING,
)
accepted(
    GLOBAL,
    "[no] aaa session-id / <common|unique>$what",
    "no accounting records are sent",
    """
    session-id  AAA Session ID
    common      Use the same session-id for all services
    unique      Generate a unique session-id for each service
    """,
    section=Section.AAA_ACCOUNTING,
)
