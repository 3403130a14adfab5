from __future__ import annotations

from dataclasses import replace

from tests.ios.support import INTERFACES, angela, server_snapshot, typed
from vpdn.ios.config import RunningConfig, merge

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


ETHERNET = """\
Ethernet0/0 is up, line protocol is up
  Internet address is 10.200.20.2/24
  Broadcast address is 255.255.255.255
  Address determined by non-volatile memory
  MTU is 1500 bytes
  Helper address is not set
  Directed broadcast forwarding is disabled
  Outgoing access list is not set
  Inbound  access list is not set
  Proxy ARP is disabled
"""
ACCESS = """\
Virtual-Access1 is up, line protocol is up
  Interface is unnumbered. Using address of Loopback0 (172.16.10.100)
  Broadcast address is 255.255.255.255
  Peer address is 172.16.10.1
  MTU is 1500 bytes
  Helper address is not set
  Directed broadcast forwarding is disabled
  Outgoing access list is 101
  Inbound  access list is not set
"""


async def test_an_interface_at_length() -> None:
    shown = await typed(angela()[2], "show ip interface ethernet 0/0")
    assert shown.startswith(ETHERNET)
    assert shown.endswith("  BGP Policy Mapping is disabled\n")


async def test_an_interface_has_the_mtu_that_ip_mtu_says_where_that_is_less() -> None:
    _, router, shell = angela()
    for line, mtu in (("ip mtu 1400", 1400), ("mtu 1300", 1300)):
        tree, _ = merge(router.running.tree, f"interface Virtual-Template1\n {line}\n")
        router.load(RunningConfig(tree))
        shown = await typed(shell, "show ip interface virtual-template 1")
        assert f"  MTU is {mtu} bytes\n" in shown


async def test_an_unnumbered_interface_names_its_lender_and_its_peer() -> None:
    shell = angela()[2]
    lines = ("interface virtual-template 1", "ip access-group 101 out", "end")
    await typed(shell, "configure terminal", "access-list 101 permit ip any any", *lines)
    assert (await typed(shell, "show ip interface vi1")).startswith(ACCESS)


async def test_an_interface_without_ip_and_a_template_without_a_peer() -> None:
    server, _, shell = angela()
    server.state = replace(server.state, interfaces=(replace(INTERFACES[1], address=None),))
    assert await typed(shell, "show ip interface Ethernet0/0") == (
        "Ethernet0/0 is up, line protocol is up\n  Internet protocol processing disabled\n"
    )
    template = await typed(shell, "show ip interface virtual-template 1")
    assert "Peer address" not in template
    assert "Address determined" not in template


async def test_all_interfaces_at_length() -> None:
    shown = await typed(angela()[2], "show ip interface")
    heads = [line.split()[0] for line in shown.splitlines() if not line.startswith(" ")]
    assert heads == ["Ethernet0/0", "Virtual-Access1", "Virtual-Template1", "Loopback0"]


async def test_an_interface_tells_its_side_only_while_addresses_are_translated() -> None:
    server, _, shell = angela()
    lines = ("interface ethernet 0/0", "ip nat outside", "interface vt1", "ip nat inside", "end")
    await typed(shell, "configure terminal", *lines)
    asked = "show ip interface | include address translation"
    before = "  Network address translation is "
    assert set((await typed(shell, asked)).splitlines()) == {f"{before}disabled"}
    server.translation.standing = True
    assert (await typed(shell, asked)).splitlines() == [
        f"{before}enabled, interface in domain outside",
        f"{before}enabled, interface in domain inside",
        f"{before}enabled, interface in domain inside",
        f"{before}disabled",
    ]


async def test_an_interface_that_is_not_there() -> None:
    assert "Invalid input" in await typed(angela()[2], "show ip interface Serial0")
