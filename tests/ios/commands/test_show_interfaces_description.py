from __future__ import annotations

from dataclasses import replace

from tests.ios.support import INTERFACES, angela, typed

TABLE = """\
Interface                      Status         Protocol Description
Ethernet0/0                    admin down     down     to the gateway
Virtual-Access1                up             up       
Virtual-Template1              down           down     
Loopback0                      up             up       
"""
LINES = ("configure terminal", "interface ethernet 0/0", "description to the gateway", "end")


async def test_every_interface_with_its_description() -> None:
    server, _, shell = angela()
    down = replace(INTERFACES[1], shutdown=True, up=False)
    server.state = replace(server.state, interfaces=(INTERFACES[0], down))
    await typed(shell, *LINES)
    shown = await typed(shell, "show interfaces description")
    assert shown == TABLE


async def test_the_description_stands_in_the_long_form_too() -> None:
    shell = angela()[2]
    await typed(shell, *LINES)
    shown = (await typed(shell, "show interfaces ethernet 0/0")).splitlines()
    assert shown[2] == "  Description: to the gateway"


async def test_a_cloned_interface_has_its_templates_description() -> None:
    shell = angela()[2]
    lines = ("interface virtual-template 1", "description for the PCs", "end")
    await typed(shell, "configure terminal", *lines)
    assert "  Description: for the PCs\n" in await typed(shell, "show interfaces virtual-access 1")
