from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

from vpdn.nas.dhcp_settings import DhcpPool, pool_for
from vpdn.wire.dhcp_routes import Route, decode_routes

ROUTER = IPv4Address("172.16.10.100")
DNS, GATEWAY = IPv4Address("10.44.0.53"), IPv4Address("172.16.10.200")
INTRANET, BRANCH = IPv4Network("10.44.0.0/16"), IPv4Network("10.45.0.0/16")
POOL = DhcpPool("P", IPv4Network("172.16.10.0/24"))


def test_only_what_a_pool_has_is_told() -> None:
    assert POOL.told(ROUTER) == {1: b"\xff\xff\xff\0"}
    told = replace(POOL, dns=(DNS,), netbios=(DNS, ROUTER), domain="cisco.com").told(ROUTER)
    mask = POOL.told(ROUTER)
    assert told == mask | {6: DNS.packed, 15: b"cisco.com", 44: DNS.packed + ROUTER.packed}


def test_both_options_have_the_routes_and_the_router_is_their_gateway() -> None:
    routes = (Route(INTRANET, IPv4Address(0)), Route(BRANCH, GATEWAY))
    told = replace(POOL, routes=routes).told(ROUTER)
    assert decode_routes(told[121]) == (Route(INTRANET, ROUTER), Route(BRANCH, GATEWAY))
    assert told[249] == told[121]


def test_a_raw_option_goes_before_what_is_said_in_words() -> None:
    routes = (Route(INTRANET, ROUTER),)
    told = replace(POOL, routes=routes, dns=(DNS,), options={121: b"x", 6: b"y"}).told(ROUTER)
    assert (told[121], told[249], told[6]) == (b"x", b"x", b"y")
    assert replace(POOL, options={121: b"x", 249: b"y"}).told(ROUTER)[249] == b"y"


def test_the_smallest_network_that_holds_the_address_answers() -> None:
    wide = DhcpPool("WIDE", IPv4Network("172.16.0.0/12"))
    pools = (wide, POOL, DhcpPool("NONE"))
    assert pool_for(pools, IPv4Address("172.16.10.1")) is POOL
    assert pool_for(pools, IPv4Address("172.17.10.1")) is wide
    assert pool_for(pools, IPv4Address("10.0.0.1")) is None
