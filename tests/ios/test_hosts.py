from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from vpdn.errors import ConfigError
from vpdn.ios.hosts import Hosts, address_of, resolved
from vpdn.ios.tokens import HostName

IAS, OTHER = IPv4Address("10.0.0.5"), IPv4Address("10.0.0.6")
HOSTS = {"ias": IAS, "IAS2": OTHER}


def known() -> Hosts:
    return HOSTS


@pytest.mark.parametrize(
    ("name", "address"), [("ias", IAS), ("IAS", IAS), ("ias2", OTHER), ("ia", None), ("", None)]
)
def test_a_host_is_known_in_whatever_case(name: str, address: IPv4Address | None) -> None:
    assert address_of(HOSTS, name) == address


def test_of_two_names_that_differ_in_case_the_one_that_was_written_is_meant() -> None:
    assert address_of({"IAS": OTHER, "ias": IAS}, "ias") == IAS


def test_names_become_addresses_wherever_they_stand() -> None:
    given = {"address": HostName("ias"), "port": 1645, "aliases": (OTHER, HostName("ias2"))}
    assert resolved(given, known) == {"address": IAS, "port": 1645, "aliases": (OTHER, OTHER)}


def test_without_names_nothing_is_looked_up() -> None:
    def nobody() -> Hosts:
        raise AssertionError

    given = {"address": IAS, "aliases": (OTHER,), "word": "ias"}
    assert resolved(given, nobody) == given


def test_a_name_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"^% Unrecognized host or address: .* `ip host berta`"):
        resolved({"aliases": (HostName("ias"), HostName("berta"))}, known)
