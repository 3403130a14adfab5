"""`radius server NAME` with what stands inside it: the newer way to tell of a RADIUS server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address

from vpdn.ios.configuration.aliases import also_at, few
from vpdn.ios.configuration.numbers import number
from vpdn.ios.modes import GLOBAL, RADIUS_SERVER
from vpdn.ios.passwords import recover, typed
from vpdn.ios.sections import Section
from vpdn.ios.setting import accepted, setting
from vpdn.radius.settings import RadiusServer, RadiusSettings

NOWHERE = IPv4Address(0)


@setting(
    GLOBAL,
    "[no] radius server WORD$name",
    "radius  RADIUS server configuration\nserver  Specify a RADIUS server",
    key=("name",),
    section=Section.NAMED_SERVERS,
    child=RADIUS_SERVER,
    part="radius",
)
def radius_server(
    radius: RadiusSettings, fold: Callable[[RadiusServer], RadiusServer], name: str
) -> RadiusSettings:
    """Until it has an address it is not asked."""
    made = fold(RadiusServer(NOWHERE, name=name))
    if made.address == NOWHERE:
        return radius
    return replace(radius, servers=(*radius.servers, made))


@setting(
    RADIUS_SERVER,
    "[no] address ipv4 / HOST$address {auth-port (0-65535)$auth_port"
    "|acct-port (0-65535)$acct_port}"
    " [alias HOST$aliases...]",
    """
    address    Specify the radius server address
    ipv4       IPv4 Address
    auth-port  UDP port for RADIUS authentication server (default is 1645)
    auth_port  Port number
    acct-port  UDP port for RADIUS accounting server (default is 1646)
    acct_port  Port number
    alias      1-8 aliases for this server (max. 8)
    aliases    Alias address or name for the server
    """,
)
def address(
    server: RadiusServer,
    address: IPv4Address,
    auth_port: int = 1645,
    acct_port: int = 1646,
    aliases: tuple[IPv4Address, ...] = (),
) -> RadiusServer:
    return replace(
        server, address=address, auth_port=auth_port, acct_port=acct_port, aliases=few(aliases)
    )


@address.writer
def _address(
    address: IPv4Address, auth_port: int, acct_port: int, aliases: tuple[IPv4Address, ...]
) -> str:
    line = f"address ipv4 {address} auth-port {auth_port} acct-port {acct_port}"
    return f"{line} {also_at(aliases)}".rstrip()


number(
    RADIUS_SERVER,
    "timeout",
    1,
    1000,
    "timeout",
    "timeout  Time to wait for this RADIUS server to reply\nnumber  Wait time",
)
number(
    RADIUS_SERVER,
    "retransmit",
    0,
    100,
    "retransmit",
    "retransmit  Number of retries to the server\nnumber  Number of retries",
)


@setting(
    RADIUS_SERVER,
    "[no] message-authenticator / <require|optional>$stance",
    """
    message-authenticator  Whether replies must carry a Message-Authenticator
    require                Replies without one are not believed
    optional               It is verified when it is there
    """,
    default="message-authenticator optional",
)
def message_authenticator(server: RadiusServer, stance: str) -> RadiusServer:
    return replace(server, require_message_authenticator=stance == "require")


@setting(
    RADIUS_SERVER,
    "[no] key / [0|7]$kind LINE$text",
    "key  Per-server encryption key\ntext  The shared key",
    hides=("kind", "text"),
)
def key(server: RadiusServer, text: str, kind: str = "0") -> RadiusServer:
    return replace(server, key=recover(text, kind))


@key.writer
def _key(text: str, kind: str) -> str:
    return f"key {typed(kind, text)}"


accepted(
    RADIUS_SERVER,
    "[no] <non-standard|automate-tester|backoff|pac>$what / [LINE$rest]",
    "requests have the attributes that IOS 12.1(5)T sends",
    """
    non-standard     Parse attributes that violate the RADIUS standard
    automate-tester  Configure server automated testing.
    backoff          Retry backoff pattern
    pac              Protected Access Credential key
    """,
    key=("what",),
)
