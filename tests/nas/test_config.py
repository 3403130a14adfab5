from __future__ import annotations

from ipaddress import IPv4Address, IPv4Interface

from vpdn.nas.config import Interface, RouterConfig


def test_radius_requests_come_from_the_interface_that_was_named() -> None:
    loopback = Interface("Loopback0", IPv4Interface("172.16.10.100/24"))
    interfaces = {"Loopback0": loopback, "Loopback1": Interface("Loopback1")}
    for name, source in (
        (None, None),
        ("Loopback0", IPv4Address("172.16.10.100")),
        ("Loopback1", None),
        ("Loopback2", None),
    ):
        config = RouterConfig(interfaces=interfaces, radius_source_interface=name)
        assert config.radius_source == source
