from __future__ import annotations

from ipaddress import IPv4Address

from vpdn.nas.nat_settings import NatPool

POOL = NatPool("P", IPv4Address("192.0.2.254"), IPv4Address("192.0.3.1"), 22)


def test_a_pool_has_every_address_from_its_first_to_its_last() -> None:
    assert [str(address) for address in POOL.addresses] == [
        "192.0.2.254",
        "192.0.2.255",
        "192.0.3.0",
        "192.0.3.1",
    ]


def test_a_prefix_length_is_a_mask() -> None:
    assert str(POOL.netmask) == "255.255.252.0"
