"""What address translation is told: `ip nat`, typed. Names are IOS': a local address is what a
machine inside has, a global one what the outside sees of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network

INSIDE, OUTSIDE = "inside", "outside"


@dataclass(frozen=True, slots=True)
class NatPool:
    """Global addresses, from `low` to `high`, in a network of prefix length `prefix`."""

    name: str
    low: IPv4Address
    high: IPv4Address
    prefix: int

    @property
    def addresses(self) -> tuple[IPv4Address, ...]:
        return tuple(map(IPv4Address, range(int(self.low), int(self.high) + 1)))

    @property
    def netmask(self) -> IPv4Address:
        return IPv4Network((0, self.prefix)).netmask


@dataclass(frozen=True, slots=True)
class DynamicNat:
    """What `access_list` permits gets the address of `interface`, or one of `pool`."""

    access_list: str
    interface: str | None = None
    pool: str | None = None
    overload: bool = True


@dataclass(frozen=True, slots=True)
class StaticNat:
    """One address for another, or, where `protocol` is "tcp" or "udp", one port for another. The
    global address is `outer` or, if None, that of `interface`."""

    local: IPv4Address
    outer: IPv4Address | None = None
    interface: str | None = None
    protocol: str = ""
    local_port: int | None = None
    outer_port: int | None = None


@dataclass(frozen=True, slots=True)
class NatSettings:
    """`dynamic` and `static` in the order configured."""

    pools: dict[str, NatPool] = field(default_factory=dict)
    dynamic: tuple[DynamicNat, ...] = ()
    static: tuple[StaticNat, ...] = ()
