from __future__ import annotations

from ipaddress import IPv4Address

from tests.ios.support import loaded, written


def test_hosts() -> None:
    config = loaded("ip host a 10.0.0.1\nip host b 10.0.0.2\nno ip host a").config
    assert config.hosts == {"b": IPv4Address("10.0.0.2")}


def test_names_are_looked_up_unless_said_otherwise() -> None:
    assert loaded("").config.domain_lookup
    assert not loaded("no ip domain-lookup").config.domain_lookup
    assert written("no ip domain-lookup\nip domain-lookup") == []


def test_domain_lookup_may_be_written_apart() -> None:
    assert written("no ip domain lookup") == ["no ip domain-lookup"]
    assert written("no ip domain-lookup\nip domain lookup") == []


def test_async_bootp_gives_the_servers_of_every_template() -> None:
    text = "async-bootp dns-server 10.0.0.1 10.0.0.2\nasync-bootp nbns-server 10.0.0.3"
    config = loaded(text).config
    assert config.dns == (IPv4Address("10.0.0.1"), IPv4Address("10.0.0.2"))
    assert config.nbns == (IPv4Address("10.0.0.3"),)
    assert written(text) == text.splitlines()
