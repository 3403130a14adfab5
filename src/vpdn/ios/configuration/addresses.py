"""`ip local pool`, `ip classless`, `ip route` and what stands with them after the interfaces."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

from vpdn.ios.configuration.netmask import network, range_end
from vpdn.ios.modes import GLOBAL
from vpdn.ios.sections import Section
from vpdn.ios.setting import Shown, accepted, setting
from vpdn.ios.tokens import InterfaceName
from vpdn.nas.config import Pool, RouterConfig, StaticRoute

_CACHE = 20
NO_DHCP = "addresses come from local pools"


@setting(
    GLOBAL,
    "[no] ip local pool <default|WORD>$name / A.B.C.D$low [A.B.C.D$high] [group WORD$group]"
    " [cache-size (0-100)$cached]",
    """
    local       Specify local options
    pool        IP Local address pool lists
    default     Create default local address pool
    name        Name of the local address pool
    low         First IP address of range
    high        Last IP address of range
    group       Create ip local pool group
    cache-size  Number of free entries to search
    cached      Number of free entries to search
    """,
    key=("name", "low"),
    section=Section.POOLS,
    part="pools",
    moot={"group": "all pools are in one group"},
)
def local_pool(
    pools: dict[str, Pool],
    name: str,
    low: IPv4Address,
    high: IPv4Address | None = None,
    group: str = "",
    cached: int = _CACHE,
) -> dict[str, Pool]:
    """Whether it overlaps with another is for `overlaps` to say, which sees them all."""
    known = pools[name].ranges if name in pools else ()
    return {**pools, name: Pool(name, (*known, (low, range_end(low, high))), cached)}


@local_pool.writer
def _local_pool(
    name: str, low: IPv4Address, high: IPv4Address | None, group: str, cached: int
) -> str:
    words = [f"ip local pool {name} {low}", str(high or ""), group and f"group {group}"]
    if cached != _CACHE:
        words.append(f"cache-size {cached}")
    return " ".join(filter(None, words))


accepted(
    GLOBAL,
    "[no] ip dhcp-server A.B.C.D$address",
    NO_DHCP,
    "dhcp-server  Specify address of DHCP server to use\naddress  Server's address",
    key=("address",),
    section=Section.IP,
)
accepted(
    GLOBAL,
    "[no] ip dhcp <excluded-address|ping|conflict|database>$what / LINE$rest",
    NO_DHCP,
    """
    dhcp              Configure DHCP server and relay parameters
    excluded-address  Prevent DHCP from assigning certain addresses
    ping              Specify ping parameters used by DHCP
    conflict          DHCP address conflict parameters
    database          Configure DHCP database agents
    """,
    key=("what", "rest"),
    section=Section.MEMORY,
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
    part="routes",
    moot={
        "permanent": "the machine decides how long a route stands",
        "tag": "routes are not handed on to a routing protocol",
    },
)
def route(
    routes: tuple[StaticRoute, ...],
    address: IPv4Address,
    mask: IPv4Address,
    gateway: IPv4Address | None = None,
    interface: InterfaceName | None = None,
    distance: int = 1,
    permanent: str = "",
    tag: int = 0,
    label: str = "",
) -> tuple[StaticRoute, ...]:
    device = None if interface is None else str(interface)
    return (*routes, StaticRoute(network(address, mask), gateway, device, distance))


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
    "[no] ip radius source-interface INTERFACE$name",
    """
    radius            RADIUS configuration commands
    source-interface  Specify interface for source address in RADIUS packets
    """,
    section=Section.IP,
)
def radius_source_interface(config: RouterConfig, name: InterfaceName) -> RouterConfig:
    return replace(config, radius_source_interface=str(name))
