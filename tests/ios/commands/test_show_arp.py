from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

from tests.ios.support import angela, server_snapshot, typed
from vpdn.ios.shell import Shell
from vpdn.nas.snapshot import NeighbourSnapshot

TABLE = """\
Protocol  Address          Age (min)  Hardware Addr   Type   Interface
Internet  10.200.20.2             -   02fc.0000.0001  ARPA   Ethernet0/0
Internet  10.200.20.245           0   02fc.0000.0003  ARPA   Ethernet0/0
Internet  10.200.20.250          61   02fc.0000.0002  ARPA   Ethernet0/0
"""


def neighbour(address: str, hardware_address: str, age: float) -> NeighbourSnapshot:
    return NeighbourSnapshot("Ethernet0/0", IPv4Address(address), hardware_address, age)


def ready() -> Shell:
    server, _, shell = angela()
    server.state = replace(
        server_snapshot(),
        neighbours=(
            neighbour("10.200.20.250", "02:fc:00:00:00:02", 3719.9),
            neighbour("10.200.20.245", "02:fc:00:00:00:03", 59.0),
        ),
    )
    return shell


async def test_the_router_and_whom_it_heard_of_by_address() -> None:
    for line in ("show arp", "show ip arp"):
        assert await typed(ready(), line) == TABLE


async def test_one_address() -> None:
    head, _, _, last = TABLE.splitlines(True)
    assert await typed(ready(), "show ip arp 10.200.20.250") == head + last
    assert await typed(ready(), "show arp 10.200.20.9") == ""


async def test_a_router_without_devices_knows_nobody() -> None:
    server, _, shell = angela()
    server.state = replace(server_snapshot(), interfaces=())
    assert await typed(shell, "show arp") == ""
