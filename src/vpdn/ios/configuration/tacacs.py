"""`tacacs-server …`, `aaa group server tacacs+ NAME`, `ip tacacs source-interface`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address

from vpdn.ios.configuration.numbers import number
from vpdn.ios.modes import GLOBAL, TACACS_GROUP
from vpdn.ios.passwords import recover, typed
from vpdn.ios.sections import Section
from vpdn.ios.setting import accepted, setting
from vpdn.ios.tokens import InterfaceName
from vpdn.tacacs.settings import PORT, TacacsGroup, TacacsServer, TacacsSettings

NOT_YET = "there is no TACACS+ client yet"


@setting(
    GLOBAL,
    "[no] aaa group server tacacs+ WORD$name",
    """
    group   AAA group definitions
    server  AAA server group definitions
    name    Server-group name
    """,
    key=("name",),
    section=Section.AAA_TACACS_GROUPS,
    child=TACACS_GROUP,
    part="tacacs",
    reason=NOT_YET,
)
def group(
    tacacs: TacacsSettings, fold: Callable[[TacacsGroup], TacacsGroup], name: str
) -> TacacsSettings:
    return replace(tacacs, groups={**tacacs.groups, name: fold(TacacsGroup(name))})


@setting(
    TACACS_GROUP,
    "[no] server A.B.C.D$address",
    "server  Specify a TACACS+ server\naddress  IP address of the server",
    key=("address",),
)
def member(group: TacacsGroup, address: IPv4Address) -> TacacsGroup:
    return replace(group, servers=(*group.servers, address))


@setting(
    GLOBAL,
    "[no] tacacs-server host A.B.C.D$address / {single-connection$single|port (1-65535)$port"
    "|timeout (1-1000)$timeout} [key [0|7]$kind LINE$key]",
    """
    host               Specify a TACACS server
    address            IP address of the TACACS server
    single-connection  Multiplex all packets over a single tcp connection to server
    port               TCP port for TACACS server (default is 49)
    timeout            Time to wait for this TACACS server to reply (overrides default)
    key                per-server encryption key (overrides default)
    """,
    key=("address",),
    section=Section.TACACS,
    hides=("kind", "key"),
    part="tacacs",
    reason=NOT_YET,
)
def host(
    tacacs: TacacsSettings,
    address: IPv4Address,
    single: str = "",
    port: int = PORT,
    timeout: int | None = None,
    kind: str = "0",
    key: str = "",
) -> TacacsSettings:
    own_key = recover(key, kind) if key else None
    server = TacacsServer(address, port, timeout, own_key, bool(single))
    return replace(tacacs, servers=(*tacacs.servers, server))


@host.writer
def _host(
    address: IPv4Address, single: str, port: int, timeout: int | None, kind: str, key: str
) -> str:
    words = [f"tacacs-server host {address}", single]
    if port != PORT:
        words.append(f"port {port}")
    if timeout is not None:
        words.append(f"timeout {timeout}")
    if key:
        words.append(f"key {typed(kind, key)}")
    return " ".join(filter(None, words))


number(
    GLOBAL,
    "tacacs-server timeout",
    1,
    1000,
    "timeout",
    "timeout  Time to wait for a TACACS server to reply\nnumber  Wait time (default 5 seconds)",
    default=5,
    part="tacacs",
    section=Section.TACACS,
    reason=NOT_YET,
)
accepted(
    GLOBAL,
    "[no] tacacs-server <directed-request|administration|packet|dns-alias-lookup>$what"
    " / [LINE$rest]",
    NOT_YET,
    """
    directed-request  Allow user to specify tacacs server to use with '@server'
    administration    Start tacacs+ deamon handling administrative messages
    packet            Modify TACACS+ packet options
    dns-alias-lookup  Enable IP Domain Name System Alias lookup for TACACS servers
    """,
    key=("what",),
    section=Section.TACACS,
)


@setting(
    GLOBAL,
    "[no] tacacs-server key / [0|7]$kind LINE$text",
    "key  Set TACACS+ encryption key\ntext  The shared key",
    section=Section.TACACS,
    hides=("kind", "text"),
    part="tacacs",
    reason=NOT_YET,
)
def key(tacacs: TacacsSettings, text: str, kind: str = "0") -> TacacsSettings:
    return replace(tacacs, key=recover(text, kind))


@key.writer
def _key(text: str, kind: str) -> str:
    return f"tacacs-server key {typed(kind, text)}"


@setting(
    GLOBAL,
    "[no] ip tacacs source-interface / INTERFACE$name",
    """
    tacacs            TACACS configuration commands
    source-interface  Specify interface for source address in TACACS packets
    """,
    section=Section.IP,
    part="tacacs",
    reason=NOT_YET,
)
def source_interface(tacacs: TacacsSettings, name: InterfaceName) -> TacacsSettings:
    return replace(tacacs, source_interface=str(name))
