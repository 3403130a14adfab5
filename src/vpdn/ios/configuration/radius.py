"""`radius-server …`, `snmp-server …`, `dial-peer …`: servers and peers."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

from vpdn.ios.configuration.aliases import also_at, few
from vpdn.ios.configuration.numbers import number
from vpdn.ios.modes import GLOBAL
from vpdn.ios.passwords import recover, typed
from vpdn.ios.sections import Section
from vpdn.ios.setting import accepted, setting
from vpdn.radius.settings import RadiusServer, RadiusSettings


@setting(
    GLOBAL,
    "[no] radius-server host HOST$address / {auth-port (0-65535)$auth_port"
    "|acct-port (0-65535)$acct_port|timeout (1-1000)$timeout|retransmit (1-100)$retransmit"
    "|non-standard$non_standard|message-authenticator <require|optional>$authenticator}"
    " [alias HOST$aliases...] [key [0|7]$kind LINE$key]",
    """
    host                   Specify a RADIUS server
    address                IP address of the RADIUS server
    alias                  1-8 aliases for this server (max. 8)
    aliases                Alias address or name for the server
    auth-port              UDP port for RADIUS authentication server (default is 1645)
    auth_port              Port number
    acct-port              UDP port for RADIUS accounting server (default is 1646)
    acct_port              Port number
    timeout                Time to wait for this RADIUS server to reply (overrides default)
    retransmit             Specify the number of retries to active server (overrides default)
    non-standard           Parse attributes that violate the RADIUS standard
    message-authenticator  Whether replies must carry a Message-Authenticator
    require                Replies without one are not believed
    optional               It is verified when it is there
    key                    per-server encryption key (overrides default)
    """,
    key=("address", "auth_port", "acct_port"),
    section=Section.SERVERS,
    hides=("kind", "key"),
    part="radius",
    moot={"non_standard": "replies are read by what they hold, not by who made the server"},
)
def host(
    radius: RadiusSettings,
    address: IPv4Address,
    auth_port: int = 1645,
    acct_port: int = 1646,
    timeout: int | None = None,
    retransmit: int | None = None,
    non_standard: str = "",
    authenticator: str = "optional",
    aliases: tuple[IPv4Address, ...] = (),
    kind: str = "0",
    key: str = "",
) -> RadiusSettings:
    server = RadiusServer(
        address,
        auth_port,
        acct_port,
        timeout,
        retransmit,
        recover(key, kind) if key else None,
        authenticator == "require",
        aliases=few(aliases),
    )
    return replace(radius, servers=(*radius.servers, server))


@host.writer
def _host(
    address: IPv4Address,
    auth_port: int,
    acct_port: int,
    timeout: int | None,
    retransmit: int | None,
    non_standard: str,
    authenticator: str,
    aliases: tuple[IPv4Address, ...],
    kind: str,
    key: str,
) -> str:
    words = [f"radius-server host {address} auth-port {auth_port} acct-port {acct_port}"]
    if timeout is not None:
        words.append(f"timeout {timeout}")
    if retransmit is not None:
        words.append(f"retransmit {retransmit}")
    words.append(non_standard)
    if authenticator == "require":
        words.append("message-authenticator require")
    words.append(also_at(aliases))
    if key:
        words.append(f"key {typed(kind, key)}")
    return " ".join(filter(None, words))


def _number(
    word: str, low: int, high: int, sentence: str, unit: str, *, default: int | None = None
) -> None:
    number(
        GLOBAL,
        f"radius-server {word}",
        low,
        high,
        word,
        f"{word}  {sentence}\nnumber  {unit}",
        default=default,
        part="radius",
        section=Section.SERVERS,
    )


_number("retransmit", 0, 100, "Specify the number of retries to active server", "Number of retries")
_number(
    "timeout",
    1,
    1000,
    "Time to wait for a RADIUS server to reply",
    "Wait time (default 5 seconds)",
    default=5,
)
_number(
    "deadtime", 0, 1440, "Time to stop using a server that doesn't respond", "Minutes", default=0
)


@setting(
    GLOBAL,
    "[no] radius-server key / [0|7]$kind LINE$text",
    "key  encryption key shared with the radius servers\ntext  The shared key",
    section=Section.SERVERS,
    hides=("kind", "text"),
    part="radius",
)
def key(radius: RadiusSettings, text: str, kind: str = "0") -> RadiusSettings:
    return replace(radius, key=recover(text, kind))


@key.writer
def _key(text: str, kind: str) -> str:
    return f"radius-server key {typed(kind, text)}"


accepted(
    GLOBAL,
    "[no] radius-server <attribute|vsa|configure-nas|directed-request|optional-passwords"
    "|host-name|source-ports|dead-criteria|challenge-noecho|unique-ident>$what / [LINE$rest]",
    "requests have the attributes that IOS 12.1(5)T sends",
    """
    attribute           Customize selected radius attributes
    vsa                 Vendor specific attribute configuration
    configure-nas       Attempt to upload static routes and IP pools at startup
    directed-request    Allow user to specify radius server to use with '@server'
    optional-passwords  The first RADIUS request can be made without requesting a password
    host-name           Name of the RADIUS server
    source-ports        Source ports used for sending out RADIUS requests
    dead-criteria       Set the criteria used to decide when a radius server is marked dead
    challenge-noecho    Data echoing to screen is disabled during Access-Challenge
    unique-ident        Higher order bits of Acct-Session-Id
    """,
    key=("what", "rest"),
    section=Section.SERVERS,
)
accepted(
    GLOBAL,
    "[no] snmp-server / LINE$rest",
    "there is no SNMP agent",
    "snmp-server  Modify SNMP parameters",
    key=("rest",),
    section=Section.SERVERS,
)
accepted(
    GLOBAL,
    "[no] dial-peer cor custom",
    "there are no voice calls",
    """
    dial-peer  Dial Map (Peer) configuration commands
    cor        Class of Restriction
    custom     Name the cor list members
    """,
    section=Section.PEERS,
)
accepted(
    GLOBAL,
    "[no] ntp / LINE$rest",
    "the clock is the machine's",
    "ntp  Configure NTP",
    key=("rest",),
    section=Section.CLOCK,
)
