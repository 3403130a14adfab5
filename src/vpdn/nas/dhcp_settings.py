"""What `ip dhcp pool` says to callers: RFC 2131 section 3.4, for who has an address already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network

from vpdn.wire.dhcp import Option, packed
from vpdn.wire.dhcp_routes import Route, encode_routes

ROUTE_OPTIONS = (Option.CLASSLESS_ROUTES, Option.MICROSOFT_ROUTES)


@dataclass(frozen=True, slots=True)
class DhcpPool:
    """One pool; callers whose address is in `network` are told by it. A route's gateway of 0.0.0.0
    stands for the router's address on the call. `options` are raw and go before what the others
    say."""

    name: str
    network: IPv4Network | None = None
    dns: tuple[IPv4Address, ...] = ()
    netbios: tuple[IPv4Address, ...] = ()
    domain: str = ""
    routes: tuple[Route, ...] = ()
    options: dict[int, bytes] = field(default_factory=dict)

    def told(self, here: IPv4Address) -> dict[int, bytes]:
        """All it has to say, by option, to a caller of the router at `here`."""
        routes = self.options.get(Option.CLASSLESS_ROUTES) or encode_routes(
            Route(one.network, one.gateway if int(one.gateway) else here) for one in self.routes
        )
        mask = self.network.netmask.packed if self.network is not None else b""
        said = {
            Option.SUBNET_MASK: mask,
            Option.DNS_SERVERS: packed(self.dns),
            Option.DOMAIN_NAME: self.domain.encode(),
            Option.NETBIOS_NAME_SERVERS: packed(self.netbios),
            **dict.fromkeys(ROUTE_OPTIONS, routes),
        }
        return {int(code): value for code, value in said.items() if value} | self.options


def pool_for(pools: Iterable[DhcpPool], address: IPv4Address) -> DhcpPool | None:
    """The pool whose network holds the address; of several, the smallest network's."""
    held = [one for one in pools if one.network is not None and address in one.network]
    return max(held, key=_prefix, default=None)


def _prefix(pool: DhcpPool) -> int:
    return pool.network.prefixlen if pool.network is not None else 0
