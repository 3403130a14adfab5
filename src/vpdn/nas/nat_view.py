"""Makes snapshots of address translation from the kernel's connections and the configuration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address

from vpdn.nas.config import RouterConfig
from vpdn.nas.nat_rules import global_address, global_addresses, interfaces
from vpdn.nas.nat_settings import INSIDE, OUTSIDE, DynamicNat, NatPool
from vpdn.nas.nat_snapshot import (
    NatMappingSnapshot,
    NatPoolSnapshot,
    NatSnapshot,
    TranslationSnapshot,
)
from vpdn.net.conntrack import Connection
from vpdn.wire.ip import IpProtocol

_NUMBERS = {"": None, "tcp": int(IpProtocol.TCP), "udp": int(IpProtocol.UDP)}


def nat_snapshot(
    config: RouterConfig,
    connections: Sequence[Connection],
    standing: bool,
    hits: int = 0,
    misses: int = 0,
) -> NatSnapshot:
    """`hits`: packets that were translated, each connection's first too; `misses`: those first
    ones. Static entries are there while the table is `standing`."""
    dynamic = tuple(map(_dynamic, connections))
    in_use = [one.inside_global[0] for one in dynamic]
    return NatSnapshot(
        (*(_static(config) if standing else ()), *dynamic),
        interfaces(config, INSIDE),
        interfaces(config, OUTSIDE),
        tuple(_mapping(config, one, in_use) for one in config.nat.dynamic),
        max(0, hits - misses),
        misses,
        max(0, misses - len(dynamic)),
    )


def _static(config: RouterConfig) -> Iterator[TranslationSnapshot]:
    for one in config.nat.static:
        outer = global_address(config, one)
        if outer is not None:
            inside = (outer, one.outer_port), (one.local, one.local_port)
            yield TranslationSnapshot(_NUMBERS[one.protocol], *inside)


def _dynamic(one: Connection) -> TranslationSnapshot:
    """Who began it, outside or inside, is told by the address that was translated."""
    forth, back = one.forth, one.back
    if back.source != forth.destination:
        return TranslationSnapshot(
            one.protocol,
            (forth.destination, forth.destination_port),
            (back.source, back.source_port),
            (forth.source, forth.source_port),
        )
    return TranslationSnapshot(
        one.protocol,
        (back.destination, back.destination_port),
        (forth.source, forth.source_port),
        (forth.destination, forth.destination_port),
    )


def _mapping(
    config: RouterConfig, one: DynamicNat, in_use: list[IPv4Address]
) -> NatMappingSnapshot:
    addresses = frozenset(global_addresses(config, one))
    pool = config.nat.pools.get(one.pool or "")
    return NatMappingSnapshot(
        one.access_list,
        one.interface,
        one.pool,
        sum(address in addresses for address in in_use),
        None if pool is None else _pool(pool, len(addresses.intersection(in_use))),
    )


def _pool(pool: NatPool, allocated: int) -> NatPoolSnapshot:
    total = len(pool.addresses)
    return NatPoolSnapshot(pool.netmask, pool.low, pool.high, total, allocated)
