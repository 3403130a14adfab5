"""Of `ip dhcp pool` what will not come to pass as it is said, in one sentence each."""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.errors import DecodeError
from vpdn.nas.config import RouterConfig
from vpdn.nas.dhcp_settings import ROUTE_OPTIONS, DhcpPool
from vpdn.wire.dhcp_routes import decode_routes


def dhcp_cautions(config: RouterConfig) -> Iterator[str]:
    for pool in config.dhcp_pools.values():
        yield from (f"ip dhcp pool {pool.name}: {said}" for said in _pool(pool, config))


def _pool(pool: DhcpPool, config: RouterConfig) -> Iterator[str]:
    if not config.dhcp_service:
        yield "there is `no service dhcp`, so nobody is answered"
    if pool.network is None:
        yield "it has no network, so nobody is answered by it"
    elif not _gives(pool, config):
        yield "no ip local pool gives addresses of its network; only AAA could"
    for code in ROUTE_OPTIONS:
        value = pool.options.get(code)
        if value is None:
            continue
        if pool.routes:
            yield f"option {code} goes before `vpdn route`"
        try:
            decode_routes(value)
        except DecodeError as error:
            yield f"option {code} is no list of routes: {error}"


def _gives(pool: DhcpPool, config: RouterConfig) -> bool:
    network = pool.network
    assert network is not None
    fixed = (one.peer_address for one in config.templates.values())
    return any(address in network for address in fixed if address is not None) or any(
        low <= network.broadcast_address and high >= network.network_address
        for one in config.pools.values()
        for low, high in one.ranges
    )
