"""`ip local pool`, `ip classless`, `ip route` and what stands with them after the interfaces."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

from vpdn.errors import ConfigError
from vpdn.ios.configuration.netmask import network
from vpdn.ios.modes import GLOBAL
from vpdn.ios.sections import Section
from vpdn.ios.setting import Shown, accepted, setting
from vpdn.ios.tokens import InterfaceName
from vpdn.nas.config import Pool, RouterConfig, StaticRoute

_MOST_ADDRESSES = 1 << 16


@setting(
    GLOBAL,
    "[no] ip local pool <default|WORD>$name / A.B.C.D$low [A.B.C.D$high]",
    """
    local    Specify local options
    pool     IP Local address pool lists
    default  Create default local address pool
    name     Name of the local address pool
    low      First IP address of range
    high     Last IP address of range
    """,
    key=("name", "low"),
    section=Section.IP,
)
def local_pool(
    config: RouterConfig, name: str, low: IPv4Address, high: IPv4Address | None = None
) -> RouterConfig:
    last = low if high is None else high
    if last < low:
        raise ConfigError("%Bad IP range, start address greater than end address")
    if int(last) - int(low) >= _MOST_ADDRESSES:
        raise ConfigError(f"%Bad IP range, {low}-{last}: more than {_MOST_ADDRESSES} addresses")
    _refuse_overlap(config, low, last)
    ranges = (*config.pools[name].ranges, (low, last)) if name in config.pools else ((low, last),)
    return replace(config, pools={**config.pools, name: Pool(name, ranges)})


def _refuse_overlap(config: RouterConfig, low: IPv4Address, high: IPv4Address) -> None:
    for pool in config.pools.values():
        for first, last in pool.ranges:
            if low <= last and first <= high:
                raise ConfigError(f"%IP address range overlaps with pool: {pool.name}")


accepted(
    GLOBAL,
    "[no] ip nat / LINE$rest",
    "packets are not translated",
    "nat  NAT configuration commands",
    key=("rest",),
    section=Section.IP,
)
accepted(
    GLOBAL,
    "[no] ip classless",
    "routing is always classless",
    "classless  Follow classless routing forwarding rules",
    shown=Shown.BOTH,
    section=Section.IP,
)


@setting(
    GLOBAL,
    "[no] ip route A.B.C.D$address A.B.C.D$mask / <A.B.C.D$gateway|INTERFACE$interface"
    " [A.B.C.D$gateway]> [(1-255)$distance] {permanent$permanent|tag (1-2147483647)$tag"
    "|name WORD$label}",
    """
    route      Establish static routes
    address    Destination prefix
    mask       Destination prefix mask
    interface  Outgoing interface
    distance   Distance metric for this route
    permanent  permanent route
    tag        Set tag for this route
    name       Specify name of the next hop
    label      Name of the next hop
    """,
    key=("address", "mask", "gateway", "interface"),
    section=Section.IP,
)
def route(
    config: RouterConfig,
    address: IPv4Address,
    mask: IPv4Address,
    gateway: IPv4Address | None = None,
    interface: InterfaceName | None = None,
    distance: int = 1,
    permanent: str = "",
    tag: int = 0,
    label: str = "",
) -> RouterConfig:
    device = None if interface is None else str(interface)
    made = StaticRoute(network(address, mask), gateway, device, distance)
    return replace(config, routes=(*config.routes, made))


accepted(
    GLOBAL,
    "[no] ip http server",
    "there is no web server",
    "http  HTTP server configuration\nserver  Enable HTTP server",
    shown=Shown.BOTH,
    section=Section.IP,
)


@setting(
    GLOBAL,
    "[no] ip radius source-interface / INTERFACE$name",
    """
    radius            RADIUS configuration commands
    source-interface  Specify interface for source address in RADIUS packets
    """,
    section=Section.IP,
)
def radius_source_interface(config: RouterConfig, name: InterfaceName) -> RouterConfig:
    """The socket for requests is opened once: another address is used from the next start on."""
    return replace(config, radius_source_interface=str(name))


accepted(
    GLOBAL,
    "[no] ip tacacs source-interface / INTERFACE$name",
    "there is no TACACS+ client",
    """
    tacacs            TACACS configuration commands
    source-interface  Specify interface for source address in TACACS packets
    """,
    section=Section.IP,
)
