from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

from tests.ios.support import angela
from vpdn.ios.routes import best, routes


def test_connected_static_and_peers_by_network() -> None:
    server = angela()[0]
    table = routes(server.config, server.state)
    assert [(route.code, str(route.network)) for route in table] == [
        ("S", "0.0.0.0/0"),
        ("C", "10.200.20.0/24"),
        ("C", "172.16.10.0/24"),
        ("C", "172.16.10.1/32"),
        ("S", "192.168.1.0/24"),
    ]


def test_the_longest_prefix_is_the_best() -> None:
    server = angela()[0]
    table = routes(server.config, server.state)
    found = [best(table, IPv4Address(one)) for one in ("172.16.10.1", "172.16.10.2", "8.8.8.8")]
    assert [str(route.network) for route in found if route] == [
        "172.16.10.1/32",
        "172.16.10.0/24",
        "0.0.0.0/0",
    ]


def test_an_interface_that_is_down_connects_nothing() -> None:
    server = angela()[0]
    down = tuple(replace(one, up=False) for one in server.state.interfaces)
    table = routes(server.config, replace(server.state, interfaces=down, tunnels=()))
    assert {route.code for route in table} == {"S"}
    assert best(routes(replace(server.config, routes=()), server.state), IPv4Address(8)) is None
