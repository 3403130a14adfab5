from __future__ import annotations

from dataclasses import replace

from tests.ios.support import INTERFACES, angela, server_snapshot, typed

BRIEF = """\
Interface                  IP-Address      OK? Method Status                Protocol
Ethernet0/0                10.200.20.2     YES NVRAM  up                    up      
Virtual-Access1            172.16.10.100   YES TFTP   up                    up      
Virtual-Template1          172.16.10.100   YES unset  down                  down    
Loopback0                  172.16.10.100   YES NVRAM  up                    up      
"""


async def test_the_documents_router() -> None:
    assert await typed(angela()[2], "show ip interface brief") == BRIEF


async def test_an_interface_without_an_address_and_one_shut_down() -> None:
    server, _, shell = angela()
    bare = replace(INTERFACES[1], address=None, up=False, shutdown=True)
    server.state = replace(server_snapshot(), interfaces=(bare,))
    assert (await typed(shell, "sh ip int br")).splitlines()[1] == (
        "Ethernet0/0                unassigned      YES unset  administratively down down    "
    )
