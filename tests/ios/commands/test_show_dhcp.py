from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Network

from tests.ios.support import angela, typed
from vpdn.nas.dhcp_settings import DhcpPool


async def test_a_router_that_is_no_dhcp_server_gave_no_address() -> None:
    shell = angela()[2]
    assert await typed(shell, "show ip dhcp binding") == (
        "IP address       Hardware address        Lease expiration        Type\n"
    )
    said = await typed(shell, "show ip dhcp binding 10.0.0.1")
    assert said == "% No binding for 10.0.0.1\n"


async def test_a_pool_is_shown_with_its_network_and_nobody_in_it() -> None:
    server, _, shell = angela()
    pools = {
        "P": DhcpPool("P", IPv4Network("172.16.10.0/24")),
        "NONE": DhcpPool("NONE"),
        "ONE": DhcpPool("ONE", IPv4Network("10.0.0.9/32")),
    }
    server.config = replace(server.config, dhcp_pools=pools)
    assert await typed(shell, "show ip dhcp pool P") == (
        "Pool P :\n"
        " Utilization mark (high/low)    : 100 / 0\n"
        " Subnet size (first/next)       : 0 / 0 \n"
        " Total addresses                : 254\n"
        " Leased addresses               : 0\n"
        " Pending event                  : none\n"
        " 1 subnet is currently in the pool :\n"
        " Current index        IP address range                    Leased addresses\n"
        " 172.16.10.1          172.16.10.1      - 172.16.10.254     0\n"
    )
    assert (await typed(shell, "show ip dhcp pool")).count("Pool ") == 3
    assert " 10.0.0.9 " in await typed(shell, "show ip dhcp pool ONE")
    assert await typed(shell, "show ip dhcp pool X") == "% Pool X not found.\n"
    assert "Address pools        3\n" in await typed(shell, "show ip dhcp server statistics")
