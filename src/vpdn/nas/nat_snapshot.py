"""Address translation at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address

Endpoint = tuple[IPv4Address, int | None]
"""An address, and a port where one is meant."""


@dataclass(frozen=True, slots=True)
class TranslationSnapshot:
    """What one end inside is called, there and outside. A static entry is there for whoever comes:
    it has no end `outside`. `protocol` is IP's number, None for all."""

    protocol: int | None
    inside_global: Endpoint
    inside_local: Endpoint
    outside: Endpoint | None = None

    @property
    def static(self) -> bool:
        return self.outside is None


@dataclass(frozen=True, slots=True)
class NatPoolSnapshot:
    """Global addresses from `low` to `high`, `total` of them; `allocated` are in use."""

    netmask: IPv4Address
    low: IPv4Address
    high: IPv4Address
    total: int
    allocated: int


@dataclass(frozen=True, slots=True)
class NatMappingSnapshot:
    """An `ip nat inside source list`; `references`: the translations with its global addresses.
    `addresses` are the pool's, None while there is no such pool."""

    access_list: str
    interface: str | None
    pool: str | None
    references: int
    addresses: NatPoolSnapshot | None = None


@dataclass(frozen=True, slots=True)
class NatSnapshot:
    """`inside` and `outside` are names of interfaces. `hits`: packets of the translations that
    there are or were; `misses`: packets that had none and got one; `expired`: translations that
    are over."""

    translations: tuple[TranslationSnapshot, ...] = ()
    inside: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    mappings: tuple[NatMappingSnapshot, ...] = ()
    hits: int = 0
    misses: int = 0
    expired: int = 0
