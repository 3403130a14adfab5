from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Network

import pytest

from tests.ios.support import angela, server_snapshot, typed

TABLE = """\
Codes: C - connected, S - static, I - IGRP, R - RIP, M - mobile, B - BGP
       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area 
       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2
       E1 - OSPF external type 1, E2 - OSPF external type 2, E - EGP
       i - IS-IS, L1 - IS-IS level-1, L2 - IS-IS level-2, ia - IS-IS inter area
       * - candidate default, U - per-user static route, o - ODR
       P - periodic downloaded static route

Gateway of last resort is 10.200.20.1 to network 0.0.0.0

     172.16.0.0/16 is variably subnetted, 2 subnets, 2 masks
C       172.16.10.0/24 is directly connected, Loopback0
C       172.16.10.1/32 is directly connected, Virtual-Access1
     10.0.0.0/24 is subnetted, 1 subnets
C       10.200.20.0 is directly connected, Ethernet0/0
S    192.168.1.0/24 [1/0] via 10.200.20.250
S*   0.0.0.0/0 [1/0] via 10.200.20.1
"""
PEER = """\
Routing entry for 172.16.10.1/32
  Known via "connected", distance 0, metric 0 (connected, via interface)
  Routing Descriptor Blocks:
  * directly connected, via Virtual-Access1
      Route metric is 0, traffic share count is 1
"""


async def test_the_documents_router_with_its_session() -> None:
    assert await typed(angela()[2], "show ip route") == TABLE


async def test_one_destination_shows_the_longest_prefix() -> None:
    shell = angela()[2]
    assert await typed(shell, "show ip route 172.16.10.1") == PEER
    assert "  * 10.200.20.1\n" in await typed(shell, "show ip route 8.8.8.8")


async def test_a_mask_wants_just_that_network() -> None:
    shell = angela()[2]
    for known in ("172.16.10.0/24", "172.16.10.1/32", "0.0.0.0/0"):
        network = IPv4Network(known)
        line = f"show ip route {network.network_address} {network.netmask}"
        assert (await typed(shell, line)).startswith(f"Routing entry for {known}\n")


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("172.16.10.0 255.255.255.128", "% Subnet not in table\n"),
        ("172.16.10.2 255.255.255.255", "% Subnet not in table\n"),
        ("172.17.0.0 255.255.0.0", "% Network not in table\n"),
        ("172.16.10.1 255.255.255.0", "%Inconsistent address and mask\n"),
        ("172.16.10.0 255.0.255.0", "Bad mask 0xFF00FF00 for address 172.16.10.0\n"),
    ],
)
async def test_other_networks_are_not_in_the_table(wanted: str, told: str) -> None:
    assert await typed(angela()[2], f"show ip route {wanted}") == told


async def test_one_kind_has_no_legend() -> None:
    shell = angela()[2]
    assert await typed(shell, "show ip route static") == "".join(TABLE.splitlines(True)[-2:])
    assert (await typed(shell, "show ip route connected")).count("\nC ") == 3


async def test_a_router_without_routes() -> None:
    server, _, shell = angela()
    server.state = replace(server_snapshot(), interfaces=())
    server.config = replace(server.config, routes=())
    assert (await typed(shell, "show ip route")).endswith("Gateway of last resort is not set\n\n")
    assert await typed(shell, "show ip route 8.8.8.8") == "% Network not in table\n"


SUMMARY = """\
IP routing table name is Default-IP-Routing-Table(0)
Route Source    Networks    Subnets     Overhead    Memory (bytes)
connected       0           3           0           0
static          2           0           0           0
"""


async def test_the_table_in_numbers() -> None:
    """192.168.1.0/24 and the default are whole networks; those of class A and B are cut up."""
    assert await typed(angela()[2], "show ip route summary") == SUMMARY


async def test_an_address_that_no_route_covers() -> None:
    shell = angela()[2]
    await typed(shell, "configure terminal", "no ip route 0.0.0.0 0.0.0.0 10.200.20.1", "end")
    assert await typed(shell, "show ip route 8.8.8.8") == "% Network not in table\n"
