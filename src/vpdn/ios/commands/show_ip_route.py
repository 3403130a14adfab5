"""`show ip route`."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network
from itertools import groupby

from vpdn.errors import ConfigError
from vpdn.ios.command import command
from vpdn.ios.configuration.netmask import network
from vpdn.ios.modes import USER
from vpdn.ios.router import Session
from vpdn.ios.routes import DEFAULT, Route, best, routes

_LEGEND = (
    "Codes: C - connected, S - static, I - IGRP, R - RIP, M - mobile, B - BGP",
    "       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area ",
    "       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2",
    "       E1 - OSPF external type 1, E2 - OSPF external type 2, E - EGP",
    "       i - IS-IS, L1 - IS-IS level-1, L2 - IS-IS level-2, ia - IS-IS inter area",
    "       * - candidate default, U - per-user static route, o - ODR",
    "       P - periodic downloaded static route",
)
_SOURCES = {"C": "connected", "S": "static"}
_SUMMARY = "Route Source    Networks    Subnets     Overhead    Memory (bytes)"


def _chosen(
    session: Session, address: IPv4Address | None, kind: str, mask: IPv4Address | None = None
) -> list[Route]:
    """The one route to an address, those to just the network it is the address of, or those of a
    kind. Raises ConfigError for a mask that does not fit."""
    table = routes(session.server.config, session.server.snapshot())
    if address is not None and mask is not None:
        wanted = network(address, mask)
        return [route for route in table if route.network == wanted][:1]
    if address is not None:
        found = best(table, address)
        return [] if found is None else [found]
    return [route for route in table if not kind or route.code == kind[:1].upper()]


def _data(
    session: Session,
    address: IPv4Address | None = None,
    kind: str = "",
    mask: IPv4Address | None = None,
) -> object:
    return [
        {
            "source": _SOURCES[route.code],
            "network": route.network,
            "gateway": route.gateway,
            "interface": route.interface or None,
            "distance": route.distance,
        }
        for route in _chosen(session, address, kind, mask)
    ]


@command(
    USER,
    "show ip route [A.B.C.D$address [A.B.C.D$mask]|<connected|static>$kind]",
    """
    ip         IP information
    route      IP routing table
    address    Network to display information about
    mask       Network mask
    connected  Connected
    static     Static routes
    """,
    data=_data,
)
def show_ip_route(
    session: Session,
    address: IPv4Address | None = None,
    kind: str = "",
    mask: IPv4Address | None = None,
) -> str:
    shown = _chosen(session, address, kind, mask)
    if address is not None:
        if not shown:
            raise ConfigError(_absent(session, address))
        return _entry(shown[0])
    if kind:
        return "".join(f"{line}\n" for line in _table(shown))
    return "".join(f"{line}\n" for line in (*_LEGEND, "", _last_resort(shown), "", *_table(shown)))


def _absent(session: Session, address: IPv4Address) -> str:
    """Whether some part of its network of class A, B or C is known makes the words."""
    majors = {_major(route.network) for route in _chosen(session, None, "")}
    what = "Subnet" if _major(IPv4Network(address)) in majors else "Network"
    return f"% {what} not in table"


def _counts(session: Session) -> dict[str, dict[str, int]]:
    """Of each source: routes to whole networks of class A, B and C, and to parts of them."""
    table = _chosen(session, None, "")
    networks = {route for route in table if route.network == _major(route.network)}
    return {
        source: {
            "networks": sum(route.code == code for route in networks),
            "subnets": sum(route.code == code for route in table if route not in networks),
        }
        for code, source in _SOURCES.items()
    }


@command(
    USER,
    "show ip route summary",
    """
    ip       IP information
    route    IP routing table
    summary  Summary of all routes
    """,
    data=_counts,
)
def show_ip_route_summary(session: Session) -> str:
    """IOS also tells what the table takes of its memory; ours is the machine's."""
    rows = [
        f"{source:<15} {count['networks']:<11} {count['subnets']:<11} 0           0"
        for source, count in _counts(session).items()
    ]
    head = "IP routing table name is Default-IP-Routing-Table(0)"
    return "".join(f"{line}\n" for line in (head, _SUMMARY, *rows))


def _last_resort(table: list[Route]) -> str:
    default = next((route for route in table if route.network == DEFAULT), None)
    if default is None:
        return "Gateway of last resort is not set"
    gateway = default.gateway or IPv4Address(0)
    return f"Gateway of last resort is {gateway} to network 0.0.0.0"


def _table(shown: list[Route]) -> Iterator[str]:
    """By classful network, the subnets under it; those whose own prefix is classful, and
    supernets, stand alone. The default route comes last."""
    ordered = sorted(shown, key=_place)
    for major, members in groupby(ordered, lambda route: _major(route.network)):
        group = list(members)
        subnets = [route for route in group if route.network.prefixlen > major.prefixlen]
        for route in group:
            if route.network.prefixlen <= major.prefixlen:
                yield f"{_code(route):<5}{route.network} {_way(route)}"
        if subnets:
            yield from _subnetted(major, subnets)


def _subnetted(major: IPv4Network, subnets: list[Route]) -> Iterator[str]:
    networks = {route.network for route in subnets}
    masks = {network.prefixlen for network in networks}
    count = f"{len(networks)} subnets"
    if len(masks) == 1:
        yield f"     {major.network_address}/{masks.pop()} is subnetted, {count}"
        for route in subnets:
            yield f"{_code(route):<8}{route.network.network_address} {_way(route)}"
        return
    yield f"     {major} is variably subnetted, {count}, {len(masks)} masks"
    for route in subnets:
        yield f"{_code(route):<8}{route.network} {_way(route)}"


def _major(network: IPv4Network) -> IPv4Network:
    """The network of class A, B or C that `network` is in; itself when it is larger."""
    first = network.network_address.packed[0]
    length = 8 if first < 128 else 16 if first < 192 else 24
    return network.supernet(new_prefix=length) if network.prefixlen > length else network


def _place(route: Route) -> tuple[bool, int, IPv4Address]:
    """IOS' table has class B before A before C."""
    major = _major(route.network)
    shelf = {16: 0, 8: 1}.get(major.prefixlen, 2)
    return route.network == DEFAULT, shelf, major.network_address


def _code(route: Route) -> str:
    return f"{route.code}*" if route.network == DEFAULT else route.code


def _way(route: Route) -> str:
    if route.gateway is None:
        return f"is directly connected, {route.interface}"
    suffix = f", {route.interface}" if route.interface else ""
    return f"[{route.distance}/0] via {route.gateway}{suffix}"


def _entry(route: Route) -> str:
    how = " (connected, via interface)" if route.code == "C" else ""
    way = f"{route.gateway}" if route.gateway else f"directly connected, via {route.interface}"
    lines = [
        f"Routing entry for {route.network}",
        f'  Known via "{_SOURCES[route.code]}", distance {route.distance}, metric 0{how}',
        "  Routing Descriptor Blocks:",
        f"  * {way}",
        "      Route metric is 0, traffic share count is 1",
    ]
    return "".join(f"{line}\n" for line in lines)
