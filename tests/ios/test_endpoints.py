from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from tests.ios.support import angela
from vpdn.errors import ConfigError
from vpdn.ios.endpoints import read_source, target_of

LOOPBACK, ETHERNET = IPv4Address("172.16.10.100"), IPv4Address("10.200.20.2")


@pytest.mark.parametrize(
    ("word", "address"),
    [("192.168.1.47", "192.168.1.47"), ("rund", "172.17.247.195")],
)
def test_a_target_is_an_address_or_a_known_name(word: str, address: str) -> None:
    assert target_of(angela()[2].session, word) == IPv4Address(address)


@pytest.mark.parametrize("word", ["", "nobody", "1.2.3", "1.2.3.4.5"])
def test_other_targets_are_refused(word: str) -> None:
    with pytest.raises(ConfigError, match="% Unrecognized host or address"):
        target_of(angela()[2].session, word)


@pytest.mark.parametrize(
    ("word", "address"),
    [
        ("172.16.10.100", LOOPBACK),
        ("10.200.20.2", ETHERNET),
        ("Loopback0", LOOPBACK),
        ("loopback 0", LOOPBACK),
        ("et0/0", ETHERNET),
        ("vi1", LOOPBACK),
    ],
)
def test_a_source_is_an_address_or_an_interface_of_ours(word: str, address: IPv4Address) -> None:
    assert read_source(angela()[2].session, word) == address


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("10.9.9.9", "% Invalid source address- IP address not on any of our up interfaces"),
        ("lo7", "% Invalid source interface - IP not enabled or interface is down"),
        ("Serial9", "% Invalid source interface - IP not enabled or interface is down"),
        ("lo0 x", "% Invalid source. Must use IP address or full interface name"),
        ("nonsense", "% Invalid source. Must use IP address or full interface name"),
    ],
)
def test_other_sources_are_refused(word: str, told: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        read_source(angela()[2].session, word)
    assert refusal.value.reason.startswith(told)
