from __future__ import annotations

from tests.ios.support import angela, typed


async def test_a_router_that_is_no_dhcp_server_gave_no_address() -> None:
    shell = angela()[2]
    assert await typed(shell, "show ip dhcp binding") == (
        "IP address       Hardware address        Lease expiration        Type\n"
    )
    said = await typed(shell, "show ip dhcp binding 10.0.0.1")
    assert said == "% No binding for 10.0.0.1\n"
