"""`aaa …`: who may do what, asked in which order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address

from vpdn.aaa.settings import MethodList, ServerGroup
from vpdn.ios.modes import GLOBAL, SERVER_GROUP
from vpdn.ios.sections import Section
from vpdn.ios.setting import accepted, setting
from vpdn.nas.config import RouterConfig

_METHODS = (
    "<group <radius|tacacs+|WORD>|radius|tacacs+|local|local-case|none|enable|line|if-needed"
    "|if-authenticated>$methods..."
)
_METHODS_HELP = """
    default           The default list
    list              Named list
    local-case        Use case-sensitive local username authentication.
    line              Use line password for authentication.
    enable            Use enable password for authentication.
    methods           Name of a server group
    if-needed         Only authenticate if needed.
    if-authenticated  Succeed if user has authenticated.
"""


@setting(
    GLOBAL,
    "[no] aaa new-model",
    "new-model  Enable NEW access control commands and functions.(Disables OLD commands.)",
    section=Section.AAA,
)
def new_model(config: RouterConfig) -> RouterConfig:
    return replace(config, aaa=replace(config.aaa, new_model=True))


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
)
def group(
    config: RouterConfig, fold: Callable[[ServerGroup], ServerGroup], name: str
) -> RouterConfig:
    groups = {**config.aaa.groups, name: fold(ServerGroup(name))}
    return replace(config, aaa=replace(config.aaa, groups=groups))


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
    "[no] <deadtime|ip radius source-interface>$what / LINE$rest",
    "the group has no setting of its own for that",
    """
    deadtime          Time to stop using a server that doesn't respond
    source-interface  Specify interface for source address in RADIUS packets
    """,
    key=("what",),
)
accepted(
    GLOBAL,
    "[no] aaa group server tacacs+ WORD$name",
    "there is no TACACS+ client",
    """
    group   AAA group definitions
    server  AAA server group definitions
    """,
    key=("name",),
    section=Section.AAA,
    child=SERVER_GROUP,
)


@setting(
    GLOBAL,
    f"[no] aaa authentication <login|enable|ppp>$service <default|WORD>$list / {_METHODS}",
    f"""
    login   Set authentication lists for logins.
    enable  Set authentication list for enable.
    ppp     Set authentication lists for ppp.
    {_METHODS_HELP}
    """,
    key=("service", "list"),
    section=Section.AAA,
)
def authentication(
    config: RouterConfig, service: str, list: str, methods: tuple[str, ...]
) -> RouterConfig:
    named = {list: MethodList(list, tuple(_grouped(methods)))}
    aaa = config.aaa
    if service == "ppp":
        aaa = replace(aaa, authentication_ppp={**aaa.authentication_ppp, **named})
    elif service == "login":
        aaa = replace(aaa, authentication_login={**aaa.authentication_login, **named})
    else:
        aaa = replace(aaa, authentication_enable=named[list])
    return replace(config, aaa=aaa)


@authentication.writer
def _authentication(service: str, list: str, methods: tuple[str, ...]) -> str:
    return " ".join(("aaa authentication", service, list, *_grouped(methods)))


@setting(
    GLOBAL,
    f"[no] aaa authorization <network|exec>$service <default|WORD>$list / {_METHODS}",
    f"""
    network  For network services. (PPP, SLIP, ARAP)
    exec     For starting an exec (shell).
    {_METHODS_HELP}
    """,
    key=("service", "list"),
    section=Section.AAA,
)
def authorization(
    config: RouterConfig, service: str, list: str, methods: tuple[str, ...]
) -> RouterConfig:
    aaa, named = config.aaa, {list: MethodList(list, tuple(_grouped(methods)))}
    if service == "network":
        aaa = replace(aaa, authorization_network={**aaa.authorization_network, **named})
    else:
        aaa = replace(aaa, authorization_exec={**aaa.authorization_exec, **named})
    return replace(config, aaa=aaa)


@authorization.writer
def _authorization(service: str, list: str, methods: tuple[str, ...]) -> str:
    return " ".join(("aaa authorization", service, list, *_grouped(methods)))


def _grouped(words: tuple[str, ...]) -> list[str]:
    """("group", "radius", "local") or the older ("radius", "local") -> "group radius", "local"."""
    made: list[str] = []
    named = False
    for word in words:
        if word == "group" and not named:
            named = True
            continue
        made.append(f"group {word}" if named or word in ("radius", "tacacs+") else word)
        named = False
    return made


accepted(
    GLOBAL,
    "[no] aaa accounting <network|exec|connection|system|update|delay-start|suppress>$what"
    " / LINE$rest",
    "no accounting records are sent",
    """
    network      For network services. (PPP, SLIP, ARAP)
    exec         For starting an exec (shell).
    connection   For outbound connections. (telnet, rlogin)
    system       For System events.
    update       Enable accounting update records.
    delay-start  Delay PPP Network start record until peer IP address is known.
    suppress     Do not generate accounting records for a specific type of user.
    """,
    key=("what",),
    section=Section.AAA,
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
    section=Section.AAA,
)
