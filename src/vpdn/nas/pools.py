"""Addresses for peers: `ip local pool`.

Fresh addresses go first, lowest first; released ones queue behind them, as IOS' own dump shows.
A user who comes back gets the address of last time while it is free. An address is never given
twice, not even when ranges of two pools overlap or an address was fixed by AAA.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from ipaddress import IPv4Address

from vpdn.nas.config import Pool
from vpdn.nas.snapshot import LeaseSnapshot, PoolSnapshot


def _span(first: IPv4Address, last: IPv4Address) -> Iterator[IPv4Address]:
    return (IPv4Address(number) for number in range(int(first), int(last) + 1))


class AddressPool:
    """One pool's free list. Who holds what is the business of `Pools`."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._free: OrderedDict[IPv4Address, None] = OrderedDict(
            (address, None) for first, last in pool.ranges for address in _span(first, last)
        )
        self._previous: OrderedDict[str, IPv4Address] = OrderedDict()
        self._claims: dict[IPv4Address, dict[str, None]] = {}

    def __contains__(self, address: IPv4Address) -> bool:
        return any(first <= address <= last for first, last in self.pool.ranges)

    @property
    def free(self) -> tuple[IPv4Address, ...]:
        return tuple(self._free)

    def take(self, user: str) -> IPv4Address | None:
        """The next address for `user`, or None when none is left."""
        before = self._previous.get(user)
        if before is not None and before in self._free:
            del self._free[before]
            return before
        return self._free.popitem(last=False)[0] if self._free else None

    def withdraw(self, address: IPv4Address) -> None:
        """Somebody else holds `address` now."""
        self._free.pop(address, None)

    @property
    def remembered(self) -> tuple[IPv4Address, ...]:
        """Addresses that former users will get again."""
        return tuple(self._claims)

    def forget(self, address: IPv4Address) -> None:
        """Whoever had `address` has no claim to it any more."""
        for user in self._claims.pop(address, {}):
            del self._previous[user]

    def put_back(self, address: IPv4Address, user: str) -> None:
        self._free[address] = None
        self._disclaim(user)
        self._previous[user] = address
        self._claims.setdefault(address, {})[user] = None
        if len(self._previous) > self.pool.cache:
            self._disclaim(next(iter(self._previous)))

    def _disclaim(self, user: str) -> None:
        address = self._previous.pop(user, None)
        if address is None:
            return
        claims = self._claims[address]
        del claims[user]
        if not claims:
            del self._claims[address]


class Pools:
    """All pools of the router and every lease, whether it came from a pool or not."""

    def __init__(self) -> None:
        self._pools: dict[str, AddressPool] = {}
        self._leases: dict[IPv4Address, LeaseSnapshot] = {}

    def configure(self, pools: dict[str, Pool]) -> None:
        """Take over a new configuration; pools that did not change keep their order."""
        kept = self._pools
        self._pools = {
            name: kept[name] if name in kept and kept[name].pool == pool else AddressPool(pool)
            for name, pool in pools.items()
        }
        for name, pool in self._pools.items():
            if pool is not kept.get(name):
                for address in self._leases:
                    pool.withdraw(address)

    def allocate(self, names: tuple[str, ...], user: str, interface: int) -> IPv4Address | None:
        """An address of the first named pool that has one. Unknown names have none."""
        for name in names:
            pool = self._pools.get(name)
            address = pool.take(user) if pool is not None else None
            if address is not None:
                self._lease(address, user, interface)
                return address
        return None

    def claim(self, address: IPv4Address, user: str, interface: int) -> bool:
        """Lease this very address; False when somebody has it."""
        if address in self._leases:
            return False
        self._lease(address, user, interface)
        return True

    def release(self, address: IPv4Address) -> None:
        lease = self._leases.pop(address, None)
        if lease is None:
            return
        for pool in self._pools.values():
            if address in pool:
                pool.put_back(address, lease.user)

    def held(self, name: str | None = None) -> frozenset[IPv4Address]:
        """Every address that is leased or remembered for a former user; those of pool `name`
        alone. Raises KeyError when there is no such pool."""
        pools = self._pools.values() if name is None else [self._pools[name]]
        remembered = {address for pool in pools for address in pool.remembered}
        leased = {
            address
            for address in self._leases
            if name is None or any(address in pool for pool in pools)
        }
        return frozenset(remembered | leased)

    def reclaim(self, address: IPv4Address) -> None:
        """Free `address` of a lease that nobody will give back, and of a former user's claim."""
        self.release(address)
        for pool in self._pools.values():
            pool.forget(address)

    def snapshot(self) -> tuple[PoolSnapshot, ...]:
        return tuple(self._snapshot_of(pool) for pool in self._pools.values())

    def _snapshot_of(self, pool: AddressPool) -> PoolSnapshot:
        free = pool.free
        leases = tuple(lease for address, lease in self._leases.items() if address in pool)
        ranges = tuple(
            (
                first,
                last,
                sum(first <= address <= last for address in free),
                sum(first <= lease.address <= last for lease in leases),
            )
            for first, last in pool.pool.ranges
        )
        return PoolSnapshot(pool.pool.name, ranges, free, leases)

    def _lease(self, address: IPv4Address, user: str, interface: int) -> None:
        self._leases[address] = LeaseSnapshot(address, interface, user)
        self._withdraw(address)

    def _withdraw(self, address: IPv4Address) -> None:
        for pool in self._pools.values():
            pool.withdraw(address)
