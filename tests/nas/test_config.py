from __future__ import annotations

from ipaddress import IPv4Address, IPv4Interface

from vpdn.nas.config import Interface, RouterConfig


def test_radius_requests_come_from_the_interface_that_was_named() -> None:
    loopback = Interface("Loopback0", IPv4Interface("172.16.10.100/24"))
    shut = Interface("Loopback3", IPv4Interface("172.16.11.100/24"), shutdown=True)
    interfaces = {
        "Loopback0": loopback,
        "Loopback1": Interface("Loopback1"),
        "Loopback3": shut,
    }
    for name, source in (
        (None, None),
        ("Loopback0", IPv4Address("172.16.10.100")),
        ("Loopback1", None),
        ("Loopback2", None),
        ("Loopback3", None),
    ):
        config = RouterConfig(interfaces=interfaces, radius_source_interface=name)
        assert config.radius_source == source
