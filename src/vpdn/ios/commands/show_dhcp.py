"""`show ip dhcp`: no lease is ever given, so there is no binding; callers are told things only.

Facts: the tables are IOS' as its command reference prints them.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from vpdn.errors import ConfigError
from vpdn.ios.command import command
from vpdn.ios.modes import USER
from vpdn.ios.plain import fields_of
from vpdn.ios.router import Session
from vpdn.wire.dhcp import MessageType

_HEAD = "IP address       Hardware address        Lease expiration        Type"
_HELP = """
    ip          IP information
    dhcp        Show items in the DHCP database
    binding     DHCP address bindings
    address     IP address of the binding
    pool        DHCP pools information
    name        Pool name
    server      Miscellaneous DHCP server information
    statistics  Show DHCP statistics
"""
_RECEIVED = {
    "BOOTREQUEST": 0,
    "DHCPDISCOVER": MessageType.DISCOVER,
    "DHCPREQUEST": MessageType.REQUEST,
    "DHCPDECLINE": MessageType.DECLINE,
    "DHCPRELEASE": MessageType.RELEASE,
    "DHCPINFORM": MessageType.INFORM,
}


@command(USER, "show ip dhcp binding [A.B.C.D]$address", _HELP, data=lambda session: [])
def show_ip_dhcp_binding(session: Session, address: IPv4Address | None = None) -> str:
    return f"{_HEAD}\n" if address is None else f"% No binding for {address}\n"


def _chosen(session: Session, name: str) -> list[str]:
    pools = session.server.config.dhcp_pools
    if name and name not in pools:
        raise ConfigError(f"% Pool {name} not found.")
    return [name] if name else list(pools)


def _pool_data(session: Session, name: str = "") -> object:
    return [
        {
            "name": pool.name,
            "network": pool.network,
            "dns": pool.dns,
            "netbios": pool.netbios,
            "domain": pool.domain,
            "routes": [{"network": one.network, "gateway": one.gateway} for one in pool.routes],
            "options": [
                {"code": code, "value": value.hex()} for code, value in pool.options.items()
            ],
        }
        for pool in map(session.server.config.dhcp_pools.__getitem__, _chosen(session, name))
    ]


@command(USER, "show ip dhcp pool [WORD]$name", _HELP, data=_pool_data)
def show_ip_dhcp_pool(session: Session, name: str = "") -> str:
    pools = session.server.config.dhcp_pools
    shown = [_rows(one, pools[one].network) for one in _chosen(session, name)]
    return "\n".join("".join(f"{row}\n" for row in rows) for rows in shown)


def _rows(name: str, network: IPv4Network | None) -> Iterator[str]:
    hosts = 0 if network is None else max(network.num_addresses - 2, 1)
    yield f"Pool {name} :"
    yield " Utilization mark (high/low)    : 100 / 0"
    yield " Subnet size (first/next)       : 0 / 0 "
    yield f" Total addresses                : {hosts}"
    yield " Leased addresses               : 0"
    yield " Pending event                  : none"
    if network is None:
        yield " 0 subnet is currently in the pool "
        return
    low = network.network_address + (network.prefixlen < 31)
    high = network.broadcast_address - (network.prefixlen < 31)
    yield " 1 subnet is currently in the pool :"
    yield " Current index        IP address range                    Leased addresses"
    yield f" {low!s:<20} {low!s:<16} - {high!s:<16}  0"


def _received(session: Session) -> dict[str, int]:
    received = session.server.snapshot().dhcp.received
    return {name: received.get(kind, 0) for name, kind in _RECEIVED.items()}


def _statistics(session: Session) -> object:
    seen = session.server.snapshot().dhcp
    received = {name.lower(): count for name, count in _received(session).items()}
    return {**fields_of(seen), "received": received}


@command(
    USER,
    "show ip dhcp server statistics",
    _HELP,
    data=_statistics,
)
def show_ip_dhcp_server_statistics(session: Session) -> str:
    """What is dropped stands in no row of IOS': it has one of its own at the end."""
    seen = session.server.snapshot().dhcp
    rows = [
        ("Address pools", len(session.server.config.dhcp_pools)),
        ("Database agents", 0),
        ("Automatic bindings", 0),
        ("Manual bindings", 0),
        ("Expired bindings", 0),
        ("Malformed messages", seen.malformed),
        ("", ""),
        ("Message", "Received"),
        *_received(session).items(),
        ("", ""),
        ("Message", "Sent"),
        ("BOOTREPLY", 0),
        ("DHCPOFFER", 0),
        ("DHCPACK", seen.answered),
        ("DHCPNAK", 0),
        ("", ""),
        ("Dropped messages", seen.dropped),
    ]
    return "".join(f"{name:<21}{count}".rstrip() + "\n" for name, count in rows)
