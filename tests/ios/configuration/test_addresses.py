from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

import pytest

from tests.ios.support import loaded, refused, written
from vpdn.nas.config import StaticRoute


def test_a_pool_may_have_many_ranges() -> None:
    text = "ip local pool p 10.0.0.1 10.0.0.9\nip local pool p 10.0.1.1\nip local pool q 10.0.2.1"
    pools = loaded(text).config.pools
    assert [(str(low), str(high)) for low, high in pools["p"].ranges] == [
        ("10.0.0.1", "10.0.0.9"),
        ("10.0.1.1", "10.0.1.1"),
    ]
    assert list(loaded(f"{text}\nno ip local pool p").config.pools) == ["q"]
    assert len(loaded(f"{text}\nno ip local pool p 10.0.1.1").config.pools["p"].ranges) == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("ip local pool p 10.0.0.9 10.0.0.1", "start address greater than end address"),
        ("ip local pool p 10.0.0.0 10.9.0.0", "more than 65536 addresses"),
        ("ip local pool q 10.1.0.5 10.1.0.200", "overlaps with pool: x"),
    ],
)
def test_ranges_that_cannot_be(line: str, reason: str) -> None:
    [problem] = refused(f"ip local pool x 10.1.0.1 10.1.0.10\n{line}")
    assert problem.startswith("test.cfg:2: ")
    assert reason in problem


@pytest.mark.parametrize(
    ("line", "route"),
    [
        (
            "ip route 0.0.0.0 0.0.0.0 10.0.0.1",
            StaticRoute(IPv4Network("0.0.0.0/0"), IPv4Address("10.0.0.1")),
        ),
        (
            "ip route 10.0.0.0 255.0.0.0 Ethernet0/0 200 permanent",
            StaticRoute(IPv4Network("10.0.0.0/8"), None, "Ethernet0/0", 200),
        ),
        (
            "ip route 10.0.0.0 255.0.0.0 Ethernet0/0 10.1.1.1",
            StaticRoute(IPv4Network("10.0.0.0/8"), IPv4Address("10.1.1.1"), "Ethernet0/0"),
        ),
        (
            "ip route 10.0.0.0 255.0.0.0 10.1.1.1 tag 5 name x",
            StaticRoute(IPv4Network("10.0.0.0/8"), IPv4Address("10.1.1.1")),
        ),
    ],
)
def test_routes(line: str, route: StaticRoute) -> None:
    assert loaded(line).config.routes == (route,)
    assert written(line) == [line]


def test_no_route_takes_all_to_the_prefix_or_the_one_it_names() -> None:
    text = "ip route 10.0.0.0 255.0.0.0 10.1.1.1\nip route 10.0.0.0 255.0.0.0 10.1.1.2"
    assert loaded(f"{text}\nno ip route 10.0.0.0 255.0.0.0").config.routes == ()
    left = loaded(f"{text}\nno ip route 10.0.0.0 255.0.0.0 10.1.1.1").config.routes
    assert [str(route.gateway) for route in left] == ["10.1.1.2"]


def test_access_lists_are_kept_by_number_and_in_their_own_order() -> None:
    lines = [
        "access-list 20 permit any",
        "access-list 10 permit 10.0.0.0 0.0.0.255",
        "access-list 10 deny any",
    ]
    assert written("\n".join(lines)) == [*lines[1:], lines[0]]
