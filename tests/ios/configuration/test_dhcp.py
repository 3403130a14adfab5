from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

import pytest

from tests.ios.support import loaded, refused, written
from vpdn.nas.dhcp_settings import DhcpPool
from vpdn.wire.dhcp_routes import Route

FIRST, SECOND = IPv4Address("10.44.0.53"), IPv4Address("10.44.0.54")


def text(*lines: str) -> str:
    return "\n".join(("ip dhcp pool P", *(f" {line}" for line in lines)))


def pool(*lines: str) -> DhcpPool:
    return loaded(text(*lines)).config.dhcp_pools["P"]


def test_all_that_a_pool_says() -> None:
    lines = (
        "network 172.16.10.0 255.255.255.0",
        "dns-server 10.44.0.53 10.44.0.54",
        "netbios-name-server 10.44.0.53",
        "domain-name cisco.com",
        "option 121 hex 100a.2cac.100a.64",
        "vpdn route 10.44.0.0 255.255.0.0",
        "vpdn route 10.45.0.0 255.255.0.0 10.44.0.53",
    )
    made = pool(*lines)
    assert made == DhcpPool(
        "P",
        IPv4Network("172.16.10.0/24"),
        (FIRST, SECOND),
        (FIRST,),
        "cisco.com",
        (
            Route(IPv4Network("10.44.0.0/16"), IPv4Address(0)),
            Route(IPv4Network("10.45.0.0/16"), FIRST),
        ),
        {121: bytes.fromhex("100a2cac100a64")},
    )
    assert written(text(*lines)) == text(*lines).splitlines()


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("network 10.1.2.3 /16", "network 10.1.0.0 255.255.0.0"),
        ("network 10.0.0.0", "network 10.0.0.0 255.0.0.0"),
        ("vpdn route 10.0.0.0 /8", "vpdn route 10.0.0.0 255.0.0.0"),
        ("option 121 hex 18 0A0000 0a000001", "option 121 hex 180a.0000.0a00.0001"),
        ("option 66 ascii a name", "option 66 ascii a name"),
        ("option 42 ip 10.0.0.1 10.0.0.2", "option 42 ip 10.0.0.1 10.0.0.2"),
    ],
)
def test_how_a_line_is_kept(line: str, kept: str) -> None:
    assert written(text(line)) == ["ip dhcp pool P", f" {kept}"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("option 53 hex 08", "the server's own"),
        ("option 121 hex 1", "no hexadecimal"),
        ("option 121 hex zz", "no hexadecimal"),
        (f"option 43 ascii {'x' * 256}", "255 octets"),
        ("network 10.0.0.0 255.0.255.0", "Bad mask"),
        ("vpdn route 10.0.0.1 /8", "Inconsistent"),
        (f"dns-server {'10.0.0.1 ' * 9}", "8 servers"),
        (f"domain-name {'x' * 256}", "no domain name"),
    ],
)
def test_what_is_refused(line: str, why: str) -> None:
    assert why in str(refused(text(line)))


def test_a_pool_has_only_as_many_routes_as_fit() -> None:
    lines = [f"vpdn route 10.0.{n}.0 /24" for n in range(32)]
    assert len(pool(*lines[:31]).routes) == 31
    assert "255 octets" in str(refused(text(*lines)))


def test_what_is_about_leases_has_no_effect() -> None:
    notes = loaded(text("lease 1", "default-router 10.0.0.1")).running.notes()
    assert {"lease 1", "default-router 10.0.0.1"} <= {note.line.strip() for note in notes}


def test_a_pool_goes_with_its_line() -> None:
    assert loaded(f"{text('network 10.0.0.0')}\nno ip dhcp pool P").config.dhcp_pools == {}


def test_the_service_is_on_unless_told_otherwise() -> None:
    assert loaded("").config.dhcp_service
    assert not loaded("no service dhcp").config.dhcp_service
    assert written("no service dhcp") == ["no service dhcp"]
    assert written("service dhcp") == []
