from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from tests.ios.support import loaded, template_text


@pytest.mark.parametrize(
    ("line", "pool"),
    [
        ("mtu 1400", ("default",)),
        ("no peer default ip address", None),
        ("peer default ip address 10.0.0.5", None),
        ("peer default ip address pool p", ("p",)),
    ],
)
def test_ip_address_pool_local_serves_templates_that_say_nothing(
    line: str, pool: tuple[str, ...] | None
) -> None:
    text = f"ip address-pool local\n{template_text(line)}"
    assert loaded(text).config.templates[1].peer_pool == pool


def test_without_it_a_template_that_says_nothing_has_no_pool() -> None:
    assert loaded(template_text("mtu 1400")).config.templates[1].peer_pool is None
    text = f"ip address-pool dhcp-proxy-client\n{template_text('mtu 1400')}"
    assert loaded(text).config.templates[1].peer_pool is None


def test_vpdn_source_ip_serves_groups_that_have_none() -> None:
    text = "vpdn-group A\n source-ip 10.0.0.1\nvpdn-group B\nvpdn source-ip 10.0.0.9"
    groups = loaded(text).config.groups
    assert groups["A"].source_ip == IPv4Address("10.0.0.1")
    assert groups["B"].source_ip == IPv4Address("10.0.0.9")
