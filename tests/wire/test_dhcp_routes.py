"""Classless static routes: RFC 3442; scapy as a second opinion."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.dhcp import ClasslessStaticRoutesField
from scapy.packet import Raw

from tests.wire.samples import ADDRESS
from vpdn.errors import DecodeError
from vpdn.wire.dhcp_routes import Route, decode_routes, encode_routes

ROUTER = IPv4Address("10.0.0.1")
NETWORKS = st.builds(
    lambda address, prefix: IPv4Network((address, prefix), strict=False),
    ADDRESS,
    st.integers(0, 32),
)
ROUTES = st.lists(st.builds(Route, NETWORKS, ADDRESS)).map(tuple)


def route(network: str, gateway: IPv4Address = ROUTER) -> Route:
    return Route(IPv4Network(network), gateway)


@pytest.mark.parametrize(
    ("network", "descriptor"),
    [
        ("0.0.0.0/0", "00"),
        ("10.0.0.0/8", "080a"),
        ("10.0.0.0/24", "180a0000"),
        ("10.17.0.0/16", "100a11"),
        ("10.27.129.0/24", "180a1b81"),
        ("10.229.0.128/25", "190ae50080"),
        ("10.198.122.47/32", "200ac67a2f"),
    ],
)
def test_the_table_of_rfc_3442(network: str, descriptor: str) -> None:
    octets = bytes.fromhex(descriptor) + ROUTER.packed
    assert encode_routes([route(network)]) == octets
    assert decode_routes(octets) == (route(network),)


@given(routes=ROUTES)
def test_routes_come_back(routes: tuple[Route, ...]) -> None:
    assert decode_routes(encode_routes(routes)) == routes


@given(routes=ROUTES)
def test_scapy_writes_the_same(routes: tuple[Route, ...]) -> None:
    field = ClasslessStaticRoutesField("route", "")
    texts = [f"{one.network}:{one.gateway}" for one in routes]
    theirs = b"".join(field.i2m(Raw(), text) for text in texts)
    assert theirs == encode_routes(routes)


def test_bits_behind_the_prefix_are_cleared() -> None:
    octets = bytes.fromhex("0cacff") + ROUTER.packed
    assert decode_routes(octets) == (route("172.240.0.0/12"),)


@pytest.mark.parametrize("octets", ["21 0a000001 0a000001", "18 0a0000", "18 0a", "18 0a0000 0a00"])
def test_what_is_no_list_of_routes_is_refused(octets: str) -> None:
    with pytest.raises(DecodeError):
        decode_routes(bytes.fromhex(octets))
