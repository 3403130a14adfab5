from __future__ import annotations

from ipaddress import IPv4Address, IPv4Interface, IPv4Network

import pytest

from vpdn.errors import ConfigError
from vpdn.ios.configuration.netmask import interface_address, network


def pair(text: str) -> tuple[IPv4Address, IPv4Address]:
    address, mask = text.split()
    return IPv4Address(address), IPv4Address(mask)


def test_an_address_with_its_mask() -> None:
    made = interface_address(*pair("172.16.10.100 255.255.255.0"))
    assert made == IPv4Interface("172.16.10.100/24")
    assert network(*pair("0.0.0.0 0.0.0.0")) == IPv4Network("0.0.0.0/0")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("10.1.1.1 255.0.255.0", "Bad mask 0xFF00FF00 for address 10.1.1.1"),
        ("10.1.1.0 255.255.255.0", "Bad mask /24 for address 10.1.1.0"),
        ("10.1.1.255 255.255.255.0", "Bad mask /24 for address 10.1.1.255"),
    ],
)
def test_masks_that_do_not_fit(text: str, reason: str) -> None:
    with pytest.raises(ConfigError) as caught:
        interface_address(*pair(text))
    assert caught.value.reason == reason


def test_a_host_and_a_pair_of_hosts_have_no_address_set_apart() -> None:
    for mask in ("255.255.255.255", "255.255.255.254"):
        assert interface_address(*pair(f"10.1.1.0 {mask}")).ip == IPv4Address("10.1.1.0")


def test_a_route_to_a_host_inside_its_own_prefix_is_refused() -> None:
    with pytest.raises(ConfigError, match="%Inconsistent address and mask"):
        network(*pair("10.1.1.1 255.255.255.0"))
