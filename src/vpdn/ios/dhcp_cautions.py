"""Of `ip dhcp pool` what will not come to pass as it is said, in one sentence each."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from vpdn.datapath.filters import Filter
from vpdn.errors import DecodeError
from vpdn.nas.config import RouterConfig, VirtualTemplate
from vpdn.nas.dhcp_settings import ROUTE_OPTIONS, DhcpPool
from vpdn.nas.link_settings import local_address
from vpdn.wire import ip
from vpdn.wire.dhcp import CLIENT_PORT, SERVER_PORT
from vpdn.wire.dhcp_routes import decode_routes

_EVERYBODY = IPv4Address(0xFFFFFFFF)
_QUESTION = f"UDP from port {CLIENT_PORT} to port {SERVER_PORT} of {_EVERYBODY}"
_ANSWER = f"UDP from port {SERVER_PORT} to port {CLIENT_PORT}"


def dhcp_cautions(config: RouterConfig) -> Iterator[str]:
    for pool in config.dhcp_pools.values():
        yield from (f"ip dhcp pool {pool.name}: {said}" for said in _pool(pool, config))


def _pool(pool: DhcpPool, config: RouterConfig) -> Iterator[str]:
    if not config.dhcp_service:
        yield "there is `no service dhcp`, so nobody is answered"
    if pool.network is None:
        yield "it has no network, so nobody is answered by it"
    else:
        if not _gives(pool.network, config):
            yield "no ip local pool gives addresses of its network; only AAA could"
        yield from _blocked(pool.network, config)
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


def _gives(network: IPv4Network, config: RouterConfig) -> bool:
    fixed = (one.peer_address for one in config.templates.values())
    return any(address in network for address in fixed if address is not None) or any(
        _first(name, network, config) for name in config.pools
    )


def _blocked(network: IPv4Network, config: RouterConfig) -> Iterator[str]:
    """Where an access list of a template that gives such addresses lets no question in, or no
    answer out."""
    for template in config.templates.values():
        caller = _caller(template, network, config)
        if caller is None:
            continue
        here = local_address(config, template) or IPv4Address(0)
        question = _datagram(caller, CLIENT_PORT, _EVERYBODY, SERVER_PORT)
        answer = _datagram(here, SERVER_PORT, caller, CLIENT_PORT)
        for name, packet, what in (
            (template.access_in, question, f"what callers ask ({_QUESTION})"),
            (template.access_out, answer, f"the answer ({_ANSWER})"),
        ):
            if name is not None and not _passes(name, packet, config):
                yield f"access list {name} of Virtual-Template{template.number} refuses {what}"


def _caller(
    template: VirtualTemplate, network: IPv4Network, config: RouterConfig
) -> IPv4Address | None:
    """An address of the network that the template gives."""
    if template.peer_address is not None:
        return template.peer_address if template.peer_address in network else None
    found = (_first(name, network, config) for name in template.peer_pool or ())
    return next(filter(None, found), None)


def _first(name: str, network: IPv4Network, config: RouterConfig) -> IPv4Address | None:
    """The first address that a local pool has in the network."""
    ranges = config.pools[name].ranges if name in config.pools else ()
    for low, high in ranges:
        if low <= network.broadcast_address and high >= network.network_address:
            return max(low, network.network_address)
    return None


def _passes(name: str, packet: bytes, config: RouterConfig) -> bool:
    """A list that is not there lets everything pass, as IOS has it."""
    known = config.access_lists.get(name)
    return known is None or Filter(known.rules).permits(packet)


def _datagram(source: IPv4Address, port: int, destination: IPv4Address, to_port: int) -> bytes:
    udp = b"".join(number.to_bytes(2, "big") for number in (port, to_port, 8, 0))
    return ip.build(source, destination, ip.IpProtocol.UDP, udp)
