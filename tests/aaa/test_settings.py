from __future__ import annotations

from ipaddress import IPv4Address

from vpdn.aaa.settings import ServerGroup
from vpdn.radius.settings import RadiusServer

FIRST, SECOND, THIRD = (IPv4Address(f"10.0.0.{n}") for n in (1, 2, 3))


def test_a_groups_members_are_where_it_says_and_where_the_named_servers_are() -> None:
    servers = (RadiusServer(FIRST), RadiusServer(SECOND, 1812, name="ias"))
    group = ServerGroup("g", ((THIRD, 1645),), ("ias", "unknown", ""))
    assert group.members(servers) == ((THIRD, 1645), (SECOND, 1812))
