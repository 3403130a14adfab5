"""`ip dhcp pool`: what callers are told who ask by DHCPINFORM. No lease is ever given, so what is
about leases has no effect.

`vpdn route` is not IOS': it is what `option 121 hex` says, in words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

from vpdn.errors import ConfigError
from vpdn.ios.configuration.netmask import network as checked
from vpdn.ios.configuration.netmask import prefix_length
from vpdn.ios.modes import DHCP_POOL, GLOBAL
from vpdn.ios.sections import Section
from vpdn.ios.setting import accepted, setting
from vpdn.nas.dhcp_settings import DhcpPool
from vpdn.wire.dhcp_routes import Route, encode_routes
from vpdn.wire.ip import classful

NO_LEASE = "callers have their addresses from PPP and get no lease"
LONGEST = 255
"""Octets of one option."""
_MOST = 8
"""Servers in one line."""
_OWN = frozenset((0, *range(50, 60), 61, 82, 255))
"""Options that are the protocol's own."""
Fold = Callable[[DhcpPool], DhcpPool]


@setting(
    GLOBAL,
    "[no] ip dhcp pool WORD$name",
    "dhcp  Configure DHCP server and relay parameters\nname  Pool name",
    key=("name",),
    section=Section.DHCP_POOLS,
    child=DHCP_POOL,
    part="dhcp_pools",
)
def pool(pools: dict[str, DhcpPool], fold: Fold, name: str) -> dict[str, DhcpPool]:
    return {**pools, name: fold(DhcpPool(name))}


def _network(address: IPv4Address, mask: IPv4Address | None) -> IPv4Network:
    """Without a mask it is that of the address' class. Raises ConfigError."""
    if mask is None:
        return classful(address)
    return IPv4Network((address, prefix_length(address, mask)), strict=False)


@setting(
    DHCP_POOL,
    "[no] network / A.B.C.D$address [MASK$mask]",
    """
    network  Network number and mask
    address  Network number in dotted-decimal notation
    mask     Network mask or prefix length
    """,
)
def network(known: DhcpPool, address: IPv4Address, mask: IPv4Address | None = None) -> DhcpPool:
    return replace(known, network=_network(address, mask))


@network.writer
def _write_network(address: IPv4Address, mask: IPv4Address | None) -> str:
    made = _network(address, mask)
    return f"network {made.network_address} {made.netmask}"


@setting(
    DHCP_POOL,
    "[no] dns-server / A.B.C.D$servers...",
    "dns-server  DNS servers\nservers  Server's IP address",
)
def dns_server(known: DhcpPool, servers: tuple[IPv4Address, ...]) -> DhcpPool:
    return replace(known, dns=_few(servers))


@setting(
    DHCP_POOL,
    "[no] netbios-name-server / A.B.C.D$servers...",
    "netbios-name-server  NetBIOS (WINS) name servers\nservers  Server's IP address",
)
def netbios_name_server(known: DhcpPool, servers: tuple[IPv4Address, ...]) -> DhcpPool:
    return replace(known, netbios=_few(servers))


def _few(servers: tuple[IPv4Address, ...]) -> tuple[IPv4Address, ...]:
    if len(servers) > _MOST:
        raise ConfigError(f"% There can be {_MOST} servers at most")
    return servers


@setting(
    DHCP_POOL,
    "[no] domain-name / WORD$name",
    "domain-name  Domain name\nname  Domain name",
)
def domain_name(known: DhcpPool, name: str) -> DhcpPool:
    if not name.isascii() or len(name) > LONGEST:
        raise ConfigError("% This is no domain name")
    return replace(known, domain=name)


@setting(
    DHCP_POOL,
    "[no] option (0-254)$code / <ascii LINE$text|hex LINE$octets|ip A.B.C.D$servers...>",
    """
    option   Raw DHCP options
    code     DHCP option code
    ascii    Data is an NVT ASCII string
    text     NVT ASCII string
    hex      Data is a hexadecimal string
    octets   Hexadecimal digits, perhaps parted by dots
    ip       Data is one or more IP addresses
    servers  IP address
    """,
    key=("code",),
)
def option(
    known: DhcpPool,
    code: int,
    text: str = "",
    octets: str = "",
    servers: tuple[IPv4Address, ...] = (),
) -> DhcpPool:
    if code in _OWN:
        raise ConfigError(f"% Option {code} is the server's own")
    value = text.strip('"').encode() or _unhex(octets)
    value = value or b"".join(one.packed for one in servers)
    if len(value) > LONGEST:
        raise ConfigError(f"% An option has {LONGEST} octets at most")
    return replace(known, options={**known.options, code: value})


@option.writer
def _write_option(code: int, text: str, octets: str, servers: tuple[IPv4Address, ...]) -> str:
    if octets:
        digits = _unhex(octets).hex()
        groups = [digits[at : at + 4] for at in range(0, len(digits), 4)]
        return f"option {code} hex {'.'.join(groups)}"
    if text:
        return f"option {code} ascii {text}"
    return f"option {code} ip {' '.join(map(str, servers))}"


def _unhex(text: str) -> bytes:
    try:
        return bytes.fromhex(text.replace(".", ""))
    except ValueError:
        raise ConfigError("% These are no hexadecimal octets") from None


@setting(
    DHCP_POOL,
    "[no] vpdn route A.B.C.D$address MASK$mask / [A.B.C.D$gateway]",
    """
    route    Route that callers shall have into their tunnel
    address  Destination prefix
    mask     Destination mask or prefix length
    gateway  Gateway that is told, if not the router itself
    """,
    slot="vpdn route",
    key=("address", "mask"),
)
def vpdn_route(
    known: DhcpPool, address: IPv4Address, mask: IPv4Address, gateway: IPv4Address | None = None
) -> DhcpPool:
    made = Route(checked(address, mask), gateway or IPv4Address(0))
    routes = (*known.routes, made)
    if len(encode_routes(routes)) > LONGEST:
        raise ConfigError(f"% All routes of a pool have {LONGEST} octets at most")
    return replace(known, routes=routes)


accepted(
    DHCP_POOL,
    "[no] <host|default-router|netbios-node-type|lease|bootfile|client-identifier"
    "|hardware-address|import>$what / [LINE$rest]",
    NO_LEASE,
    """
    host               Client IP address and mask
    default-router     Default routers
    netbios-node-type  NetBIOS node type
    lease              Address lease time
    bootfile           Boot file name
    client-identifier  Client identifier
    hardware-address   Client hardware address
    import             Programatically importing DHCP option parameters
    """,
    key=("what",),
)
